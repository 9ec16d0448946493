using System.Text.Json;

namespace GitSync.GitHub;

/// <summary>What follows from a webhook: a value, nothing has been stored.</summary>
internal sealed record WebhookTranslation
{
    /// <summary>The body's action, or null.</summary>
    public string? Action { get; init; }

    /// <summary>The installation that the body names, or null.</summary>
    public long? InstallationId { get; init; }

    /// <summary>The repository that the body names, or null.</summary>
    public long? RepositoryId { get; init; }

    /// <summary>The operations, in order.</summary>
    public IReadOnlyList<EnqueueItem> Items { get; init; } = [];

    /// <summary>Changes of installations and repositories.</summary>
    public IReadOnlyList<ConnectionChange> Connections { get; init; } = [];

    /// <summary>What follows, or why nothing does: one sentence.</summary>
    public required string Outcome { get; init; }

    /// <summary>False when the body is no JSON at all.</summary>
    public bool IsJson { get; init; } = true;
}

/// <summary>What the headers and the top of a webhook's body say; the translations of single events start from it.</summary>
/// <param name="Root">The body: an object.</param>
/// <param name="Event">The event's name.</param>
/// <param name="Action">The action; "" for events that have none.</param>
/// <param name="DeliveryId">The delivery's GUID.</param>
/// <param name="InstallationId">The installation that the body names, or null.</param>
/// <param name="RepositoryId">The repository that the body names, or null.</param>
/// <param name="TraceParent">The W3C <c>traceparent</c> of the request, or null.</param>
internal sealed record WebhookEnvelope(
    JsonElement Root, string Event, string Action, Guid DeliveryId, long? InstallationId, long? RepositoryId, string? TraceParent)
{
    /// <summary>"issues.opened", as GitHub's documentation names it.</summary>
    public string Name => Action.Length == 0 ? Event : $"{Event}.{Action}";

    /// <summary>Where its operations come from.</summary>
    public InboundOrigin Origin(long repositoryId) => new(repositoryId, InstallationId)
    {
        DeliveryId = DeliveryId,
        Actor = Root.Object("sender").Text("login"),
        TraceParent = TraceParent,
    };

    /// <summary>A translation that does something.</summary>
    public WebhookTranslation Follows(
        string outcome, IReadOnlyList<EnqueueItem>? items = null, IReadOnlyList<ConnectionChange>? connections = null) => new()
    {
        Action = Action.Length == 0 ? null : Action,
        InstallationId = InstallationId,
        RepositoryId = RepositoryId,
        Items = items ?? [],
        Connections = connections ?? [],
        Outcome = $"{Name}: {outcome}",
    };

    /// <summary>A translation from which nothing follows, and why.</summary>
    public WebhookTranslation Nothing(string reason) => Follows(reason);

    /// <summary>The first top-level field outside those an event has, or null.</summary>
    /// <remarks>
    /// The event's name is not signed: without this check a recorded <c>label.deleted</c> could be sent again as
    /// <c>repository.deleted</c>, or an <c>issue_comment.deleted</c> as <c>issues.deleted</c>, and its signature would hold.
    /// </remarks>
    public string? FirstFieldOutside(IReadOnlySet<string> fields) => FirstField(name => !fields.Contains(name));

    /// <summary>The first top-level field that belongs to another event, or null.</summary>
    public string? FirstFieldAmong(IReadOnlySet<string> fields) => FirstField(fields.Contains);

    private string? FirstField(Func<string, bool> wanted)
    {
        foreach (var property in Root.EnumerateObject())
        {
            string name;
            try
            {
                name = property.Name;
            }
            catch (InvalidOperationException)
            {
                // A name that is no text is none of an event's fields.
                name = "(unreadable name)";
            }

            if (wanted(name))
            {
                return WebhookTranslator.Excerpt(name);
            }
        }

        return null;
    }
}
