using System.Diagnostics.CodeAnalysis;
using GitSync.Dashboard;
using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Rendering;
using GitSync.Dashboard.Security;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the admin dashboard.</summary>
public static class DashboardEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the dashboard's pages under the prefix. Closed by default: without an authorization policy the host refuses to start.
    /// </summary>
    /// <example><c>app.MapGitSyncDashboard("/admin/sync").RequireAuthorization("GitSyncAdmin");</c></example>
    /// <param name="endpoints">The application's endpoints, or a group of them.</param>
    /// <param name="prefix">For example <c>/admin/sync</c>; <c>/</c> where the host serves nothing else.</param>
    /// <param name="configure">Sets who may do what beyond looking; null: whoever may look may do everything.</param>
    /// <returns>To put the policy on; or <see cref="DashboardConventionBuilder.AllowAnonymousInDevelopment"/>.</returns>
    public static DashboardConventionBuilder MapGitSyncDashboard(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix, Action<DashboardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        var options = new DashboardOptions();
        configure?.Invoke(options);
        var site = new DashboardSite(options, endpoints.ServiceProvider);
        var group = endpoints.MapGroup(prefix).ExcludeFromDescription().AddEndpointFilter(ResponsePolicy.ApplyAsync).AddEndpointFilter(StoreAway.ToPageAsync);
        group.WithMetadata(site);
        DashboardRoutes.Map(group, site);
        var protection = new Protection(prefix, options, endpoints.ServiceProvider);
        ((IEndpointConventionBuilder)group).Finally(protection.See);
        protection.CheckAtStart(endpoints);
        return new DashboardConventionBuilder(group);
    }
}
