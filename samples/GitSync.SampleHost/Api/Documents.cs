using System.Text.Json;
using System.Text.Json.Serialization;
using GitSync.SampleHost.Board;

namespace GitSync.SampleHost.Api;

/// <summary>How a record stands with GitHub.</summary>
internal sealed record SyncDocument(string Status, string Explanation)
{
    public static SyncDocument Of(SyncStatus status) => new(JsonNamingPolicy.CamelCase.ConvertName(status.Kind.ToString()), status.Explanation);
}

/// <summary>A task's issue.</summary>
internal sealed record IssueDocument(string Repository, int Number, long? IssueId, string? Url);

/// <summary>A comment's comment on GitHub.</summary>
internal sealed record GitHubCommentDocument(long CommentId, string? Url);

/// <summary>A task, as the API shows it.</summary>
internal sealed record TaskDocument(
    string Id,
    string Project,
    string Title,
    string Body,
    string Status,
    string? StateReason,
    IReadOnlyCollection<string> Labels,
    IReadOnlyCollection<string> Assignees,
    string? Milestone,
    bool IsPullRequest,
    bool IsDraft,
    bool IsMerged,
    bool IsLocked,
    string? Author,
    DateTimeOffset ModifiedAt,
    int CommentCount,
    [property: JsonPropertyName("github")] IssueDocument? GitHub,
    SyncDocument Sync)
{
    public static TaskDocument Of(BoardTask task, SyncStatus status, string? repository) => new(
        task.Id,
        task.Project,
        task.Content.Title,
        task.Content.Body,
        task.Content.IsOpen ? "open" : "closed",
        task.Content.StateReason,
        [.. task.Content.Labels],
        [.. task.Content.Assignees],
        task.Content.Milestone,
        task.Facts.IsPullRequest,
        task.Facts.IsDraft,
        task.Facts.IsMerged,
        task.Facts.IsLocked,
        task.Facts.Author,
        task.ModifiedAt,
        task.CommentCount,
        status.GitHub is { } issue ? new IssueDocument(repository ?? "", issue.Number, issue.IssueId, issue.Url) : null,
        SyncDocument.Of(status));
}

/// <summary>A comment, as the API shows it.</summary>
internal sealed record CommentDocument(
    string Id, string TaskId, string Body, string? Author, DateTimeOffset ModifiedAt,
    [property: JsonPropertyName("github")] GitHubCommentDocument? GitHub, SyncDocument Sync)
{
    public static CommentDocument Of(BoardComment comment, SyncStatus status) => new(
        comment.Id,
        comment.TaskId,
        comment.Body,
        comment.Author,
        comment.ModifiedAt,
        status.GitHub is { CommentId: { } id } remote ? new GitHubCommentDocument(id, remote.Url) : null,
        SyncDocument.Of(status));
}
