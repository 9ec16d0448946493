using System.Globalization;

namespace GitSync.GitHub;

/// <summary>The event <c>issue_comment</c>, about a comment on an issue or pull request.</summary>
internal sealed class CommentEvents(InboundOperations operations)
{
    public WebhookTranslation Translate(WebhookEnvelope envelope)
    {
        if (ActionOf(envelope.Action) is not { } action)
        {
            return envelope.Nothing("this action is not known; the delivery is stored and nothing follows.");
        }

        if (envelope.RepositoryId is not { } repositoryId)
        {
            return envelope.Nothing("the body names no repository; nothing follows.");
        }

        var issueElement = envelope.Root.Object("issue");
        var commentElement = envelope.Root.Object("comment");
        if (issueElement.IssueNumber("number") is not { } number)
        {
            return envelope.Nothing("the body has no issue with a number; nothing follows.");
        }

        if (commentElement.Id("id") is not { } commentId)
        {
            return envelope.Nothing("the body has no comment with an id; nothing follows.");
        }

        var issue = RemoteReader.ReadIssue(issueElement, repositoryId);
        var comment = RemoteReader.ReadComment(commentElement, repositoryId, number);
        var origin = envelope.Origin(repositoryId);
        var items = new List<EnqueueItem>();
        if (action != SyncAction.Deleted)
        {
            // The body holds the whole issue, so an issue that came before the webhook did needs no reading. A deletion makes no task.
            items.Add(operations.Task(origin, number, issue, RemoteKind.Issue, SyncAction.Edited) with { OnlyIfUnlinked = true });
        }

        items.Add(operations.Comment(origin, commentId, comment, operations.AddressOf(repositoryId, number, issue), action));
        var parent = action == SyncAction.Deleted ? "" : $", and one on #{number.ToString(CultureInfo.InvariantCulture)} if it is not linked";
        var what = comment is null or { IsPartial: true } ? "one operation that reads GitHub, as the body lacks fields," : "one operation";
        return envelope.Follows(
            string.Create(CultureInfo.InvariantCulture, $"{what} on comment {commentId} of repository {repositoryId}{parent}."), items);
    }

    private static SyncAction? ActionOf(string action) => action switch
    {
        "created" => SyncAction.Created,
        "edited" => SyncAction.Edited,
        "deleted" => SyncAction.Deleted,
        _ => null,
    };
}
