namespace GitSync;

/// <summary>Finds deletions that the application announced while a repository was off: the record is gone, and nothing else tells of it.</summary>
internal sealed class RefusedDeletions(ISyncReader reader, ITaskRecords tasks, ICommentRecords comments)
{
    /// <summary>Pages of refused operations that are looked through for a record that is missing.</summary>
    private const int MaximumPages = 20;

    private static readonly OperationState[] Unsuccessful = [OperationState.Disabled, OperationState.Dropped, OperationState.Errored];

    /// <summary>
    /// Whether a lane's record is gone, and its deletion was announced and did not get through. Also of one that never was on GitHub: comments may wait for it.
    /// </summary>
    public async Task<bool> WasRefusedAsync(LaneState lane, CancellationToken cancellationToken)
    {
        if (lane.Local is not { } local || await IsThereAsync(lane.Kind, local.RecordId, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        foreach (var state in Unsuccessful)
        {
            if (await HasDeletionAsync(new OperationQuery { State = state, Local = local, Limit = OperationQuery.MaximumLimit }, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        // The lane's own come first: these are many.
        foreach (var state in Unsuccessful)
        {
            if (await WasRefusedElsewhereAsync(lane, state, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Among the repository's newest: one that was announced before the record's link was saved stands with the lane that this one took in meanwhile.
    /// </summary>
    private async Task<bool> WasRefusedElsewhereAsync(LaneState lane, OperationState state, CancellationToken cancellationToken)
    {
        var search = new OperationSearch
        {
            State = state, Direction = SyncDirection.Outbound, Kind = lane.Kind, RepositoryId = lane.RepositoryId, Limit = OperationQuery.MaximumLimit,
        };
        for (var page = 0; page < MaximumPages; page++)
        {
            var found = await reader.SearchOperationsAsync(search, cancellationToken).ConfigureAwait(false);
            if (found.Operations.Any(operation => operation.Action == SyncAction.Deleted && operation.LocalId == lane.Local!.Value.RecordId))
            {
                return true;
            }

            if (found.Continue is not { } older)
            {
                return false;
            }

            search = search with { Before = older };
        }

        return false;
    }

    private async ValueTask<bool> IsThereAsync(ResourceKind kind, string id, CancellationToken cancellationToken) => kind == ResourceKind.Task
        ? await tasks.FindAsync(id, cancellationToken).ConfigureAwait(false) is not null
        : await comments.FindAsync(id, cancellationToken).ConfigureAwait(false) is not null;

    private async Task<bool> HasDeletionAsync(OperationQuery query, CancellationToken cancellationToken)
    {
        while (true)
        {
            var operations = await reader.ListOperationsAsync(query, cancellationToken).ConfigureAwait(false);
            if (operations.Any(operation => operation is { Direction: SyncDirection.Outbound, Action: SyncAction.Deleted }))
            {
                return true;
            }

            if (operations.Count < query.Limit)
            {
                return false;
            }

            query = query with { After = operations[^1].Id };
        }
    }
}
