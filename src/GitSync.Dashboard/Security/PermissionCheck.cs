using System.Collections.Frozen;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Security;

/// <summary>
/// What a person may do beyond looking: for pages, which grey out the rest. Endpoints have their policy among their metadata, and the host's authorization
/// asks it; only what depends on what is stored is asked here.
/// </summary>
internal static class PermissionCheck
{
    private static readonly Permission[] All = Enum.GetValues<Permission>();

    public static async Task<IReadOnlySet<Permission>> AllowedAsync(HttpContext context, DashboardOptions options)
    {
        var allowed = new HashSet<Permission>();
        foreach (var permission in All)
        {
            if (await AllowsAsync(context, options, permission))
            {
                allowed.Add(permission);
            }
        }

        return allowed.ToFrozenSet();
    }

    public static async Task<bool> AllowsAsync(HttpContext context, DashboardOptions options, Permission permission) =>
        options.PolicyOf(permission) is not { } policy
        || (context.RequestServices.GetService<IAuthorizationService>() is { } authorization
            && (await authorization.AuthorizeAsync(context.User, context, policy)).Succeeded);
}
