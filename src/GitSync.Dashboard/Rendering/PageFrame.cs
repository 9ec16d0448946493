using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Security;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Rendering;

/// <summary>What every page knows of the request.</summary>
internal sealed class PageFrame
{
    /// <summary>The addresses of the pages.</summary>
    public required DashboardLinks Links { get; init; }

    /// <summary>The moment at which it is made, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Who looks, or null.</summary>
    public required string? User { get; init; }

    /// <summary>Whether they see what is about all installations.</summary>
    public required bool SeesAll { get; init; }

    /// <summary>What they may do beyond looking.</summary>
    public required IReadOnlySet<Permission> Permissions { get; init; }

    /// <summary>What forms carry; null while the store is away, then there are none.</summary>
    public required string? Token { get; init; }

    /// <summary>How they like it.</summary>
    public required Preferences Preferences { get; init; }

    /// <summary>What came of what they did last, shown once, or null.</summary>
    public required string? Said { get; init; }

    /// <summary>This page's own address, to come back to.</summary>
    public required string Here { get; init; }

    public bool May(Permission permission) => Token is not null && Permissions.Contains(permission);

    public static async Task<PageFrame> OfAsync(HttpContext context)
    {
        var site = DashboardSite.Of(context);
        var links = DashboardLinks.Of(context);
        return new PageFrame
        {
            Links = links,
            Now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
            User = context.User.Identity?.Name,
            SeesAll = site.SeesAll(context.User),
            Permissions = await PermissionCheck.AllowedAsync(context, site.Options),
            Token = await site.Tokens.IssueAsync(context),
            Preferences = Preferences.Of(context),
            Said = Flash.Take(context, links),
            Here = context.Request.PathBase + context.Request.Path + context.Request.QueryString,
        };
    }
}
