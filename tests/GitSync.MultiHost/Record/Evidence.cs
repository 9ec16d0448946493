namespace GitSync.MultiHost;

/// <summary>When something began and when its answer was there, by the machine's monotonic clock, which all its processes share.</summary>
/// <param name="Asked">Before the call.</param>
/// <param name="Answered">After the call.</param>
internal readonly record struct Span(long Asked, long Answered);

/// <summary>What is known of an operation's way in.</summary>
/// <param name="Began">Before the first try to enqueue it.</param>
/// <param name="Accepted">When a try first returned; null when none did (a killed host), and then it need not be in the store.</param>
/// <param name="Told">The state that the last answer told, or null.</param>
internal sealed record Sent(long Began, long? Accepted, OperationState? Told);

/// <summary>A worker was given a lane.</summary>
internal sealed record Claimed(long Lane, long Fence, Guid Operation, string Worker, Span Call);

/// <summary>A processor ran a claim. Start and end lie within the claim.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Fence">The claim's fence.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Worker">The worker.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended; null when its host was killed.</param>
/// <param name="Meant">How it meant its operation to end.</param>
/// <param name="Links">Whether its completion saves a link.</param>
/// <param name="FollowUp">The operation that its completion brings along, or null.</param>
internal sealed record Run(
    long Lane, long Fence, Guid Operation, string Worker, long Start, long? End, OperationState? Meant, bool Links, Guid? FollowUp);

/// <summary>What a store answered to a completion or a checkpoint.</summary>
internal sealed record Answer(long Lane, long Fence, string Worker, bool IsCheckpoint, CommitOutcome Outcome, Span Call);

/// <summary>All that the processes wrote down, put together.</summary>
internal sealed record Journals
{
    public Dictionary<Guid, Sent> Sent { get; init; } = [];

    public List<Claimed> Claims { get; init; } = [];

    public List<Run> Runs { get; init; } = [];

    public List<Answer> Answers { get; init; } = [];

    /// <summary>By worker, in order: calls that renewed its lease.</summary>
    public Dictionary<string, List<Span>> Renewals { get; init; } = [];

    /// <summary>By worker: when it began to hand back what it holds.</summary>
    public Dictionary<string, long> Releases { get; init; } = [];

    /// <summary>By worker: calls that failed, so that what they did is unknown.</summary>
    public Dictionary<string, List<Span>> Failures { get; init; } = [];

    /// <summary>Sentences of the failures, with how often each came.</summary>
    public Dictionary<string, int> FailureTexts { get; init; } = [];

    /// <summary>Checkpoints that no answer is known of: their host was killed meanwhile.</summary>
    public HashSet<(long Lane, long Fence)> OpenCheckpoints { get; init; } = [];
}

/// <summary>What the store holds when all is done.</summary>
internal sealed record StoreContent
{
    /// <summary>Every operation, as listed; an id that is listed twice is there twice.</summary>
    public required IReadOnlyList<SyncOperation> Operations { get; init; }

    /// <summary>The counts that the store keeps.</summary>
    public required IReadOnlyDictionary<OperationState, long> Counts { get; init; }

    /// <summary>The lanes by local name.</summary>
    public required IReadOnlyDictionary<LaneName, LaneView> Lanes { get; init; }
}

/// <summary>What the verifier judges. Nothing of it says by itself whether the run was right.</summary>
internal sealed record Evidence(Journals Journals, StoreContent Store, TimeSpan Lease);
