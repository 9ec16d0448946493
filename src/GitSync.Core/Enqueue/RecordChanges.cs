namespace GitSync;

/// <summary>A task was made, edited or deleted in the application.</summary>
public sealed record TaskChanged
{
    /// <summary>The application's id of the task.</summary>
    public required string TaskId { get; init; }

    /// <summary>The task's project.</summary>
    public required string Project { get; init; }

    /// <summary>Made, edited or deleted.</summary>
    public required SyncAction Action { get; init; }

    /// <summary>The task's modified time after the change, UTC.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Who did it: the application's user id, or null.</summary>
    public string? Actor { get; init; }

    /// <summary>An id of the caller's, so that the same change enqueued twice is one operation; null to have one made.</summary>
    public Guid? OperationId { get; init; }
}

/// <summary>A comment was made, edited or deleted in the application.</summary>
public sealed record CommentChanged
{
    /// <summary>The application's id of the comment.</summary>
    public required string CommentId { get; init; }

    /// <summary>The task it belongs to.</summary>
    public required string TaskId { get; init; }

    /// <summary>That task's project.</summary>
    public required string Project { get; init; }

    /// <summary>Made, edited or deleted.</summary>
    public required SyncAction Action { get; init; }

    /// <summary>The comment's modified time after the change, UTC.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Who did it: the application's user id, or null.</summary>
    public string? Actor { get; init; }

    /// <summary>An id of the caller's, so that the same change enqueued twice is one operation; null to have one made.</summary>
    public Guid? OperationId { get; init; }
}
