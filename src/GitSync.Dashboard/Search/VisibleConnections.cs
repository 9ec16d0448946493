using GitSync.Dashboard.Mapping;

namespace GitSync.Dashboard.Search;

/// <summary>The connections that a person sees: the first page of them, which is all on most hosts.</summary>
/// <param name="All">By project.</param>
internal sealed record VisibleConnections(IReadOnlyList<Connection> All)
{
    /// <summary>The repositories' names by id.</summary>
    public Dictionary<long, string> Names() => All.ToDictionary(each => each.RepositoryId, each => each.FullName);

    public static async Task<VisibleConnections> ReadAsync(HttpContext context, IConnectionStore connections, CancellationToken cancellationToken)
    {
        var site = DashboardSite.Of(context);
        return new VisibleConnections([.. (await connections.ListAsync(cancellationToken)).Where(each => site.Sees(context.User, each.InstallationId))]);
    }

    /// <summary>The repository that somebody has written as "owner/name" or as its numeric id; null for one of no such name.</summary>
    public static long? IdOf(string written, IEnumerable<Connection> connections) =>
        connections.FirstOrDefault(each => string.Equals(each.FullName, written, StringComparison.OrdinalIgnoreCase))?.RepositoryId
            ?? (long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null);
}
