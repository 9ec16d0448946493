namespace GitSync;

/// <summary>Which operations to list. Keyset paging: pass the last id of a page as <see cref="After"/>.</summary>
public sealed record OperationQuery
{
    /// <summary>The most rows of one page.</summary>
    public const int MaximumLimit = 500;

    /// <summary>Only this state; null for all.</summary>
    public OperationState? State { get; init; }

    /// <summary>Only operations of this lane's local name; null for all.</summary>
    public LaneName? Local { get; init; }

    /// <summary>Only ids greater than this one; null from the start.</summary>
    public Guid? After { get; init; }

    /// <summary>Rows at most, 1 to <see cref="MaximumLimit"/>.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>Which lanes to list, by the store's id of them. Keyset paging: pass the last lane's id of a page as <see cref="After"/>.</summary>
public sealed record LaneQuery
{
    /// <summary>Only lanes of this repository; null for all.</summary>
    public long? RepositoryId { get; init; }

    /// <summary>Only lanes whose last operation ended so; null for all.</summary>
    public OperationState? LastOutcome { get; init; }

    /// <summary>Only ids greater than this one.</summary>
    public long After { get; init; }

    /// <summary>Rows at most, 1 to <see cref="OperationQuery.MaximumLimit"/>.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>Counts per state.</summary>
/// <param name="Counts">One entry for each of the eight states.</param>
/// <param name="OldestQueuedAt">Since when the oldest queued operation waits, or null when none is queued.</param>
public sealed record QueueSummary(IReadOnlyDictionary<OperationState, long> Counts, DateTimeOffset? OldestQueuedAt);

/// <summary>A lane as status pages see it.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Link">What it connects.</param>
/// <param name="HeadDueAt">When its queued head may start, when that is in the future; else null.</param>
/// <param name="HeadError">The last failure of the queued head, or null.</param>
public sealed record LaneView(LaneState Lane, LaneLink Link, DateTimeOffset? HeadDueAt, OperationError? HeadError);
