using System.Collections.Frozen;
using System.Text.Json;

namespace GitSync.GitHub;

/// <summary>
/// Turns a webhook into operations and changes of connections. Reads no clock and changes nothing; whatever the body holds, it does not
/// throw: what cannot be used ends as an outcome that says why. Thread-safe.
/// </summary>
/// <param name="markers">Recognises bodies that we created.</param>
/// <param name="ids">Gives each operation its id.</param>
internal sealed class WebhookTranslator(MarkerFactory markers, OperationIds ids)
{
    /// <summary>Deepest nesting of a body that is read; GitHub's payloads stay below 12.</summary>
    public const int MaximumDepth = 64;

    /// <summary>The longest action that is kept; GitHub's longest today has 30 characters.</summary>
    public const int MaximumActionLength = 100;

    private const int MaximumExcerptLength = 100;
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = MaximumDepth };

    /// <summary>Events that an App often subscribes to and that say nothing of their own here, and why.</summary>
    private static readonly FrozenDictionary<string, string> NotSynchronised = new Dictionary<string, string>
    {
        ["label"] = "labels are read with the issues that carry them",
        ["milestone"] = "milestones are read with their issues",
        ["pull_request_review"] = "reviews are not synchronised",
        ["pull_request_review_comment"] = "comments on a pull request's lines are not synchronised",
        ["pull_request_review_thread"] = "review threads are not synchronised",
        ["commit_comment"] = "comments on commits are not synchronised",
        ["github_app_authorization"] = "GitSync acts as the App, not for single users",
        ["installation_target"] = "names of accounts are followed by repository events",
        ["push"] = "code is not synchronised",
    }.ToFrozenDictionary();

    private readonly IssueEvents _issues = new(new InboundOperations(markers, ids));
    private readonly CommentEvents _comments = new(new InboundOperations(markers, ids));

    /// <summary>What follows from one webhook.</summary>
    /// <param name="eventName">The event's name, from an unsigned header: the body has to fit it.</param>
    /// <param name="deliveryId">The delivery's GUID.</param>
    /// <param name="body">The raw body.</param>
    /// <param name="traceParent">The W3C <c>traceparent</c> of the request, or null.</param>
    public WebhookTranslation Translate(string eventName, Guid deliveryId, ReadOnlyMemory<byte> body, string? traceParent = null)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Lenient);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Translate(ReadEnvelope(document.RootElement, eventName, deliveryId, traceParent))
                : new WebhookTranslation { Outcome = $"{eventName}: the body is no JSON object; nothing follows." };
        }
        catch (JsonException)
        {
            return new WebhookTranslation { IsJson = false, Outcome = WhyNotJson(body.Span) };
        }
    }

    /// <summary>A text of the body as sentences name it: never long.</summary>
    internal static string Excerpt(string text) => text.Length <= MaximumExcerptLength ? text : text[..MaximumExcerptLength] + "…";

    private WebhookTranslation Translate(WebhookEnvelope envelope) => envelope.Event switch
    {
        "issues" => _issues.TranslateIssues(envelope),
        "pull_request" => _issues.TranslatePullRequest(envelope),
        "issue_comment" => _comments.Translate(envelope),
        "installation" => ConnectionEvents.TranslateInstallation(envelope),
        "installation_repositories" => ConnectionEvents.TranslateInstallationRepositories(envelope),
        "repository" => ConnectionEvents.TranslateRepository(envelope),
        "ping" => envelope.Nothing("GitHub checked that the webhook can be reached; nothing follows."),
        _ => envelope.Nothing(
            $"not synchronised: {NotSynchronised.GetValueOrDefault(envelope.Event, "nothing follows from events of this kind")}."),
    };

    private static WebhookEnvelope ReadEnvelope(JsonElement root, string eventName, Guid deliveryId, string? traceParent) => new(
        root,
        eventName,
        root.Text("action") is { Length: <= MaximumActionLength } action && action.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? action : "",
        deliveryId,
        root.Object("installation").Id("id"),
        root.Object("repository").Id("id"),
        traceParent);

    private static string WhyNotJson(ReadOnlySpan<byte> body) => body.StartsWith("payload="u8)
        ? "The body is a form; set the webhook's content type to application/json."
        : $"The body is no JSON, or nested deeper than {MaximumDepth} levels.";
}
