namespace GitSync;

/// <summary>How a state of GitHub came to be known.</summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="InstallationId">The installation through which it was seen, or null.</param>
public sealed record InboundOrigin(long RepositoryId, long? InstallationId)
{
    /// <summary>The webhook delivery, or null.</summary>
    public Guid? DeliveryId { get; init; }

    /// <summary>The login of whoever did it, or null.</summary>
    public string? Actor { get; init; }

    /// <summary>The W3C <c>traceparent</c>, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>What goes first.</summary>
    public SyncPriority Priority { get; init; }
}

/// <summary>Makes the operations for states of GitHub, with their addresses: of webhooks, sweeps and backfills alike. Thread-safe.</summary>
/// <param name="markers">Finds our marker in a body.</param>
/// <param name="ids">Makes the operations' ids.</param>
public sealed class InboundOperations(MarkerFactory markers, OperationIds ids)
{
    /// <summary>An operation on an issue or pull request.</summary>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="number">The number; known even where <paramref name="issue"/> could not be read.</param>
    /// <param name="issue">The state that came along, or null.</param>
    /// <param name="kind">Which form came along.</param>
    /// <param name="action">What happened.</param>
    public EnqueueItem Task(InboundOrigin origin, int number, RemoteIssue? issue, RemoteKind kind, SyncAction action)
    {
        ArgumentNullException.ThrowIfNull(origin);
        return new EnqueueItem
        {
            Operation = new TaskSyncOperation
            {
                Id = ids.Next(),
                Direction = SyncDirection.Inbound,
                Action = action,
                GitHubAppInstallationId = origin.InstallationId,
                RepositoryId = origin.RepositoryId,
                RemoteKind = kind,
                GitHubUpdatedAt = issue?.UpdatedAt,
                ContentHash = HashOf(issue),
                DeliveryId = origin.DeliveryId,
                Fetch = NeedsFetch(issue),
                Priority = origin.Priority,
                Actor = origin.Actor,
                TraceParent = origin.TraceParent,
                IssueNumber = number,
                GitHubIssueExternalId = issue?.IssueId,
                GitHubPullRequestExternalId = issue?.PullRequestId,
                Issue = issue,
            },
            Address = AddressOf(origin.RepositoryId, number, issue),
        };
    }

    /// <summary>An operation on a comment.</summary>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="commentId">The comment's id; known even where <paramref name="comment"/> could not be read.</param>
    /// <param name="comment">The state that came along, or null.</param>
    /// <param name="parent">The lane of its issue.</param>
    /// <param name="action">What happened.</param>
    public EnqueueItem Comment(InboundOrigin origin, long commentId, RemoteComment? comment, LaneAddress parent, SyncAction action)
    {
        ArgumentNullException.ThrowIfNull(origin);
        return new EnqueueItem
        {
            Operation = new CommentSyncOperation
            {
                Id = ids.Next(),
                Direction = SyncDirection.Inbound,
                Action = action,
                GitHubAppInstallationId = origin.InstallationId,
                RepositoryId = origin.RepositoryId,
                RemoteKind = RemoteKind.Comment,
                GitHubUpdatedAt = comment?.UpdatedAt,
                ContentHash = HashOf(comment),
                DeliveryId = origin.DeliveryId,
                Fetch = NeedsFetch(comment),
                Priority = origin.Priority,
                Actor = origin.Actor,
                TraceParent = origin.TraceParent,
                GitHubCommentExternalId = commentId,
                Comment = comment,
            },
            Address = new LaneAddress
            {
                Kind = ResourceKind.Comment,
                Remote = LaneName.OfGitHubComment(commentId),
                Marker = comment is null ? null : markers.Find(comment.Body),
                Parent = parent,
            },
        };
    }

    /// <summary>The address of an issue's lane.</summary>
    public LaneAddress AddressOf(long repositoryId, int number, RemoteIssue? issue) => new()
    {
        Kind = ResourceKind.Task,
        Remote = LaneName.OfIssue(repositoryId, number),
        Marker = issue is null ? null : markers.Find(issue.Body),
    };

    /// <summary>A partial state has no hash: equal hashes must mean equal states.</summary>
    private static ContentHash? HashOf(RemoteItem? item) => item is { IsPartial: false } ? GitSync.ContentHash.Of(item) : null;

    private static bool NeedsFetch(RemoteItem? item) => item is null or { IsPartial: true };
}
