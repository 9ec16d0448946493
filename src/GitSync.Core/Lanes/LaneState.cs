namespace GitSync;

/// <summary>The newest accepted inbound operation of one remote kind.</summary>
/// <param name="UpdatedAt">Its <c>updated_at</c>.</param>
/// <param name="OperationId">The operation.</param>
/// <param name="Hash">Hash of the state it carried, or null when it carried none.</param>
public readonly record struct Watermark(GitHubTime UpdatedAt, Guid OperationId, ContentHash? Hash);

/// <summary>The newest change of the application's record that an operation carried.</summary>
/// <param name="ModifiedAt">The record's modified time, by the application's clock.</param>
/// <param name="OperationId">The operation.</param>
public readonly record struct RecordWatermark(DateTimeOffset ModifiedAt, Guid OperationId);

/// <summary>The operation that took the resource away. While a lane has one, only deletions pass.</summary>
/// <param name="OperationId">The deleting operation.</param>
/// <param name="Side">The side on which it was deleted.</param>
/// <param name="At">When the deletion was accepted.</param>
public sealed record Tombstone(Guid OperationId, SyncSide Side, DateTimeOffset At);

/// <summary>What the rules need to know of an operation that is queued or running.</summary>
/// <param name="Id">The operation.</param>
/// <param name="Direction">Which side rang.</param>
/// <param name="Action">What happened.</param>
/// <param name="RemoteKind">Which object's time <paramref name="GitHubUpdatedAt"/> is.</param>
/// <param name="GitHubUpdatedAt">GitHub's time, or null.</param>
/// <param name="Hash">Hash of the state it carries, or null.</param>
/// <param name="WaitingSince">Since when the lane waits for it.</param>
public sealed record PendingOperation(
    Guid Id,
    SyncDirection Direction,
    SyncAction Action,
    RemoteKind RemoteKind,
    GitHubTime? GitHubUpdatedAt,
    ContentHash? Hash,
    DateTimeOffset WaitingSince)
{
    /// <summary>What the rules need to know of an operation.</summary>
    public static PendingOperation Of(SyncOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new PendingOperation(
            operation.Id,
            operation.Direction,
            operation.Action,
            operation.RemoteKind,
            operation.GitHubUpdatedAt,
            operation.ContentHash,
            operation.WaitingSince);
    }
}

/// <summary>
/// How the last ended operation of a lane ended; the source of a record's sync status. News that were refused while another operation ran are the last.
/// </summary>
/// <param name="OperationId">The operation.</param>
/// <param name="State">Its final state.</param>
/// <param name="Rule">The rule that ended it.</param>
/// <param name="Explanation">Its sentence.</param>
/// <param name="At">When.</param>
public sealed record LaneOutcome(Guid OperationId, OperationState State, SyncRule? Rule, string? Explanation, DateTimeOffset At);

/// <summary>What the rules see of a lane. A value: the store reads it under the lane's lock, rules and transitions return a new one.</summary>
public sealed record LaneState
{
    /// <summary>The store's id of the lane; 0 while it is not stored yet.</summary>
    public long Id { get; init; }

    /// <summary>Task or comment.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>The application's record, or null while there is none.</summary>
    public LaneName? Local { get; init; }

    /// <summary>GitHub's object, or null while it is not on GitHub.</summary>
    public LaneName? Remote { get; init; }

    /// <summary>The marker of the object we mean to create or created, or null.</summary>
    public string? Marker { get; init; }

    /// <summary>The repository's numeric id.</summary>
    public required long RepositoryId { get; init; }

    /// <summary>The installation, or null.</summary>
    public long? InstallationId { get; init; }

    /// <summary>For a comment: its task's lane.</summary>
    public long? ParentId { get; init; }

    /// <summary>For a comment: whether its task's lane has both names (an outbound comment waits for the issue, an inbound one for the task).</summary>
    public bool ParentIsLinked { get; init; }

    /// <summary>For a comment: the operation that took its task away, or null.</summary>
    public Guid? ParentTombstone { get; init; }

    /// <summary>Set while the resource is gone.</summary>
    public Tombstone? Tombstone { get; init; }

    /// <summary>Newest accepted inbound operation that carried an issue's (or a comment's) time.</summary>
    public Watermark? Watermark { get; init; }

    /// <summary>Newest accepted inbound operation that carried a pull request's time; never compared with <see cref="Watermark"/>.</summary>
    public Watermark? PullRequestWatermark { get; init; }

    /// <summary>Newest accepted outbound operation.</summary>
    public RecordWatermark? RecordWatermark { get; init; }

    /// <summary>The one queued inbound operation, or null.</summary>
    public PendingOperation? QueuedInbound { get; init; }

    /// <summary>The one queued outbound operation, or null.</summary>
    public PendingOperation? QueuedOutbound { get; init; }

    /// <summary>The one running operation, or null.</summary>
    public PendingOperation? Running { get; init; }

    /// <summary>How the last ended operation ended, or null.</summary>
    public LaneOutcome? LastOutcome { get; init; }

    /// <summary>The number of the last claim; it only grows.</summary>
    public long Fence { get; init; }

    /// <summary>Whether both sides are known.</summary>
    public bool IsLinked => Local is not null && Remote is not null;

    /// <summary>Whether its queued operations have to wait until the task's lane has both its names.</summary>
    public bool WaitsForParent => ParentId is not null && !ParentIsLinked && ParentTombstone is null;

    /// <summary>The watermark of a remote kind.</summary>
    public Watermark? WatermarkOf(RemoteKind kind) => kind == RemoteKind.PullRequest ? PullRequestWatermark : Watermark;

    /// <summary>The queued operation of a direction.</summary>
    public PendingOperation? QueuedOf(SyncDirection direction) => direction == SyncDirection.Inbound ? QueuedInbound : QueuedOutbound;
}
