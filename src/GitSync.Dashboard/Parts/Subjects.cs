namespace GitSync.Dashboard.Parts;

/// <summary>What an operation or a lane is about, in words.</summary>
internal static class Subjects
{
    private const int MaximumTitleLength = 80;

    /// <summary>"Issue #12 edited on GitHub", "Task “7f…” edited here".</summary>
    public static string Of(SyncOperation operation) =>
        $"{What(operation)} {Done(operation.Action)} {(operation.Direction == SyncDirection.Inbound ? "on GitHub" : "here")}";

    /// <summary>"Task “7f…” and issue #12".</summary>
    public static string Of(LaneState lane)
    {
        var here = lane.Local is { } local ? $"{lane.Kind} “{local.RecordId}”" : null;
        var there = lane.Remote is { } remote
            ? remote.TryReadIssueNumber(out var number)
                ? string.Create(CultureInfo.InvariantCulture, $"issue #{number}")
                : remote.TryReadGitHubCommentId(out var comment) ? string.Create(CultureInfo.InvariantCulture, $"GitHub's comment {comment}") : remote.Value
            : null;
        return (here, there) switch
        {
            ({ }, { }) => $"{here} and {there}",
            (null, { }) => char.ToUpperInvariant(there[0]) + there[1..],
            ({ }, null) => here,
            (null, null) => string.Create(CultureInfo.InvariantCulture, $"Lane {lane.Id}"),
        };
    }

    /// <summary>The title of the issue that it brings, cut; null where it brings none.</summary>
    public static string? TitleOf(SyncOperation operation) => operation is TaskSyncOperation { Issue.Title: { Length: > 0 } title }
        ? Cut(title)
        : null;

    /// <summary>The title of a task, cut; null for a comment, and for nothing.</summary>
    public static string? TitleOf(ResourceContent? content) => content is TaskContent { Title: { Length: > 0 } title } ? Cut(title) : null;

    private static string Cut(string title) => title.Length <= MaximumTitleLength ? title : title[..MaximumTitleLength] + "…";

    private static string What(SyncOperation operation) => operation switch
    {
        TaskSyncOperation { IssueNumber: { } number } task => string.Create(
            CultureInfo.InvariantCulture, $"{(task.RemoteKind == RemoteKind.PullRequest ? "Pull request" : "Issue")} #{number}"),
        TaskSyncOperation { TaskId: { } task } => $"Task “{task}”",
        CommentSyncOperation { Comment.IssueNumber: var number } => string.Create(CultureInfo.InvariantCulture, $"Comment on #{number}"),
        CommentSyncOperation { CommentId: { } comment } => $"Comment “{comment}”",
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
