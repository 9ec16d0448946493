namespace GitSync;

/// <summary>
/// An operation as a store's columns know it, without its document: enough for the transitions, and for saying that a document is damaged.
/// </summary>
public static class OperationStub
{
    /// <summary>The operation with what the columns hold; everything else is as in a new one.</summary>
    public static SyncOperation Of(
        ResourceKind kind,
        PendingOperation pending,
        long laneId,
        long repositoryId,
        OperationState state,
        int attempts,
        DateTimeOffset createdAt)
    {
        ArgumentNullException.ThrowIfNull(pending);
        SyncOperation bare = kind switch
        {
            ResourceKind.Task => new TaskSyncOperation
            {
                Id = pending.Id,
                Direction = pending.Direction,
                Action = pending.Action,
                RepositoryId = repositoryId,
            },
            ResourceKind.Comment => new CommentSyncOperation
            {
                Id = pending.Id,
                Direction = pending.Direction,
                Action = pending.Action,
                RepositoryId = repositoryId,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown resource kind."),
        };
        return bare with
        {
            LaneId = laneId,
            RemoteKind = pending.RemoteKind,
            GitHubUpdatedAt = pending.GitHubUpdatedAt,
            ContentHash = pending.Hash,
            WaitingSince = pending.WaitingSince,
            State = state,
            Attempts = attempts,
            CreatedAt = createdAt,
        };
    }
}
