namespace GitSync.Storage.Postgres;

/// <summary>Where a lane stands among the runnable ones.</summary>
internal readonly record struct ReadyKey(SyncPriority Priority, DateTimeOffset DueAt);

/// <summary>Where an operation's row was when the transaction read it.</summary>
internal enum StoredPlace
{
    /// <summary>Nowhere: it enters with this transaction.</summary>
    Nowhere,

    /// <summary>In <c>queued</c>, waiting.</summary>
    Queued,

    /// <summary>In <c>queued</c>, with its lane's row in <c>running</c>.</summary>
    Running,

    /// <summary>In <c>history</c>.</summary>
    History,
}

/// <summary>An operation that the transaction reads or moves: as it was stored, and as it will be.</summary>
internal sealed class OperationEntry(SyncOperation operation, LaneEntry? lane, StoredPlace stored)
{
    /// <summary>As it will be: the whole operation, or what its columns know of it (<see cref="OperationStub"/>).</summary>
    public SyncOperation Operation { get; set; } = operation;

    /// <summary>Its lane; null for one that was refused and belongs to none.</summary>
    public LaneEntry? Lane { get; set; } = lane;

    public StoredPlace Stored { get; } = stored;

    /// <summary>The lane of the stored row: that of <see cref="Lane"/> until another lane takes its own in.</summary>
    public long StoredLaneId { get; } = lane?.Id ?? 0;

    /// <summary>The partition of the stored row.</summary>
    public long StoredKey { get; } = lane?.Key ?? 0;

    public OperationState StoredState { get; } = operation.State;

    /// <summary>Whether <see cref="Operation"/> is whole, so that its document may be written.</summary>
    public bool IsWhole { get; set; } = stored is StoredPlace.Nowhere or StoredPlace.History;

    /// <summary>Whether the stored document has to be replaced.</summary>
    public bool IsRewritten { get; set; }

    /// <summary>Whether the stored row's columns have to be written.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Why its document cannot be read, or null.</summary>
    public string? Damage { get; init; }

    /// <summary>The ids of its lane's link and parent, for the row that is written now.</summary>
    public (long? Linked, long? Parent) Identity { get; set; } = operation switch
    {
        TaskSyncOperation task => (task.GitHubIssueId, null),
        CommentSyncOperation comment => (comment.GitHubCommentId, comment.ParentLaneId),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), "Unknown kind of operation."),
    };

    /// <summary>The fence under which it ended, or null.</summary>
    public long? Fence { get; set; }
}

/// <summary>A lane that the transaction holds: as it was stored, and as it will be.</summary>
internal sealed class LaneEntry(LaneState state, long key, bool isNew)
{
    /// <summary>The partition.</summary>
    public long Key { get; } = key;

    public LaneState? Stored { get; } = isNew ? null : state;

    /// <summary>The lane's own columns; what is queued, runs, and what its parent says is laid over it by <see cref="WorkingSet.StateOf"/>.</summary>
    public LaneState State { get; set; } = state;

    /// <summary>The fence in the lane's row; that of a running lane is in its running row.</summary>
    public long StoredFence { get; init; }

    /// <summary>At most one per direction.</summary>
    public List<OperationEntry> Queued { get; } = [];

    public OperationEntry? Running { get; set; }

    public string? Worker { get; set; }

    /// <summary>Its row in <c>ready</c> as stored, or null.</summary>
    public ReadyKey? StoredReady { get; init; }

    /// <summary>The stored link's document; null when there is none or it was not read.</summary>
    public byte[]? LinkDocument { get; init; }

    /// <summary>The parent's stored link, when it was read.</summary>
    public byte[]? ParentLinkDocument { get; init; }

    /// <summary>The link to write, or null.</summary>
    public LaneLink? NewLink { get; set; }

    /// <summary>Lanes this one has taken in: their children are its own now.</summary>
    public List<long> Absorbed { get; } = [];

    /// <summary>Set when another lane has taken it in.</summary>
    public bool IsRemoved { get; set; }

    public long Id => State.Id;

    /// <summary>The oldest queued operation by GitHub's time, then id.</summary>
    public OperationEntry? Head => Queued.Count switch
    {
        0 => null,
        1 => Queued[0],
        _ => Queued.MinBy(entry => (entry.Operation.OrderedAt, entry.Operation.Id)),
    };
}
