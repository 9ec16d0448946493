namespace GitSync;

/// <summary>Why a record is not in step with GitHub; the first that holds.</summary>
public enum SyncReason
{
    /// <summary>Nothing: both sides are in step.</summary>
    InStep,

    /// <summary>There is no such record, and GitSync knows nothing of it.</summary>
    NoRecord,

    /// <summary>It was never announced.</summary>
    NotAnnounced,

    /// <summary>It was deleted or moved on one side.</summary>
    Deleted,

    /// <summary>Its project is connected to no repository.</summary>
    NotConnected,

    /// <summary>Something stands against synchronising its repository: switched off, suspended, not installed, archived, deleted.</summary>
    SyncOff,

    /// <summary>It is being brought in step at this moment.</summary>
    Running,

    /// <summary>Writes to GitHub are switched off; it waits.</summary>
    WritesOff,

    /// <summary>Too much was closed or deleted at once; it waits for a person.</summary>
    BreakerOpen,

    /// <summary>GitHub limits the installation; it waits.</summary>
    Limited,

    /// <summary>A try failed; the next one is due later.</summary>
    Retrying,

    /// <summary>The comment waits for its task to be on both sides.</summary>
    WaitsForTask,

    /// <summary>It is queued and nothing stands against it.</summary>
    Queued,

    /// <summary>It failed for good.</summary>
    Failed,

    /// <summary>A field waits for a person's decision.</summary>
    Conflict,

    /// <summary>The outbound policy does not let it leave.</summary>
    OutboundClosed,

    /// <summary>In shadow mode nothing is written to GitHub.</summary>
    Shadowed,

    /// <summary>Another rule left it out; the answer cites it.</summary>
    LeftOut,

    /// <summary>The record was changed since, and nobody announced it.</summary>
    ChangedUnannounced,
}

/// <summary>Everything that decides whether a record is in step. A value, put together by <see cref="ISyncExplainer"/>.</summary>
public sealed record SyncExplanation
{
    /// <summary>Why, as a word for programs.</summary>
    public SyncReason Reason { get; init; }

    /// <summary>Why, as one sentence for people, with what to do about it.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Task or comment.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>The application's id.</summary>
    public required string RecordId { get; init; }

    /// <summary>The status as <see cref="ISyncStatusReader"/> says it.</summary>
    public required SyncStatus Status { get; init; }

    /// <summary>Whether the application has the record.</summary>
    public required bool HasRecord { get; init; }

    /// <summary>The record's project, or null when there is no record.</summary>
    public string? Project { get; init; }

    /// <summary>The connection of its project, or of its lane's repository; null when there is none.</summary>
    public Connection? Connection { get; init; }

    /// <summary>What the outbound policy says now; null where it was not asked, because there is no record.</summary>
    public Admission? Outbound { get; init; }

    /// <summary>Whether its repository is written to; null without a connection.</summary>
    public WriteSwitch? Writes { get; init; }

    /// <summary>What requests to GitHub wait for; null when nothing is known.</summary>
    public RemoteLimit? Limit { get; init; }

    /// <summary>Its repository's breaker; null without a connection.</summary>
    public RemovalBreaker? Breaker { get; init; }

    /// <summary>The lane with its link; null when it was never announced.</summary>
    public LaneView? Lane { get; init; }

    /// <summary>The queued operation that comes next, or null.</summary>
    public SyncOperation? Head { get; init; }

    /// <summary>
    /// The operations that count, newest first: running, queued, ended last, the last accepted of each side, and the one that brought about what both
    /// sides had agreed on; at most <see cref="ISyncExplainer.MaximumOperations"/>. Older ones are listed by <see cref="ISyncReader.ListOperationsAsync"/>.
    /// </summary>
    public IReadOnlyList<SyncOperation> Operations { get; init; } = [];

    /// <summary>The webhook of the newest of them that came with one, or null.</summary>
    public WebhookDelivery? Delivery { get; init; }

    /// <summary>Fields in which the record differs from what both sides had agreed on, although nothing is queued.</summary>
    public IReadOnlyList<string> UnannouncedFields { get; init; } = [];
}

/// <summary>Answers "why isn't this syncing?" with one call. Reads the store and the record; never asks GitHub. Thread-safe.</summary>
public interface ISyncExplainer
{
    /// <summary>The most operations of an answer.</summary>
    const int MaximumOperations = 8;

    /// <summary>Why a record is, or is not, in step. Works for every id, also for one that nobody knows.</summary>
    /// <param name="kind">Task or comment.</param>
    /// <param name="recordId">The application's id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    Task<SyncExplanation> ExplainAsync(ResourceKind kind, string recordId, CancellationToken cancellationToken = default);
}
