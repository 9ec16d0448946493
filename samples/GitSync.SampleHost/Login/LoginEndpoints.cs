using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GitSync.SampleHost.Login;

/// <summary>GET and POST <c>/login</c>, POST <c>/logout</c>: plain forms, no script.</summary>
internal static class LoginEndpoints
{
    public const string LoginPath = "/login";
    public const string LogoutPath = "/logout";
    public const string DashboardPath = "/admin/sync";

    public const string NameField = "name";
    public const string PasswordField = "password";

    /// <summary>What the cookie handler calls it in the query.</summary>
    public const string ReturnUrlField = "ReturnUrl";

    private const int MaximumFormBytes = 4096;

    public static void MapDemoLogin(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(LoginPath, (HttpContext context) => Page(context, StatusCodes.Status200OK, context.Request.Query[ReturnUrlField]));
        endpoints.MapPost(LoginPath, SignInAsync)
            .RefuseOtherOrigins()
            .WithMetadata(new RequestSizeLimitAttribute(MaximumFormBytes))
            .RequireRateLimiting(nameof(SignInLimit));
        endpoints.MapPost(LogoutPath, (Delegate)SignOutAsync).RefuseOtherOrigins();
    }

    /// <summary>The page as it stands for this request.</summary>
    public static IResult Page(HttpContext context, int statusCode, string? returnUrl, string? name = null, string? problem = null)
    {
        var services = context.RequestServices;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text(
            new LoginPage
            {
                Account = services.GetRequiredService<AdminAccount>(),
                IsOpen = services.GetRequiredService<IHostEnvironment>().IsDevelopment(),
                User = context.User.Identity?.Name,
                ReturnUrl = Local(returnUrl),
                Name = name,
                Problem = problem,
            }.ToHtml(),
            "text/html; charset=utf-8",
            statusCode: statusCode);
    }

    private static async Task<IResult> SignInAsync(HttpContext context, AdminAccount account, CancellationToken cancellationToken)
    {
        if (await ReadAsync(context.Request, cancellationToken) is not { } form)
        {
            return Page(context, StatusCodes.Status400BadRequest, returnUrl: null, problem: "This was no form of this page. Try again here.");
        }

        var (name, returnUrl) = (form[NameField].ToString(), form[ReturnUrlField].ToString());
        if (!account.Matches(name, form[PasswordField].ToString()))
        {
            // Which of the two was wrong is nobody's business.
            return Page(context, StatusCodes.Status403Forbidden, returnUrl, name, "That name and password do not belong together.");
        }

        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, account.Name), new Claim(ClaimTypes.Role, LoginServices.AdminRole)], CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(identity));
        return TypedResults.LocalRedirect(Local(returnUrl));
    }

    /// <summary>The form; null when there is none, or one that this page did not send.</summary>
    private static async Task<IFormCollection?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(cancellationToken) : null;
        }
        catch (InvalidDataException)
        {
            // More fields than ASP.NET Core reads, or a broken multipart body.
            return null;
        }
    }

    private static async Task<IResult> SignOutAsync(HttpContext context)
    {
        await context.SignOutAsync();
        return TypedResults.LocalRedirect(LoginPath);
    }

    /// <summary>Where to go after signing in: never to another site, whatever a link says.</summary>
    private static string Local(string? returnUrl) => RedirectHttpResult.IsLocalUrl(returnUrl) && returnUrl[0] == '/' ? returnUrl : DashboardPath;
}
