using System.Text.Json.Serialization;

namespace GitSync;

/// <summary>Identity of the remote object. Ids never change; number and url follow the object.</summary>
/// <param name="RepositoryId">The repository's numeric id.</param>
/// <param name="Number">The issue's or pull request's number; for a comment that of its issue.</param>
/// <param name="IssueId">GitHub's id of the issue object, or null while unknown.</param>
/// <param name="PullRequestId">GitHub's id of the pull request object, or null.</param>
/// <param name="CommentId">GitHub's id of the comment, or null for an issue.</param>
/// <param name="IsPullRequest">Whether it is a pull request.</param>
/// <param name="Url">The page a person can open, or null.</param>
/// <param name="AuthorLogin">Who made it on GitHub, or null.</param>
public sealed record RemoteIdentity(
    long RepositoryId, int Number, long? IssueId, long? PullRequestId, long? CommentId, bool IsPullRequest, string? Url, string? AuthorLogin)
{
    /// <summary>The identity of an object as it was seen.</summary>
    public static RemoteIdentity Of(RemoteItem item) => item switch
    {
        RemoteIssue issue => new RemoteIdentity(
            issue.RepositoryId, issue.Number, issue.IssueId, issue.PullRequestId, null, issue.IsPullRequest, issue.Url, issue.Author?.Login),
        RemoteComment comment => new RemoteIdentity(
            comment.RepositoryId, comment.IssueNumber, null, null, comment.CommentId, false, comment.Url, comment.Author?.Login),
        _ => throw new ArgumentOutOfRangeException(nameof(item), "Unknown remote item."),
    };

    /// <summary>This identity with what another sighting of the same object adds: the two forms of a pull request know different ids.</summary>
    public RemoteIdentity With(RemoteIdentity seen) => seen with
    {
        IssueId = seen.IssueId ?? IssueId,
        PullRequestId = seen.PullRequestId ?? PullRequestId,
        IsPullRequest = seen.IsPullRequest || IsPullRequest,
        Url = seen.Url ?? Url,
        AuthorLogin = seen.AuthorLogin ?? AuthorLogin,
    };
}

/// <summary>The last state both sides agreed on, field by field.</summary>
/// <param name="Content">The agreed fields, in the application's terms.</param>
/// <param name="RemoteKind">Which object's time <paramref name="UpdatedAt"/> is.</param>
/// <param name="UpdatedAt">GitHub's <c>updated_at</c> of that state.</param>
/// <param name="Hash">Hash of that remote state.</param>
/// <param name="Facts">The read-only facts the application was told.</param>
/// <param name="OperationId">The operation that brought it about.</param>
public sealed record LaneBase(
    ResourceContent Content, RemoteKind RemoteKind, GitHubTime UpdatedAt, ContentHash Hash, RemoteFacts Facts, Guid OperationId)
{
    /// <summary>The mentions of GitHub's text, from login to the user id that stands here for it; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Mentions { get; init; }

    /// <summary>When GitHub was last read for it, by GitHub's clock, or null: while events keep coming, the next reading of a doubtful one keeps its distance.</summary>
    public DateTimeOffset? ReadAt { get; init; }
}

/// <summary>A creation on GitHub that was committed before the POST: what makes a lost answer findable.</summary>
/// <param name="OperationId">The operation that creates.</param>
/// <param name="Since">When the intent was committed, by GitHub's clock as far as known; listings start before it.</param>
/// <param name="SettledAt">From when on a POST that left after the commit is either applied and listed, or never will be.</param>
/// <param name="Draft">What the POST sends: the base for merging with an object that is found later.</param>
public sealed record CreateIntent(Guid OperationId, DateTimeOffset Since, DateTimeOffset SettledAt, ResourceContent Draft);

/// <summary>A write to GitHub whose answer was lost: it may still be applied.</summary>
/// <param name="SettledAt">From when on it is either visible, or never will be. The lane keeps away from GitHub until then.</param>
/// <param name="Sent">What GitHub's object would hold with it; a field that then holds it was ours, not somebody's edit. Null for a deletion.</param>
public sealed record UnsettledWrite(DateTimeOffset SettledAt, ResourceContent? Sent);

/// <summary>How far a private record's text is taken back from GitHub.</summary>
public enum WithdrawalStage
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>GitHub may hold the redacted text by now, or no object any more.</summary>
    Begun,

    /// <summary>It is, and the two sides are kept apart.</summary>
    Done,
}

/// <summary>What a lane connects. Read when the lane is claimed, written with its completion or at a checkpoint.</summary>
public sealed record LaneLink
{
    /// <summary>A link that knows nothing yet.</summary>
    public static LaneLink Empty { get; } = new();

    /// <summary>The application's id of the record, or null.</summary>
    public string? LocalId { get; init; }

    /// <summary>The remote object, or null.</summary>
    public RemoteIdentity? Remote { get; init; }

    /// <summary>The marker in the body of an object that we created; null for one born on GitHub.</summary>
    public string? Marker { get; init; }

    /// <summary>The attribution line in that body, or null.</summary>
    public string? Attribution { get; init; }

    /// <summary>The application's user as whom it is created, or null for the App.</summary>
    public string? CreatedAs { get; init; }

    /// <summary>A creation under way, or null.</summary>
    public CreateIntent? Intent { get; init; }

    /// <summary>A write whose answer was lost, or null.</summary>
    public UnsettledWrite? Unsettled { get; init; }

    /// <summary>Fields that wait for a person's decision, or null when none does.</summary>
    public IReadOnlyList<FieldConflict>? Undecided { get; init; }

    /// <summary>Decided conflicts of tries that did not come to their end, or null: the operation that does keeps them.</summary>
    public IReadOnlyList<FieldConflict>? Untold { get; init; }

    /// <summary>Whether the task's comments are to be brought in step: some may have been dropped while it was taken for deleted.</summary>
    public bool BringsComments { get; init; }

    /// <summary>Whether the record is private and kept apart from GitHub's object.</summary>
    public WithdrawalStage Withdrawal { get; init; }

    /// <summary>Whether we have written text into an object born on GitHub.</summary>
    public bool WroteText { get; init; }

    /// <summary>Whether the object on GitHub holds text of ours.</summary>
    [JsonIgnore]
    public bool TextIsOurs => Marker is not null || WroteText;

    /// <summary>The stamp of the last write into the record that is known of, or null: with another one a host died in between (ADR 20).</summary>
    public string? RecordStamp { get; init; }

    /// <summary>How often it was written back to GitHub lately, or null.</summary>
    public Swings? Swings { get; init; }

    /// <summary>The last state both sides agreed on, or null before the first agreement.</summary>
    public LaneBase? Base { get; init; }

    /// <summary>This link with what a sighting of its remote object says of the object's identity.</summary>
    internal LaneLink LinkedTo(RemoteItem item) => this with { Remote = Remote?.With(RemoteIdentity.Of(item)) ?? RemoteIdentity.Of(item) };
}

/// <summary>The right of one worker to run one lane. A commit under an old fence fails.</summary>
/// <param name="LaneId">The lane.</param>
/// <param name="OperationId">The operation it runs.</param>
/// <param name="WorkerId">The worker.</param>
/// <param name="Fence">The number of this claim; grows with every claim of the lane.</param>
public readonly record struct LaneLease(long LaneId, Guid OperationId, string WorkerId, long Fence);
