namespace GitSync;

/// <summary>How an operation comes back to the queue, or leaves it, without its processor having said so. Pure; shared by every store.</summary>
public static class LaneRequeue
{
    /// <summary>The completion that stands in for a worker whose lease ran out; the attempt counts.</summary>
    public static Completion LeaseRanOut(LaneLease lease) => new()
    {
        Lease = lease,
        State = OperationState.Queued,
        Rule = SyncRule.Retry,
        Explanation = "Queued again: the worker's lease ran out.",
    };

    /// <summary>The completion that stands in for a worker that stops in good order; no attempt is spent.</summary>
    public static Completion HandedBack(LaneLease lease) => new()
    {
        Lease = lease,
        State = OperationState.Queued,
        Rule = SyncRule.Retry,
        Explanation = "Queued again: its worker stopped and handed it back.",
        SpendsAttempt = false,
    };

    /// <summary>The error of an operation whose link names what belongs to another lane.</summary>
    public const string NameTakenCode = "name_taken";

    /// <summary>When a lane is looked at again whose name another one had that was just running.</summary>
    private static readonly TimeSpan NameInUsePause = TimeSpan.FromSeconds(2);

    /// <summary>The completion that stands in for one whose link could not be saved: without its link, and visibly.</summary>
    /// <param name="lease">The claim.</param>
    /// <param name="obstacle">What <see cref="LaneAbsorption.Obstacle"/> said.</param>
    /// <param name="now">The store's time.</param>
    public static Completion Unlinked(LaneLease lease, CommitOutcome obstacle, DateTimeOffset now) => obstacle == CommitOutcome.NameInUse
        ? new()
        {
            Lease = lease,
            State = OperationState.Queued,
            Rule = SyncRule.Retry,
            Explanation = "Queued again: its record or its object on GitHub was just being worked on under another name.",
            DueAt = now + NameInUsePause,
            SpendsAttempt = false,
        }
        : Faulty(lease, NameTakenCode, "its record or its object on GitHub is already linked elsewhere; unlink or delete one of the two, then retry.");

    /// <summary>The completion that ends an operation whose processor's answer, or whose stored document, cannot be used.</summary>
    public static Completion Faulty(LaneLease lease, string code, string message) => new()
    {
        Lease = lease,
        State = OperationState.Errored,
        Rule = SyncRule.Failed,
        Explanation = "Failed: " + message,
        Error = new OperationError(code, message),
    };

    /// <summary>
    /// An administrator queues an errored operation again, with all its attempts. What is queued or gone by now covers it as it would
    /// cover a retry; a deletion covers everything.
    /// </summary>
    /// <param name="lane">The lane, as read under its lock.</param>
    /// <param name="errored">The operation.</param>
    /// <param name="by">Who wants it, or null.</param>
    /// <param name="now">The store's time.</param>
    public static Acceptance Retry(LaneState lane, SyncOperation errored, string? by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(errored);
        OperationStates.Require(errored.State, OperationState.Queued);
        var sentence = $"Queued again by {NameOf(by)}.";
        var queued = errored with
        {
            State = OperationState.Queued,
            Rule = SyncRule.Retry,
            Explanation = sentence,
            Cause = by is null ? errored.Cause : sentence,
            Attempts = 0,
            DueAt = null,
            WaitingSince = now,
            EndedAt = null,
        };
        var cover = lane.Tombstone?.OperationId ?? lane.ParentTombstone
            ?? (errored.EndsResource ? null : lane.QueuedOf(errored.Direction)?.Id);
        if (cover is { } covers)
        {
            var canceled = LaneTransitions.Cancel(queued, covers, now);
            return new Acceptance(
                canceled, lane with { LastOutcome = new LaneOutcome(canceled.Id, canceled.State, canceled.Rule, canceled.Explanation, now) }, [], null);
        }

        Guid[] cancel = [];
        if (errored.EndsResource)
        {
            cancel = [.. new[] { lane.QueuedInbound?.Id, lane.QueuedOutbound?.Id }.OfType<Guid>()];
            var side = errored.Direction == SyncDirection.Inbound ? SyncSide.GitHub : SyncSide.App;
            lane = lane with { QueuedInbound = null, QueuedOutbound = null, Tombstone = new Tombstone(errored.Id, side, now) };
        }

        var pending = PendingOperation.Of(queued);
        lane = queued.Direction == SyncDirection.Inbound ? lane with { QueuedInbound = pending } : lane with { QueuedOutbound = pending };
        return new Acceptance(queued, lane, cancel, null);
    }

    /// <summary>
    /// An administrator takes a queued operation out of the queue. What it had marked as seen is forgotten, so that the same news can come again.
    /// </summary>
    /// <param name="lane">The lane, as read under its lock.</param>
    /// <param name="queued">The operation.</param>
    /// <param name="by">Who wants it, or null.</param>
    /// <param name="now">The store's time.</param>
    public static Ending Cancel(LaneState lane, SyncOperation queued, string? by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(queued);
        OperationStates.Require(queued.State, OperationState.Canceled);
        var canceled = queued with
        {
            State = OperationState.Canceled,
            Rule = SyncRule.CanceledByAdministrator,
            Explanation = $"Canceled by {NameOf(by)}.",
            EndedAt = now,
        };
        var without = LaneTransitions.WithoutQueued(lane, queued.Id) with { LastOutcome = LaneTransitions.OutcomeOf(canceled) };
        return new Ending(canceled, LaneTransitions.Forget(without, queued.Id));
    }

    private static string NameOf(string? by) => by ?? "an administrator";
}
