using System.Text.Json.Serialization;

namespace GitSync;

/// <summary>The kinds of remote object. Their <c>updated_at</c> values are never compared across kinds.</summary>
/// <remarks>An issue and a pull request of one number are one resource but two objects with their own <c>updated_at</c>.</remarks>
public enum RemoteKind
{
    /// <summary>GitHub's issue object (also the issue form of a pull request).</summary>
    Issue,

    /// <summary>GitHub's pull request object.</summary>
    PullRequest,

    /// <summary>A comment on an issue or pull request.</summary>
    Comment,
}

/// <summary>A GitHub account as it appears on an object.</summary>
/// <param name="Id">The numeric id.</param>
/// <param name="Login">The login at that moment; logins can change.</param>
/// <param name="IsBot">Whether its type is <c>Bot</c>.</param>
public sealed record RemoteUser(long Id, string Login, bool IsBot = false);

/// <summary>The state of one GitHub object as a webhook or an answer of the API showed it. Immutable.</summary>
[JsonDerivedType(typeof(RemoteIssue), "issue")]
[JsonDerivedType(typeof(RemoteComment), "comment")]
public abstract record RemoteItem
{
    private protected RemoteItem()
    {
    }

    /// <summary>Which object's <c>updated_at</c> this is.</summary>
    public abstract RemoteKind Kind { get; }

    /// <summary>The repository's numeric id: names change, ids stay.</summary>
    public required long RepositoryId { get; init; }

    /// <summary>GitHub's <c>updated_at</c>.</summary>
    public required GitHubTime UpdatedAt { get; init; }

    /// <summary>The raw body with marker and attribution; "" where GitHub says null.</summary>
    public string Body { get; init; } = "";

    /// <summary>Who made it, or null (a deleted account).</summary>
    public RemoteUser? Author { get; init; }

    /// <summary>The page a person can open, or null where the source had none.</summary>
    public string? Url { get; init; }

    /// <summary>True when the source lacked fields that a whole state has; such a state is never applied, it only rings.</summary>
    public bool IsPartial { get; init; }
}

/// <summary>An issue, or a pull request in either form.</summary>
public sealed record RemoteIssue : RemoteItem
{
    /// <inheritdoc />
    [JsonIgnore]
    public override RemoteKind Kind => PullRequestId is not null ? RemoteKind.PullRequest : RemoteKind.Issue;

    /// <summary>The number, shared by issues and pull requests of a repository.</summary>
    public required int Number { get; init; }

    /// <summary>The issue object's id, or null when only the pull request form was seen.</summary>
    public long? IssueId { get; init; }

    /// <summary>The pull request object's id; not null exactly when this state is the pull request's form.</summary>
    public long? PullRequestId { get; init; }

    /// <summary>Whether it is a pull request, in whichever form.</summary>
    public bool IsPullRequest { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>Open or closed.</summary>
    public bool IsOpen { get; init; } = true;

    /// <summary>GitHub's <c>state_reason</c> as it wrote it, or null.</summary>
    public string? StateReason { get; init; }

    /// <summary>Label names.</summary>
    public NameSet Labels { get; init; } = NameSet.Empty;

    /// <summary>Logins of the assignees.</summary>
    public NameSet Assignees { get; init; } = NameSet.Empty;

    /// <summary>The milestone's title, or null.</summary>
    public string? Milestone { get; init; }

    /// <summary>Whether it is a draft pull request.</summary>
    public bool IsDraft { get; init; }

    /// <summary>Whether it is a merged pull request.</summary>
    public bool IsMerged { get; init; }

    /// <summary>Whether the conversation is locked.</summary>
    public bool IsLocked { get; init; }
}

/// <summary>A comment on an issue or pull request.</summary>
public sealed record RemoteComment : RemoteItem
{
    /// <inheritdoc />
    [JsonIgnore]
    public override RemoteKind Kind => RemoteKind.Comment;

    /// <summary>The comment's id.</summary>
    public required long CommentId { get; init; }

    /// <summary>The number of the issue or pull request it belongs to.</summary>
    public required int IssueNumber { get; init; }
}
