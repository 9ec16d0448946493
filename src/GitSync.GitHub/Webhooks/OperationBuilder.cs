namespace GitSync.GitHub;

/// <summary>Makes the operations of a webhook, with their addresses. Thread-safe.</summary>
internal sealed class OperationBuilder(MarkerFactory markers, OperationIds ids)
{
    /// <summary>An operation on an issue or pull request.</summary>
    /// <param name="envelope">The webhook.</param>
    /// <param name="repositoryId">Its repository.</param>
    /// <param name="number">The number; known even where <paramref name="issue"/> could not be read.</param>
    /// <param name="issue">The state that came along, or null.</param>
    /// <param name="kind">Which form came along.</param>
    /// <param name="action">What happened.</param>
    /// <param name="onlyIfUnlinked">True for the parent that a comment brings along.</param>
    public EnqueueItem Task(
        WebhookEnvelope envelope,
        long repositoryId,
        int number,
        RemoteIssue? issue,
        RemoteKind kind,
        SyncAction action,
        bool onlyIfUnlinked = false) => new()
    {
        Operation = new TaskSyncOperation
        {
            Id = ids.Next(),
            Direction = SyncDirection.Inbound,
            Action = action,
            GitHubAppInstallationId = envelope.InstallationId,
            RepositoryId = repositoryId,
            RemoteKind = kind,
            GitHubUpdatedAt = issue?.UpdatedAt,
            ContentHash = HashOf(issue),
            DeliveryId = envelope.DeliveryId,
            Fetch = NeedsFetch(issue),
            Actor = ActorOf(envelope),
            TraceParent = envelope.TraceParent,
            IssueNumber = number,
            GitHubIssueExternalId = issue?.IssueId,
            GitHubPullRequestExternalId = issue?.PullRequestId,
            Issue = issue,
        },
        Address = AddressOf(repositoryId, number, issue),
        OnlyIfUnlinked = onlyIfUnlinked,
    };

    /// <summary>An operation on a comment.</summary>
    /// <param name="envelope">The webhook.</param>
    /// <param name="repositoryId">Its repository.</param>
    /// <param name="commentId">The comment's id; known even where <paramref name="comment"/> could not be read.</param>
    /// <param name="comment">The state that came along, or null.</param>
    /// <param name="parent">The lane of its issue.</param>
    /// <param name="action">What happened.</param>
    public EnqueueItem Comment(
        WebhookEnvelope envelope, long repositoryId, long commentId, RemoteComment? comment, LaneAddress parent, SyncAction action) => new()
    {
        Operation = new CommentSyncOperation
        {
            Id = ids.Next(),
            Direction = SyncDirection.Inbound,
            Action = action,
            GitHubAppInstallationId = envelope.InstallationId,
            RepositoryId = repositoryId,
            RemoteKind = RemoteKind.Comment,
            GitHubUpdatedAt = comment?.UpdatedAt,
            ContentHash = HashOf(comment),
            DeliveryId = envelope.DeliveryId,
            Fetch = NeedsFetch(comment),
            Actor = ActorOf(envelope),
            TraceParent = envelope.TraceParent,
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

    private static string? ActorOf(WebhookEnvelope envelope) => envelope.Root.Object("sender").Text("login");
}
