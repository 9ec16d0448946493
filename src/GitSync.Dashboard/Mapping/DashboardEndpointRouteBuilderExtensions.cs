using System.Diagnostics.CodeAnalysis;
using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Pages;
using GitSync.Dashboard.Rendering;
using GitSync.Dashboard.Security;
using Microsoft.AspNetCore.Http;
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
    /// <param name="prefix">For example <c>/admin/sync</c>.</param>
    /// <returns>To put the policy on; or <see cref="DashboardConventionBuilder.AllowAnonymousInDevelopment"/>.</returns>
    public static DashboardConventionBuilder MapGitSyncDashboard(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        var site = new DashboardSite();
        var group = endpoints.MapGroup(prefix).ExcludeFromDescription().AddEndpointFilter(ResponsePolicy.ApplyAsync).AddEndpointFilter(StoreAway.ToPageAsync);
        group.WithMetadata(site);
        group.MapGet("/", OverviewPage.ShowAsync).WithName(site.RootName);
        group.MapGet("/operations/{id}", OperationPage.ShowAsync);
        group.MapGet("/assets/{name}", Assets.Serve);
        var protection = new Protection(prefix, endpoints.ServiceProvider);
        ((IEndpointConventionBuilder)group).Finally(protection.See);
        protection.CheckAtStart(endpoints);
        return new DashboardConventionBuilder(group);
    }
}
