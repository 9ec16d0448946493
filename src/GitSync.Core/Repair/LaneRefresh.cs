namespace GitSync;

/// <summary>An operation that brings a known lane in step anew, without anybody having changed anything.</summary>
internal static class LaneRefresh
{
    /// <summary>
    /// Read and compared when it is on GitHub; announced again when it is only here. Null when neither side is known, or a comment that is only here
    /// has no task.
    /// </summary>
    public static EnqueueItem? Of(LaneState lane, Connection connection, OperationIds ids) => (lane.Kind, lane.Remote, lane.Local) switch
    {
        (ResourceKind.Task, { } remote, _) when remote.TryReadIssueNumber(out var number) => Item(lane, new TaskSyncOperation
        {
            Id = ids.Next(),
            Direction = SyncDirection.Inbound,
            Action = SyncAction.Refreshed,
            RepositoryId = lane.RepositoryId,
            GitHubAppInstallationId = connection.InstallationId,
            Priority = SyncPriority.Reconcile,
            Fetch = true,
            IssueNumber = number,
        }),
        (ResourceKind.Comment, { } remote, _) when remote.TryReadGitHubCommentId(out var comment) => Item(lane, new CommentSyncOperation
        {
            Id = ids.Next(),
            Direction = SyncDirection.Inbound,
            Action = SyncAction.Refreshed,
            RepositoryId = lane.RepositoryId,
            GitHubAppInstallationId = connection.InstallationId,
            RemoteKind = RemoteKind.Comment,
            Priority = SyncPriority.Reconcile,
            Fetch = true,
            GitHubCommentExternalId = comment,
            ParentLaneId = lane.ParentId,
        }),
        (ResourceKind.Task, null, not null) => Outbound(lane, connection, ids, SyncAction.Edited),
        (ResourceKind.Comment, null, not null) when lane.ParentId is not null => Outbound(lane, connection, ids, SyncAction.Edited),
        _ => null,
    };

    /// <summary>The record's deletion, announced again.</summary>
    public static EnqueueItem Deletion(LaneState lane, Connection connection, OperationIds ids) => Outbound(lane, connection, ids, SyncAction.Deleted);

    private static EnqueueItem Outbound(LaneState lane, Connection connection, OperationIds ids, SyncAction action) => Item(lane, lane.Kind switch
    {
        ResourceKind.Task => new TaskSyncOperation
        {
            Id = ids.Next(),
            Direction = SyncDirection.Outbound,
            Action = action,
            RepositoryId = connection.RepositoryId,
            GitHubAppInstallationId = connection.InstallationId,
            Priority = SyncPriority.Reconcile,
            TaskId = lane.Local!.Value.RecordId,
        },
        ResourceKind.Comment => new CommentSyncOperation
        {
            Id = ids.Next(),
            Direction = SyncDirection.Outbound,
            Action = action,
            RepositoryId = connection.RepositoryId,
            GitHubAppInstallationId = connection.InstallationId,
            RemoteKind = RemoteKind.Comment,
            Priority = SyncPriority.Reconcile,
            CommentId = lane.Local!.Value.RecordId,
            ParentLaneId = lane.ParentId,
        },
        _ => throw new InvalidOperationException($"Unknown kind {lane.Kind}."),
    });

    private static EnqueueItem Item(LaneState lane, SyncOperation operation) => new()
    {
        Operation = operation,
        Address = new LaneAddress { Kind = lane.Kind, Local = lane.Local, Remote = lane.Remote },
    };
}
