namespace GitSync.Dashboard.Search;

/// <summary>A page of what was found.</summary>
/// <param name="Operations">Newest first.</param>
/// <param name="Continue">Where to go on, or null at the end. With fewer than asked for: looking was broken off there.</param>
internal sealed record FoundPage(IReadOnlyList<SyncOperation> Operations, Guid? Continue);

/// <summary>Finds operations for a person, in bounded portions: what the store does not know to look for is left out here.</summary>
internal sealed class OperationFinder(ISyncReader reader, TimeProvider time, Func<SyncOperation, bool> isVisible)
{
    /// <summary>How many portions of the store one page takes at most; then it says how far it has looked.</summary>
    private const int MaximumPortions = 4;

    /// <summary>No further portion begins after so long: a page stands within a tenth of a second, however slow the disk is.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(50);

    public async Task<FoundPage> FindAsync(ResolvedSearch resolved, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var isFiltered = resolved.Actor is not null;
        var found = new List<SyncOperation>();
        var position = before;
        var since = time.GetTimestamp();
        for (var portion = 0; portion < MaximumPortions && (portion == 0 || time.GetElapsedTime(since) < LongestLook); portion++)
        {
            var wanted = isFiltered ? OperationQuery.MaximumLimit : limit - found.Count;
            var page = await reader.SearchOperationsAsync(resolved.Search with { Before = position, Limit = wanted }, cancellationToken);
            foreach (var operation in page.Operations.Where(each => isVisible(each) && IsBy(each, resolved.Actor)))
            {
                found.Add(operation);
                if (found.Count == limit)
                {
                    var isLast = page.Continue is null && operation.Id == page.Operations[^1].Id;
                    return new FoundPage(found, isLast ? null : operation.Id);
                }
            }

            position = page.Continue;
            if (position is null)
            {
                break;
            }
        }

        return new FoundPage(found, position);
    }

    private static bool IsBy(SyncOperation operation, string? actor) =>
        actor is null || string.Equals(operation.Actor, actor, StringComparison.OrdinalIgnoreCase);
}
