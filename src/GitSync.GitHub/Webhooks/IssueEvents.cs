using System.Collections.Frozen;
using System.Globalization;

namespace GitSync.GitHub;

/// <summary>The events <c>issues</c> and <c>pull_request</c>.</summary>
internal sealed class IssueEvents(InboundOperations operations)
{
    private static readonly FrozenDictionary<string, SyncAction> IssueActions = Actions(
        "assigned", "closed", "demilestoned", "edited", "labeled", "locked", "milestoned", "pinned", "reopened", "typed", "unassigned",
        "unlabeled", "unlocked", "unpinned", "untyped",
        ("opened", SyncAction.Created), ("deleted", SyncAction.Deleted), ("transferred", SyncAction.Transferred));

    private static readonly FrozenDictionary<string, SyncAction> PullRequestActions = Actions(
        "assigned", "auto_merge_disabled", "auto_merge_enabled", "closed", "converted_to_draft", "demilestoned", "dequeued", "edited",
        "enqueued", "labeled", "locked", "milestoned", "ready_for_review", "reopened", "review_request_removed", "review_requested",
        "synchronize", "unassigned", "unlabeled", "unlocked",
        ("opened", SyncAction.Created));

    /// <summary>Top-level objects of other events whose bodies hold an issue or pull request too.</summary>
    private static readonly FrozenSet<string> OfOtherEvents = FrozenSet.ToFrozenSet(
        ["comment", "review", "thread", "sub_issue", "parent_issue", "blocked_issue", "blocking_issue", "alert", "hook", "discussion"]);

    public WebhookTranslation TranslateIssues(WebhookEnvelope envelope) => Translate(envelope, "issue", IssueActions, RemoteKind.Issue);

    public WebhookTranslation TranslatePullRequest(WebhookEnvelope envelope) =>
        Translate(envelope, "pull_request", PullRequestActions, RemoteKind.PullRequest);

    private WebhookTranslation Translate(
        WebhookEnvelope envelope, string field, FrozenDictionary<string, SyncAction> actions, RemoteKind kind)
    {
        if (!actions.TryGetValue(envelope.Action, out var action))
        {
            return envelope.Nothing(envelope.Action.Length == 0
                ? "the body has no action; nothing follows."
                : "this action is not known; the delivery is stored and nothing follows.");
        }

        if (envelope.FirstFieldAmong(OfOtherEvents) is { } foreign)
        {
            return envelope.Nothing($"the body has \"{foreign}\", which this event does not have; nothing follows.");
        }

        if (envelope.RepositoryId is not { } repositoryId)
        {
            return envelope.Nothing("the body names no repository; nothing follows.");
        }

        var element = envelope.Root.Object(field);
        if (element.IssueNumber("number") is not { } number)
        {
            return envelope.Nothing($"the body has no {field} with a number; nothing follows.");
        }

        var issue = kind == RemoteKind.PullRequest
            ? RemoteReader.ReadPullRequest(element, repositoryId)
            : RemoteReader.ReadIssue(element, repositoryId);
        return envelope.Follows(
            $"{Describe(issue, number)} of repository {repositoryId.ToString(CultureInfo.InvariantCulture)}.",
            [operations.Task(envelope.Origin(repositoryId), number, issue, kind, action)]);
    }

    private static string Describe(RemoteIssue? issue, int number) => issue switch
    {
        null => string.Create(CultureInfo.InvariantCulture, $"one operation that reads GitHub, as the body says too little, on #{number}"),
        { IsPartial: true } => string.Create(
            CultureInfo.InvariantCulture, $"one operation that reads GitHub, as the body lacks fields, on #{number}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"one operation on #{number}"),
    };

    private static FrozenDictionary<string, SyncAction> Actions(params ActionEntry[] entries) =>
        entries.ToFrozenDictionary(entry => entry.Name, entry => entry.Action, StringComparer.Ordinal);

    /// <summary>An action's name and what it is here; a bare name is an edit.</summary>
    private readonly record struct ActionEntry(string Name, SyncAction Action)
    {
        public static implicit operator ActionEntry(string name) => new(name, SyncAction.Edited);

        public static implicit operator ActionEntry((string Name, SyncAction Action) entry) => new(entry.Name, entry.Action);
    }
}
