namespace GitSync.MultiHost;

/// <summary>
/// Whether the operation that another one names as its cover carries that one's news:
/// <list type="bullet">
/// <item>canceled, or a duplicate of one that was still queued: the cover, or whichever canceled it in turn, was claimed after this one was
/// sent. A worker that had read GitHub before would not have seen its news;</item>
/// <item>outdated: the cover's GitHub time is later, whenever it ran;</item>
/// <item>the same moment and content: second and hash are equal, whenever it ran. One that reads GitHub may carry another state of the
/// same second by now (<see cref="LaneTransitions.FlagFetch"/>); the read after such a burst is the processor's, not the store's;</item>
/// <item>gone: the cover took the resource away.</item>
/// </list>
/// </summary>
internal static class CoverRules
{
    /// <summary>More than a lane can have; a circle ends here.</summary>
    private const int MaximumSteps = 100_000;

    /// <summary>The operation that one names, or null.</summary>
    public static Guid? CoverOf(SyncOperation operation) => operation.State switch
    {
        OperationState.Canceled => operation.CanceledBy,
        OperationState.Dropped => operation.DroppedFor,
        OperationState.Duplicate => operation.DuplicateOf,
        _ => null,
    };

    /// <summary>Why the named one is no cover; null when it is.</summary>
    public static string? Refute(CaseFile file, SyncOperation operation)
    {
        if (CoverOf(operation) is not { } id)
        {
            return "it names no other.";
        }

        if (!file.Operations.TryGetValue(id, out var cover))
        {
            return $"it names {id}, which is not in the store.";
        }

        if (cover.LaneId != operation.LaneId)
        {
            return $"it names {id} of another lane, {cover.LaneId}.";
        }

        var (mine, other) = (operation.GitHubUpdatedAt, cover.GitHubUpdatedAt);
        var holds = operation.Rule switch
        {
            SyncRule.Superseded => RunsAfter(file, operation, cover)
                && (cover.EndsResource || (cover.Direction == operation.Direction && !(mine > other))),
            SyncRule.RefreshCovered => RunsAfter(file, operation, cover) && cover.Direction == SyncDirection.Inbound,
            SyncRule.SameMomentCovered => RunsAfter(file, operation, cover) && mine == other,
            SyncRule.SameMomentSameContent => mine == other && (cover.Fetch || cover.ContentHash == operation.ContentHash),
            SyncRule.Outdated => other > mine,
            SyncRule.Gone => cover.EndsResource,
            SyncRule.AlreadyGone => cover.EndsResource && operation.EndsResource,
            _ => false,
        };
        return holds
            ? null
            : $"{id} ({cover.State}, {cover.Direction} {other}) does not cover {operation.Direction} {mine}; sent "
                + $"{file.Began(operation.Id)}, "
                + $"cover last claimed {file.ClaimsOf(id).LastOrDefault()?.Call.Answered}.";
    }

    /// <summary>
    /// A cover that was queued when this one came may have run and been canceled as a retry since: then what counts is who canceled it.
    /// </summary>
    private static bool RunsAfter(CaseFile file, SyncOperation operation, SyncOperation cover)
    {
        var last = cover;
        for (var steps = 0; last.State == OperationState.Canceled && steps < MaximumSteps; steps++)
        {
            if (last.CanceledBy is not { } by || !file.Operations.TryGetValue(by, out var next))
            {
                return false;
            }

            last = next;
        }

        return file.ClaimsOf(last.Id) is [.., var claim] && file.Began(operation.Id) is { } began && claim.Call.Answered >= began;
    }
}
