namespace GitSync;

/// <summary>How a worker ends its claim. Committed whole: state, link and the lane's next head together, or nothing when the fence is old.</summary>
public sealed record Completion
{
    /// <summary>The claim.</summary>
    public required LaneLease Lease { get; init; }

    /// <summary>Completed, errored, dropped, or queued (to be tried again).</summary>
    public required OperationState State { get; init; }

    /// <summary>The rule or outcome.</summary>
    public required SyncRule Rule { get; init; }

    /// <summary>One sentence.</summary>
    public required string Explanation { get; init; }

    /// <summary>The failure, or null.</summary>
    public OperationError? Error { get; init; }

    /// <summary>The operation because of which this one brings nothing.</summary>
    public Guid? DroppedFor { get; init; }

    /// <summary>For a retry: not before.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>For a retry: false when waiting was no failure (a rate limit, a parent, a settling answer), so the attempt is not counted.</summary>
    public bool SpendsAttempt { get; init; } = true;

    /// <summary>The link afterwards, or null when it stays as it is.</summary>
    public LaneLink? Link { get; init; }

    /// <summary>Fields both sides had changed.</summary>
    public IReadOnlyList<FieldConflict> Conflicts { get; init; } = [];

    /// <summary>An operation of the same lane to enqueue in the same commit (the settling read after a burst), or null.</summary>
    public SyncOperation? FollowUp { get; init; }

    /// <summary>
    /// Whether the operation keeps something by it (<see cref="SyncOperation.Conflicts"/>, <see cref="SyncOperation.Failures"/>): then a store has to
    /// apply it to the whole operation and write its document again.
    /// </summary>
    public bool ChangesDocument => Conflicts.Count > 0 || IsFailedAttempt;

    /// <summary>Whether an attempt was spent on an error.</summary>
    internal bool IsFailedAttempt => Error is not null && (SpendsAttempt || State != OperationState.Queued);

    /// <summary>The operation as it ends.</summary>
    internal SyncOperation ApplyTo(SyncOperation operation, DateTimeOffset now) => operation with
    {
        State = State,
        Rule = Rule,
        Explanation = Explanation,
        Error = Error,
        DroppedFor = DroppedFor,
        DueAt = State == OperationState.Queued ? DueAt : null,
        Attempts = State == OperationState.Queued && !SpendsAttempt ? Math.Max(0, operation.Attempts - 1) : operation.Attempts,
        Conflicts = Conflicts,
        Failures = FailedAttempt.After(operation, this, now),
        EndedAt = State.IsEnded() ? now : null,
    };
}

/// <summary>What became of a completion or checkpoint.</summary>
public enum CommitOutcome
{
    /// <summary>It is durable.</summary>
    Committed,

    /// <summary>The claim had been taken away; nothing was changed.</summary>
    LeaseLost,

    /// <summary>
    /// A name belongs to another lane that cannot be taken in. A checkpoint changed nothing; a completion ended its operation as errored
    /// (<c>name_taken</c>), without its link.
    /// </summary>
    NameTaken,

    /// <summary>
    /// A name belongs to a lane that could be taken in, but is just running. A checkpoint changed nothing; a completion queued its operation again, without its
    /// link and without spending an attempt.
    /// </summary>
    NameInUse,

    /// <summary>
    /// Somebody's open transaction holds the lane (an application that enqueued in a transaction of its own and has not committed yet);
    /// nothing was changed. Offer the same again a moment later: the claim still stands.
    /// </summary>
    Busy,
}

/// <summary>A claimed operation with all that its processor needs from the store.</summary>
/// <param name="Lease">The right to run the lane.</param>
/// <param name="Operation">The lane's oldest queued operation, now processing.</param>
/// <param name="Lane">The lane as the rules see it.</param>
/// <param name="Link">What the lane connects.</param>
/// <param name="ParentLink">For a comment: what its task's lane connects; null for tasks.</param>
public sealed record ClaimedOperation(LaneLease Lease, SyncOperation Operation, LaneState Lane, LaneLink Link, LaneLink? ParentLink)
{
    /// <summary>Since when it could have begun, by the store's clock (<see cref="SinceOf"/>); null when the store does not say.</summary>
    public DateTimeOffset? RunnableSince { get; init; }

    /// <summary>Since when a queued operation waits for a worker: since its lane waits for it, or since it was due.</summary>
    /// <param name="queued">The operation before it starts: starting forgets when it was due.</param>
    public static DateTimeOffset SinceOf(SyncOperation queued)
    {
        ArgumentNullException.ThrowIfNull(queued);
        return queued.DueAt is { } due && due > queued.WaitingSince ? due : queued.WaitingSince;
    }
}

/// <summary>A worker's request for work.</summary>
/// <param name="WorkerId">The worker; its lease is renewed by the request.</param>
/// <param name="MaximumLanes">How many lanes at most, 0 to only renew.</param>
/// <param name="Lease">How long the worker may go without renewing before its lanes are given to others.</param>
public readonly record struct ClaimRequest(string WorkerId, int MaximumLanes, TimeSpan Lease);

/// <summary>The answer to a worker.</summary>
/// <param name="Outcomes">What became of each completion, in order.</param>
/// <param name="Claimed">Newly claimed operations, one per lane.</param>
/// <param name="NextDueAt">
/// When lanes were asked for and none could be handed out: when the next waiting one becomes runnable, or null when none waits for a time. Otherwise null: who
/// was handed lanes asks again.
/// </param>
public sealed record WorkReceipt(IReadOnlyList<CommitOutcome> Outcomes, IReadOnlyList<ClaimedOperation> Claimed, DateTimeOffset? NextDueAt);
