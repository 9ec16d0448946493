using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Pages;

/// <summary>How a repository stands, in short.</summary>
/// <param name="Connection">Its connection.</param>
/// <param name="Obstacle">What stands against its sync, as a clause; null for nothing.</param>
/// <param name="Limit">What GitHub makes it wait for, or null.</param>
/// <param name="Headroom">What is left of the hour's requests, or null when it is not known.</param>
/// <param name="Writes">Whether it is written to.</param>
/// <param name="IsBreakerOpen">Whether removals wait for a person.</param>
/// <param name="Sweep">How far its look-through is, or null.</param>
internal sealed record RepositoryStanding(
    Connection Connection, string? Obstacle, RemoteLimit? Limit, RemoteHeadroom? Headroom, WriteSwitch Writes, bool IsBreakerOpen, SweepProgress? Sweep);

/// <summary>What the page of repositories shows. A value.</summary>
/// <param name="Standings">By project.</param>
/// <param name="Next">The project after which it goes on, or null.</param>
/// <param name="IsFirst">Whether it begins with the first.</param>
internal sealed record RepositoryList(IReadOnlyList<RepositoryStanding> Standings, string? Next, bool IsFirst);

/// <summary>All connected repositories, and what stands against each.</summary>
internal static class RepositoriesPage
{
    /// <summary>Each takes five looks into the store.</summary>
    private const int PageSize = 25;

    public static async Task<IResult> ShowAsync(
        string? after, HttpContext context, RepositoryServices services, CancellationToken cancellationToken)
    {
        var site = DashboardSite.Of(context);
        if (after?.Contains('\0', StringComparison.Ordinal) == true)
        {
            return MessagePage.Invalid("No such page", "The address holds a position that is none; begin at the list's first page.");
        }

        var connections = after is null
            ? await services.Connections.ListAsync(cancellationToken)
            : await services.Connections.ListAfterAsync(after, cancellationToken);
        var visible = connections.Where(each => site.Sees(context.User, each.InstallationId)).ToArray();
        var standings = new List<RepositoryStanding>();
        foreach (var connection in visible.Take(PageSize))
        {
            standings.Add(await services.ReadAsync(connection, cancellationToken));
        }

        var isCut = visible.Length > PageSize || connections.Count == OperationQuery.MaximumLimit;
        return PageResult.Of<RepositoriesView, RepositoryList>(new RepositoryList(
            standings, isCut ? (visible.Length > PageSize ? visible[PageSize - 1] : connections[^1]).Project : null, after is null));
    }
}
