using System.Globalization;

namespace GitSync.Dashboard.Parts;

/// <summary>What an operation is about, in words.</summary>
internal static class Subjects
{
    /// <summary>"Issue #12 edited on GitHub", "Task 7f… edited here".</summary>
    public static string Of(SyncOperation operation) =>
        $"{What(operation)} {Done(operation.Action)} {(operation.Direction == SyncDirection.Inbound ? "on GitHub" : "here")}";

    /// <summary>The name of its lane by which the store finds it; null for one that has none yet.</summary>
    public static LaneName? LaneOf(SyncOperation operation) => operation switch
    {
        { LocalId: { } record } => LaneName.OfRecord(operation.Kind, record),
        TaskSyncOperation { IssueNumber: { } number } => LaneName.OfIssue(operation.RepositoryId, number),
        CommentSyncOperation { GitHubCommentExternalId: { } comment } => LaneName.OfGitHubComment(comment),
        _ => null,
    };

    private static string What(SyncOperation operation) => operation switch
    {
        TaskSyncOperation { IssueNumber: { } number } task => string.Create(
            CultureInfo.InvariantCulture, $"{(task.RemoteKind == RemoteKind.PullRequest ? "Pull request" : "Issue")} #{number}"),
        TaskSyncOperation { TaskId: { } task } => "Task " + task,
        CommentSyncOperation { Comment.IssueNumber: var number } => string.Create(CultureInfo.InvariantCulture, $"Comment on #{number}"),
        CommentSyncOperation { CommentId: { } comment } => "Comment " + comment,
        CommentSyncOperation { GitHubCommentExternalId: { } comment } => string.Create(CultureInfo.InvariantCulture, $"Comment {comment}"),
        _ => operation.Kind.ToString(),
    };

    private static string Done(SyncAction action) => action switch
    {
        SyncAction.Created => "created",
        SyncAction.Edited => "edited",
        SyncAction.Deleted => "deleted",
        SyncAction.Transferred => "moved away",
        SyncAction.Refreshed => "looked at again",
        _ => "changed",
    };
}
