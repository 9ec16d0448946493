using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GitSync.Dashboard.Mapping;

/// <summary>Sees to it that no dashboard is open to everybody: a host that would serve one does not start, and an endpoint that would answer is not made.</summary>
internal sealed class Protection(string prefix, DashboardOptions options, IServiceProvider services)
{
    private readonly bool _isDevelopment = services.GetService<IHostEnvironment>()?.IsDevelopment() ?? false;

    /// <summary>Runs for each endpoint when it is made, after every convention of the application's.</summary>
    /// <exception cref="InvalidOperationException">Nothing protects it.</exception>
    public void See(EndpointBuilder endpoint)
    {
        if (!IsProtected(endpoint.Metadata))
        {
            throw new InvalidOperationException(
                $"The GitSync dashboard at {prefix} is open to everybody. Write app.MapGitSyncDashboard(\"{prefix}\").RequireAuthorization(\"GitSyncAdmin\") "
                + "with a policy of yours; for development alone .AllowAnonymousInDevelopment() is enough.");
        }
    }

    /// <summary>
    /// Endpoints are made with the first request; the middleware pipeline is built when the host starts, and after the last line of the program that
    /// maps anything. In a group of endpoints there is no pipeline to ask: there the first request to anything fails.
    /// </summary>
    public void CheckAtStart(IEndpointRouteBuilder endpoints)
    {
        if (endpoints is IApplicationBuilder application)
        {
            application.Use(next =>
            {
                _ = endpoints.DataSources.Sum(source => source.Endpoints.Count);
                return next;
            });
        }
    }

    /// <summary>A fallback policy is not asked where an endpoint has a policy of its own, so it is not enough where a permission has one.</summary>
    private bool HasFallback => !options.HasPolicies && services.GetService<IOptions<AuthorizationOptions>>()?.Value.FallbackPolicy is not null;

    private bool IsProtected(IList<object> metadata)
    {
        if (metadata.OfType<AnonymousInDevelopment>().Any() && _isDevelopment)
        {
            return true;
        }

        return !metadata.OfType<IAllowAnonymous>().Any()
            && (metadata.Any(each => each is IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData)
                || HasFallback);
    }
}
