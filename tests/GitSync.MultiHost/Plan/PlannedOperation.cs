namespace GitSync.MultiHost;

/// <summary>Makes the operation documents of a plan, for tasks and comments alike.</summary>
internal static class PlannedOperation
{
    /// <param name="lane">Whose operation.</param>
    /// <param name="id">Its id.</param>
    /// <param name="inbound">Whether GitHub's side rang.</param>
    /// <param name="action">What happened.</param>
    /// <param name="time">GitHub's time, or null.</param>
    /// <param name="variant">Which content it carries; equal variants are equal content.</param>
    public static SyncOperation Make(PlannedLane lane, Guid id, bool inbound, SyncAction action, GitHubTime? time, int variant)
    {
        var direction = inbound ? SyncDirection.Inbound : SyncDirection.Outbound;
        if (lane.Role == LaneRole.Comment)
        {
            var comment = time is { } commented
                ? new RemoteComment
                {
                    RepositoryId = lane.RepositoryId,
                    UpdatedAt = commented,
                    CommentId = lane.CommentId,
                    IssueNumber = lane.Number,
                    Body = $"Body {variant}",
                }
                : null;
            return new CommentSyncOperation
            {
                Id = id,
                Direction = direction,
                Action = action,
                RemoteKind = RemoteKind.Comment,
                RepositoryId = lane.RepositoryId,
                GitHubAppInstallationId = lane.InstallationId,
                GitHubUpdatedAt = time,
                ContentHash = comment is null ? null : ContentHash.Of(comment),
                Comment = comment,
                CommentId = inbound ? null : lane.RecordId,
                GitHubCommentExternalId = inbound ? lane.CommentId : null,
            };
        }

        var issue = time is { } updated
            ? new RemoteIssue { RepositoryId = lane.RepositoryId, UpdatedAt = updated, Number = lane.Number, Title = $"Title {variant}" }
            : null;
        return new TaskSyncOperation
        {
            Id = id,
            Direction = direction,
            Action = action,
            RepositoryId = lane.RepositoryId,
            GitHubAppInstallationId = lane.InstallationId,
            GitHubUpdatedAt = time,
            ContentHash = issue is null ? null : ContentHash.Of(issue),
            Issue = issue,
            IssueNumber = inbound ? lane.Number : null,
            TaskId = inbound ? null : lane.RecordId,
        };
    }
}
