namespace GitSync.Storage.Sqlite;

/// <summary>
/// An operation as its columns know it, without its document: enough for the transitions, and for saying that a document is damaged.
/// </summary>
internal static class OperationStub
{
    public static SyncOperation Of(
        ResourceKind kind,
        PendingOperation pending,
        long laneId,
        long repositoryId,
        OperationState state,
        int attempts,
        DateTimeOffset createdAt)
    {
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
