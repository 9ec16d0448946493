using System.Globalization;
using System.Text.Json;

namespace GitSync.GitHub;

/// <summary>
/// GitHub's issues, pull requests and comments as JSON, read into remote states. The one reader for webhooks and for answers of the API,
/// so that the same state hashes alike wherever it came from. Never throws.
/// </summary>
internal static class RemoteReader
{
    /// <summary>An issue, or a pull request in issue form; null without a number or an <c>updated_at</c>.</summary>
    public static RemoteIssue? ReadIssue(JsonElement issue, long repositoryId)
    {
        // The pull_request object marks the issue form of a pull request; only there has an issue merged_at.
        var pull = issue.Object("pull_request");
        return Read(issue, repositoryId) is not { } read ? null : read with
        {
            IssueId = issue.Id("id"),
            IsPullRequest = pull.ValueKind == JsonValueKind.Object,
            IsMerged = pull.Time("merged_at") is not null,
        };
    }

    /// <summary>A pull request in its own form, whose id and <c>updated_at</c> are not those of its issue; null without a number or time.</summary>
    public static RemoteIssue? ReadPullRequest(JsonElement pull, long repositoryId) =>
        Read(pull, repositoryId) is not { } read || pull.Id("id") is not { } id ? null : read with
        {
            PullRequestId = id,
            IsPullRequest = true,
            IsMerged = pull.Flag("merged") ?? pull.Time("merged_at") is not null,
        };

    /// <summary>A comment; null without an id or an <c>updated_at</c>.</summary>
    public static RemoteComment? ReadComment(JsonElement comment, long repositoryId, int issueNumber)
    {
        if (comment.Id("id") is not { } id || comment.Time("updated_at") is not { } updatedAt)
        {
            return null;
        }

        var body = comment.Text("body");
        var author = ReadUser(comment.Object("user"));
        return new RemoteComment
        {
            RepositoryId = repositoryId,
            CommentId = id,
            IssueNumber = issueNumber,
            UpdatedAt = updatedAt,
            Body = body ?? "",
            Author = author,
            Url = PageUrl(comment),
            IsPartial = IsMissing(comment, "body", body) || IsMissing(comment, "user", author),
        };
    }

    /// <summary>The number at the end of a comment's <c>issue_url</c>, or null: the API's answers name a comment's issue only there.</summary>
    public static int? IssueNumberOf(JsonElement comment)
    {
        var url = comment.Text("issue_url");
        return url is not null && int.TryParse(
            url.AsSpan(url.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
    }

    private static RemoteIssue? Read(JsonElement issue, long repositoryId)
    {
        if (issue.IssueNumber("number") is not { } number || issue.Time("updated_at") is not { } updatedAt)
        {
            return null;
        }

        var title = issue.Text("title");
        var state = issue.Text("state");
        var labels = ReadNames(issue, "labels", "name");
        var assignees = ReadNames(issue, "assignees", "login");
        var milestone = issue.Object("milestone").Text("title");
        var body = issue.Text("body");
        var author = ReadUser(issue.Object("user"));
        return new RemoteIssue
        {
            RepositoryId = repositoryId,
            Number = number,
            UpdatedAt = updatedAt,
            Title = title ?? "",
            Body = body ?? "",
            IsOpen = state != "closed",
            StateReason = issue.Text("state_reason"),
            Labels = labels ?? NameSet.Empty,
            Assignees = assignees ?? NameSet.Empty,
            Milestone = milestone,
            IsDraft = issue.Flag("draft") ?? false,
            IsLocked = issue.Flag("locked") ?? false,
            Author = author,
            Url = PageUrl(issue),

            // Real bodies of issues.pinned carry neither state nor labels nor locked: what is missing must not read as "open, no labels".
            IsPartial = issue.Id("id") is null || title is null || state is not ("open" or "closed") || labels is null || assignees is null
                || issue.Flag("locked") is null || IsMissing(issue, "body", body) || IsMissing(issue, "user", author)
                || IsMissing(issue, "milestone", milestone),
        };
    }

    /// <summary>
    /// Whether a field could not be read: it is not there, or no such thing. Null is a value: body null and body "" are the same, a null user is a
    /// deleted account. What was read is passed in: a body is long, and reading it again would cost as much as the rest of the issue.
    /// </summary>
    private static bool IsMissing(JsonElement item, string field, object? read) => read is null && !item.IsNull(field);

    private static RemoteUser? ReadUser(JsonElement user) =>
        user.Id("id") is { } id && user.Text("login") is { Length: > 0 } login ? new RemoteUser(id, login, user.Text("type") == "Bot") : null;

    /// <summary>Names of an array's elements; null when the array or one of its names is not there. Null elements are deleted accounts.</summary>
    private static NameSet? ReadNames(JsonElement item, string field, string nameField)
    {
        if (item.Items(field) is not { } elements)
        {
            return null;
        }

        var names = new List<string>();
        foreach (var element in elements)
        {
            if (element.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            // GitHub's schema allows a label to be a bare string.
            if ((element.AsText() ?? element.Text(nameField)) is not { Length: > 0 } name)
            {
                return null;
            }

            names.Add(name);
        }

        return NameSet.Of(names);
    }

    /// <summary>Only a web address becomes a link that a person clicks.</summary>
    private static string? PageUrl(JsonElement item) =>
        item.Text("html_url") is { } url && Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "https" or "http" ? url : null;
}
