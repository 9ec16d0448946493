namespace GitSync;

/// <summary>
/// Comments of a task whose deletion came to nothing: what was said about them meanwhile was dropped as the task's own end would have wanted it. They are
/// brought in step anew, once the task is no longer taken for deleted.
/// </summary>
internal sealed class KeptComments(ISyncQueue queue, ISyncReader reader, RemoteReading reading, OperationIds ids)
{
    /// <summary>Lanes that are looked at: it happens seldom, and a larger repository's comments wait for their next edit or sweep.</summary>
    private const int MaximumLanes = 100_000;

    /// <summary>The completion of a task's deletion that came to nothing: the lane remembers to bring the comments in step, whatever else is refused until then.</summary>
    public static Completion AfterDeletion(Reconciliation run, Completion completion) =>
        run.Operation is { Kind: ResourceKind.Task, EndsResource: true } && completion.State is OperationState.Dropped or OperationState.Errored
            ? completion with { Link = (completion.Link ?? run.Claim.Link) with { BringsComments = true } }
            : completion;

    /// <summary>
    /// The completion of a task that was made here from GitHub's issue. A record that a user deleted before its link was saved has been made anew by the
    /// next try; what was said about its comments in between met the deletion, and the lane that goes on from here knows nothing of it.
    /// </summary>
    public async ValueTask<Completion> AfterCreationAsync(Reconciliation run, Completion completion, CancellationToken cancellationToken)
    {
        if (run.Operation.Kind != ResourceKind.Task || completion is not { State: OperationState.Completed, Link: { LocalId: { } id } link })
        {
            return completion;
        }

        var name = LaneName.OfTask(id);
        var lanes = await reader.FindLanesAsync([name], cancellationToken).ConfigureAwait(false);
        return lanes.TryGetValue(name, out var view) && view.Lane.Tombstone is { Side: SyncSide.App }
            ? completion with { Link = link with { BringsComments = true }, FollowUp = completion.FollowUp ?? reading.Refresh(run.Operation, null) }
            : completion;
    }

    /// <summary>Does so with whatever brings the task in step, when its link says so; and when it is looked at anew after a deletion that came to nothing.</summary>
    public async ValueTask BringInStepAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        var isDue = run.Operation switch
        {
            not { Kind: ResourceKind.Task } or { EndsResource: true } => false,
            _ when run.Link.BringsComments => true,
            { Action: SyncAction.Refreshed } => await CameToNothingAsync(run.Claim.Lane.LastOutcome, cancellationToken).ConfigureAwait(false),
            _ => false,
        };
        if (!isDue)
        {
            return;
        }

        run.Link = run.Link with { BringsComments = false };
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

    private async ValueTask<bool> CameToNothingAsync(LaneOutcome? last, CancellationToken cancellationToken) =>
        last is { State: not OperationState.Completed, OperationId: var id }
        && await reader.FindOperationAsync(id, cancellationToken).ConfigureAwait(false) is { EndsResource: true };
}
