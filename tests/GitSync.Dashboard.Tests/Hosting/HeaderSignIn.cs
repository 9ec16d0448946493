using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitSync.Dashboard.Tests;

/// <summary>Signs in whoever a header names, with what another header says they may do: words such as <c>view retry</c>.</summary>
internal sealed class HeaderSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "header";
    public const string UserHeader = "X-Test-User";
    public const string MayHeader = "X-Test-May";

    /// <summary>The policies: each takes the word of its name.</summary>
    public static IReadOnlyList<string> Policies { get; } = ["view", "payload", "retry", "cancel", "replay", "pause"];

    /// <summary>Adds the scheme and a policy for each word.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddAuthentication(SchemeName).AddScheme<AuthenticationSchemeOptions, HeaderSignIn>(SchemeName, null);
        services.AddAuthorization(options =>
        {
            foreach (var name in Policies)
            {
                options.AddPolicy(name, policy => policy.RequireAuthenticatedUser().RequireClaim("may", name));
            }
        });
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers[UserHeader].ToString() is not { Length: > 0 } name)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var words = Request.Headers[MayHeader].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name), .. words.Select(word => new Claim("may", word))], SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }
}
