namespace GitSync;

/// <summary>What a store has to write after an operation has arrived at a lane.</summary>
/// <param name="Operation">The operation as it enters: queued, or ended at once.</param>
/// <param name="Lane">The lane afterwards.</param>
/// <param name="Cancel">Queued operations that end as canceled by this one; at most one per direction.</param>
/// <param name="FlagFetchOn">A queued operation that <see cref="LaneTransitions.FlagFetch"/> has to be applied to, or null.</param>
public sealed record Acceptance(SyncOperation Operation, LaneState Lane, IReadOnlyList<Guid> Cancel, Guid? FlagFetchOn)
{
    /// <summary>
    /// A canceled operation that may carry the other form's state: <see cref="LaneTransitions.Inherit"/> has to be applied to <see cref="Operation"/>
    /// with it. Null for nearly all.
    /// </summary>
    public Guid? InheritsFrom { get; init; }
}

/// <summary>What a store has to write after a worker has ended an operation.</summary>
/// <param name="Operation">The operation as it ends, or as it is queued again.</param>
/// <param name="Lane">The lane afterwards.</param>
/// <param name="Heir">
/// The queued operation that covers a retry, to which <see cref="LaneTransitions.Inherit"/> has to be applied; else null.
/// </param>
public sealed record Ending(SyncOperation Operation, LaneState Lane, Guid? Heir = null);

/// <summary>
/// The moves of a lane, as pure functions from values to values, shared by every store: stores read, ask and write, and decide nothing.
/// </summary>
public static class LaneTransitions
{
    /// <summary>Applies the rules to an arriving operation.</summary>
    /// <param name="lane">The lane, as read under its lock.</param>
    /// <param name="operation">The operation as the caller made it.</param>
    /// <param name="admission">Whether it may take part at all.</param>
    /// <param name="policy">How a newer record is treated.</param>
    /// <param name="now">The store's time.</param>
    public static Acceptance Accept(
        LaneState lane, SyncOperation operation, Admission admission, RecordConflictPolicy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(operation);
        var arrival = Arrival.Of(operation, admission);
        var decision = ConflictRules.Decide(arrival, lane, policy);
        var related = decision.Related;
        var accepted = operation with
        {
            LaneId = lane.Id,
            State = decision.State,
            Rule = decision.Rule,
            Explanation = RuleExplanation.Of(decision, arrival),
            DuplicateOf = decision.State == OperationState.Duplicate ? related : null,
            DroppedFor = decision.State == OperationState.Dropped ? related : null,
            Fetch = operation.Fetch || decision.Fetch,
            CreatedAt = now,
            WaitingSince = Oldest(lane, decision) is { } oldest && oldest < now ? oldest : now,
            EndedAt = decision.State.IsEnded() ? now : null,
        };
        if (decision.State != OperationState.Queued)
        {
            return new Acceptance(accepted, EndedAtOnce(lane, accepted, decision), [], decision.FlagFetchOn);
        }

        Guid[] cancel = (decision.CancelInbound, decision.CancelOutbound) switch
        {
            ({ } inbound, { } outbound) => [inbound, outbound],
            ({ } inbound, null) => [inbound],
            (null, { } outbound) => [outbound],
            _ => [],
        };
        return new Acceptance(accepted, Enter(lane, accepted, decision), cancel, null)
        {
            InheritsFrom = HasBothForms(lane) && accepted is { Direction: SyncDirection.Inbound, EndsResource: false } ? decision.CancelInbound : null,
        };
    }

    /// <summary>An operation of the queue that a newer one covers, as it ends.</summary>
    public static SyncOperation Cancel(SyncOperation operation, Guid by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(operation);
        OperationStates.Require(operation.State, OperationState.Canceled);
        return operation with
        {
            State = OperationState.Canceled,
            CanceledBy = by,
            Rule = SyncRule.Superseded,
            Explanation = RuleExplanation.SupersededBy(by),
            EndedAt = now,
        };
    }

    /// <summary>
    /// A queued operation that has to read GitHub because of another whose time cannot be compared with its own. It carries on whichever
    /// payload comes last in the fixed order, for the case that GitHub cannot be read.
    /// </summary>
    public static SyncOperation FlagFetch(SyncOperation queued, SyncOperation because)
    {
        ArgumentNullException.ThrowIfNull(queued);
        ArgumentNullException.ThrowIfNull(because);
        var other = RemoteOrder.IsAfter(because.Remote, queued.Remote);
        return (queued, because) switch
        {
            (TaskSyncOperation mine, TaskSyncOperation task) when other =>
                mine with { Fetch = true, Issue = task.Issue, ContentHash = task.ContentHash },
            (CommentSyncOperation mine, CommentSyncOperation comment) when other =>
                mine with { Fetch = true, Comment = comment.Comment, ContentHash = comment.ContentHash },
            _ => queued with { Fetch = true },
        };
    }

    /// <summary>
    /// A queued operation that covers a retry or an older one. Where the two cannot be compared and the covered one's payload comes last, it is
    /// carried on: that one may have been waiting just because GitHub cannot be read.
    /// </summary>
    public static SyncOperation Inherit(SyncOperation queued, SyncOperation covered)
    {
        ArgumentNullException.ThrowIfNull(queued);
        ArgumentNullException.ThrowIfNull(covered);
        return RemoteOrder.IsAfter(covered.Remote, queued.Remote) ? FlagFetch(queued, covered) : queued;
    }

    /// <summary>The head of the lane begins: attempts are counted before running, so that a crash counts as one.</summary>
    public static Ending Start(LaneState lane, SyncOperation operation, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(operation);
        OperationStates.Require(operation.State, OperationState.Processing);
        var running = operation with { State = OperationState.Processing, StartedAt = now, Attempts = operation.Attempts + 1, DueAt = null };
        return new Ending(running, WithoutQueued(lane, operation.Id) with { Running = PendingOperation.Of(running), Fence = lane.Fence + 1 });
    }

    /// <summary>A worker ends its operation, or hands it back to be tried again.</summary>
    public static Ending End(LaneState lane, SyncOperation operation, Completion completion, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(completion);
        OperationStates.Require(operation.State, completion.State);
        var ended = completion.ApplyTo(operation, now);
        var idle = lane with { Running = null };
        if (completion.State == OperationState.Queued)
        {
            // A lane holds one queued operation per direction: a newer one covers the retry, unless the retry ends the resource.
            return idle.QueuedOf(ended.Direction) is { } newer && !ended.EndsResource
                ? Ended(idle, Cancel(ended, newer.Id, now)) with { Heir = newer.Id }
                : new Ending(ended, WithQueued(idle, ended));
        }

        return Ended(idle, ended);
    }

    private static Ending Ended(LaneState lane, SyncOperation ended)
    {
        // News that was refused while it ran is later than what it has done: the record is not in step with that.
        var isRefused = ended.State == OperationState.Completed && lane.LastOutcome is { State: OperationState.Disabled } refused && refused.At >= ended.StartedAt;
        var after = isRefused ? lane : lane with { LastOutcome = OutcomeOf(ended) };
        var heard = ended.State != OperationState.Errored && !(ended.State == OperationState.Dropped && IsForOutsideReasons(ended.Rule));
        return new Ending(ended, heard ? after : Forget(after, ended.Id));
    }

    /// <summary>Dropped for something that can be mended outside the lane: then the same news has to be able to come again.</summary>
    private static bool IsForOutsideReasons(SyncRule? rule) => rule is SyncRule.NotConnected or SyncRule.ForeignInstallation or SyncRule.SyncOff
        or SyncRule.InstallationSuspended or SyncRule.FilteredOut or SyncRule.OutboundClosed or SyncRule.Withdrawn or SyncRule.RecordMissing
        or SyncRule.RecordThere;

    /// <summary>A failed or canceled operation is no reason to call the next one old news or gone: watermarks and tombstone go back.</summary>
    internal static LaneState Forget(LaneState lane, Guid id) => lane with
    {
        Watermark = lane.Watermark?.OperationId == id ? null : lane.Watermark,
        PullRequestWatermark = lane.PullRequestWatermark?.OperationId == id ? null : lane.PullRequestWatermark,
        RecordWatermark = lane.RecordWatermark?.OperationId == id ? null : lane.RecordWatermark,
        Tombstone = lane.Tombstone?.OperationId == id ? null : lane.Tombstone,
    };

    private static LaneState Enter(LaneState lane, SyncOperation accepted, in RuleDecision decision)
    {
        if (decision.CancelInbound is not null)
        {
            lane = lane with { QueuedInbound = null };
        }

        if (decision.CancelOutbound is not null)
        {
            lane = lane with { QueuedOutbound = null };
        }

        lane = WithQueued(lane, accepted);
        if (accepted.EndsResource)
        {
            var side = accepted.Direction == SyncDirection.Inbound ? SyncSide.GitHub : SyncSide.App;
            lane = lane with { Tombstone = new Tombstone(accepted.Id, side, accepted.CreatedAt) };
        }

        if (accepted.Direction == SyncDirection.Outbound)
        {
            return accepted.RecordModifiedAt is { } modified && !(lane.RecordWatermark?.ModifiedAt > modified)
                ? lane with { RecordWatermark = new RecordWatermark(modified, accepted.Id) }
                : lane;
        }

        return accepted.GitHubUpdatedAt is { } time && !(lane.WatermarkOf(accepted.RemoteKind)?.UpdatedAt > time)
            ? WithWatermark(lane, accepted.RemoteKind, new Watermark(time, accepted.Id, accepted.ContentHash))
            : lane;
    }

    /// <summary>What is older, doubled or gone says nothing about the record's status; being switched off does.</summary>
    private static LaneState EndedAtOnce(LaneState lane, SyncOperation ended, in RuleDecision decision)
    {
        if (ended.State == OperationState.Disabled)
        {
            return lane with { LastOutcome = OutcomeOf(ended) };
        }

        // The other form's state is taken in by the operation that covers it, so its time counts: what is older than it is old news.
        return decision is { Rule: SyncRule.OtherFormCovered, FlagFetchOn: { } covering } && ended.GitHubUpdatedAt is { } time
            && !(lane.WatermarkOf(ended.RemoteKind)?.UpdatedAt >= time)
            ? WithWatermark(lane, ended.RemoteKind, new Watermark(time, covering, ended.ContentHash))
            : lane;
    }

    /// <summary>A pull request that is known as an issue, too: what its operations carry cannot be compared by their times.</summary>
    private static bool HasBothForms(LaneState lane) => lane is { Watermark: not null, PullRequestWatermark: not null };

    private static LaneState WithWatermark(LaneState lane, RemoteKind kind, Watermark watermark) =>
        kind == RemoteKind.PullRequest ? lane with { PullRequestWatermark = watermark } : lane with { Watermark = watermark };

    private static LaneState WithQueued(LaneState lane, SyncOperation operation) => operation.Direction == SyncDirection.Inbound
        ? lane with { QueuedInbound = PendingOperation.Of(operation) }
        : lane with { QueuedOutbound = PendingOperation.Of(operation) };

    internal static LaneState WithoutQueued(LaneState lane, Guid id) => lane with
    {
        QueuedInbound = lane.QueuedInbound?.Id == id ? null : lane.QueuedInbound,
        QueuedOutbound = lane.QueuedOutbound?.Id == id ? null : lane.QueuedOutbound,
    };

    internal static LaneOutcome OutcomeOf(SyncOperation ended) =>
        new(ended.Id, ended.State, ended.Rule, ended.Explanation, ended.EndedAt ?? ended.CreatedAt);

    private static DateTimeOffset? Oldest(LaneState lane, in RuleDecision decision)
    {
        var inbound = decision.CancelInbound is null ? null : lane.QueuedInbound?.WaitingSince;
        var outbound = decision.CancelOutbound is null ? null : lane.QueuedOutbound?.WaitingSince;
        return inbound < outbound ? inbound : outbound ?? inbound;
    }
}
