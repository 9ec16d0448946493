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

/// <summary>
/// What to look for among all operations, newest first. Keyset paging: pass a page's <see cref="OperationPage.Continue"/> as <see cref="Before"/>.
/// </summary>
public sealed record OperationSearch
{
    /// <summary>The most operations that one call looks at: what is rare is looked for in portions, so that no search holds the database up.</summary>
    public const int MaximumScanned = 10_000;

    /// <summary>Only this state; null for all.</summary>
    public OperationState? State { get; init; }

    /// <summary>Only this direction; null for both.</summary>
    public SyncDirection? Direction { get; init; }

    /// <summary>Only tasks or only comments; null for both.</summary>
    public ResourceKind? Kind { get; init; }

    /// <summary>Only operations of this repository; null for all.</summary>
    public long? RepositoryId { get; init; }

    /// <summary>Only operations of this lane; null for all.</summary>
    public long? LaneId { get; init; }

    /// <summary>Only operations whose last failure has this code (<see cref="OperationError.Code"/>), also ones that wait for their next try; null for all.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Only operations that this webhook brought; null for all.</summary>
    public Guid? DeliveryId { get; init; }

    /// <summary>Only ids less than this one; null from the newest.</summary>
    public Guid? Before { get; init; }

    /// <summary>Rows at most, 1 to <see cref="OperationQuery.MaximumLimit"/>.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Whether operations of this state can be among what is asked for. A code of an error is one of what failed, or is not over.</summary>
    public bool Includes(OperationState state) =>
        (State ?? state) == state && (ErrorCode is null || state == OperationState.Errored || !state.IsEnded());

    /// <summary>Whether an operation with these columns is asked for, whatever its lane, webhook and id. For stores that look row by row.</summary>
    public bool Matches(OperationState state, SyncDirection direction, ResourceKind kind, long repositoryId, string? errorCode) =>
        Includes(state) && (Direction ?? direction) == direction && (Kind ?? kind) == kind && (RepositoryId ?? repositoryId) == repositoryId
        && (ErrorCode is null || ErrorCode == errorCode);
}

/// <summary>What a search found.</summary>
/// <param name="Operations">Newest id first.</param>
/// <param name="Continue">
/// Where to go on, or null when there is nothing older. With fewer operations than asked for, the search stopped at
/// <see cref="OperationSearch.MaximumScanned"/>, or before that, so that it does not take long.
/// </param>
public sealed record OperationPage(IReadOnlyList<SyncOperation> Operations, Guid? Continue);

/// <summary>Which webhook deliveries to list, newest first.</summary>
public sealed record DeliveryQuery
{
    /// <summary>Only this event; null for all.</summary>
    public string? Event { get; init; }

    /// <summary>Only this repository; null for all.</summary>
    public long? RepositoryId { get; init; }

    /// <summary>Only deliveries before this one, by time of receipt, then id; null from the newest. Of a page the last one's.</summary>
    public DeliveryPosition? Before { get; init; }

    /// <summary>Rows at most, 1 to <see cref="OperationQuery.MaximumLimit"/>.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>Where a delivery stands in the list.</summary>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="Id">Its GUID.</param>
public readonly record struct DeliveryPosition(DateTimeOffset ReceivedAt, Guid Id);

/// <summary>Deliveries without their bodies.</summary>
/// <param name="Deliveries">Newest first; <see cref="WebhookDelivery.Body"/> is empty.</param>
/// <param name="Continue">Where to go on, or null when there is nothing older.</param>
public sealed record DeliveryPage(IReadOnlyList<WebhookDelivery> Deliveries, DeliveryPosition? Continue);

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
public sealed record LaneView(LaneState Lane, LaneLink Link, DateTimeOffset? HeadDueAt, OperationError? HeadError)
{
    /// <summary>The worker that holds its lease, or null while nothing of it runs.</summary>
    public string? WorkerId { get; init; }
}
