namespace GitSync.MultiHost;

/// <summary>
/// Stands in for the reconciler: takes a while, checkpoints sometimes, ends some runs to be tried again, links, brings follow-ups along,
/// and now and then goes on although it was told to stop, so that a late worker really tries to commit. What it does follows from the
/// seed and the claim.
/// </summary>
internal sealed class RecordingProcessor(ISyncQueue queue, JournalWriter journal, OperationIds ids, HostSettings settings) : ISyncProcessor
{
    private const int CheckpointPerMille = 50;
    private const int RetryPerMille = 40;
    private const int LinkPerMille = 100;
    private const int FollowUpPerMille = 10;
    private const int ObedientPerMille = 500;

    public async Task<Completion> ProcessAsync(ClaimedOperation claim, CancellationToken cancellationToken)
    {
        journal.Started(claim.Lease);
        var completion = await RunAsync(claim, cancellationToken);
        journal.Ended(completion);
        return completion;
    }

    private async Task<Completion> RunAsync(ClaimedOperation claim, CancellationToken cancellationToken)
    {
        var draw = new Draw(settings.Plan.Seed, (claim.Lease.LaneId << 20) + claim.Lease.Fence);
        var lane = PlannedLane.Of(claim);
        if (ConflictRules.DecideAtStart(claim.Operation, claim.Lane, null, null, RecordConflictPolicy.PerField) is { } gone)
        {
            return End(claim, gone.State, gone.Rule, "the resource is gone.") with { DroppedFor = gone.Related };
        }

        var before = Pause(ref draw);
        var after = Pause(ref draw);
        var obedient = draw.PerMille(ObedientPerMille);
        var (checkpoints, retries) = (draw.PerMille(CheckpointPerMille), draw.PerMille(RetryPerMille));
        var links = draw.PerMille(LinkPerMille) || !claim.Lane.IsLinked;
        var follows = draw.PerMille(FollowUpPerMille) && !claim.Operation.EndsResource;
        var (spends, wait) = (draw.PerMille(500), TimeSpan.FromMilliseconds(20 + draw.Below(300)));
        try
        {
            await TakeAsync(before, obedient, cancellationToken);
            if (checkpoints)
            {
                await queue.CheckpointAsync(claim.Lease, lane.Link(claim.Lease.Fence), CancellationToken.None);
                await TakeAsync(after, obedient, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            return End(claim, OperationState.Queued, SyncRule.Retry, "interrupted.") with { SpendsAttempt = false };
        }
        catch (Exception failure) when (failure is StoreUnavailableException or TimeoutException or System.Data.Common.DbException)
        {
            return End(claim, OperationState.Queued, SyncRule.Retry, "no checkpoint could be saved.") with { SpendsAttempt = false };
        }

        if (retries)
        {
            return End(claim, OperationState.Queued, SyncRule.Retry, "to be tried again.") with
            {
                DueAt = TimeProvider.System.GetUtcNow() + wait, SpendsAttempt = spends,
            };
        }

        return End(claim, OperationState.Completed, SyncRule.InStep, "both sides are in step.") with
        {
            Link = links ? lane.Link(claim.Lease.Fence) : null,
            FollowUp = follows ? Refresh(lane, wait) : null,
        };
    }

    private SyncOperation Refresh(PlannedLane lane, TimeSpan wait) =>
        PlannedOperation.Make(lane, ids.Next(), inbound: true, SyncAction.Refreshed, null, 0) with
        {
            DueAt = TimeProvider.System.GetUtcNow() + wait,
        };

    private static Completion End(ClaimedOperation claim, OperationState state, SyncRule rule, string what) =>
        new() { Lease = claim.Lease, State = state, Rule = rule, Explanation = RunName.Of(claim.Lease).Explain(what) };

    /// <summary>Most runs take next to nothing, some as long as a request, a few so long that a pause finds them under way.</summary>
    private static TimeSpan Pause(ref Draw draw) => TimeSpan.FromMilliseconds(draw.Below(100) switch
    {
        < 80 => 0,
        < 97 => 1 + draw.Below(20),
        _ => 200 + draw.Below(800),
    });

    private static async Task TakeAsync(TimeSpan time, bool obedient, CancellationToken cancellationToken)
    {
        if (time > TimeSpan.Zero)
        {
            await Task.Delay(time, TimeProvider.System, obedient ? cancellationToken : CancellationToken.None);
        }
    }
}
