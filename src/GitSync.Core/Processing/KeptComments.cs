namespace GitSync;

/// <summary>
/// Comments of a task whose deletion came to nothing: what was said about them meanwhile was dropped as the task's own end would have wanted it. They are
/// brought in step anew, once the task is no longer taken for deleted.
/// </summary>
internal sealed class KeptComments(ISyncQueue queue, ISyncReader reader, OperationIds ids)
{
    /// <summary>Lanes that are looked at: it happens seldom, and a larger repository's comments wait for their next edit or sweep.</summary>
    private const int MaximumLanes = 100_000;

    /// <summary>Does so when a task is looked at anew whose last operation was such a deletion.</summary>
    public async ValueTask BringInStepAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        if (run.Operation is not { Kind: ResourceKind.Task, Direction: SyncDirection.Inbound, Action: SyncAction.Refreshed }
            || run.Claim.Lane.LastOutcome is not { State: not OperationState.Completed, OperationId: var last }
            || await reader.FindOperationAsync(last, cancellationToken).ConfigureAwait(false) is not { EndsResource: true })
        {
            return;
        }

        var query = new LaneQuery { RepositoryId = run.Connection.RepositoryId, Limit = OperationQuery.MaximumLimit };
        for (var seen = 0; seen < MaximumLanes;)
        {
            var lanes = await reader.ListLanesAsync(query, cancellationToken).ConfigureAwait(false);
            seen += lanes.Count;
            EnqueueItem[] items =
            [
                .. lanes.Select(view => view.Lane).Where(lane => lane.ParentId == run.Claim.Lease.LaneId && lane.Tombstone is null)
                    .Select(lane => LaneRefresh.Of(lane, run.Connection, ids)).OfType<EnqueueItem>(),
            ];
            if (items.Length > 0)
            {
                await queue.EnqueueAsync(new EnqueueBatch { Items = items }, null, cancellationToken).ConfigureAwait(false);
            }

            if (lanes.Count < query.Limit)
            {
                return;
            }

            query = query with { After = lanes[^1].Lane.Id };
        }
    }
}
