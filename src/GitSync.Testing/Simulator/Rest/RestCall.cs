using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>One request on its way through a handler: who asks, for what, and what the world looks like to them.</summary>
internal sealed class RestCall(GitHubEngine engine, SimulatorRequest request, Caller caller, IReadOnlyDictionary<string, string> route)
{
    /// <summary>GitHub's limit for bodies of issues and comments.</summary>
    public const int MaxBodyLength = 65_536;

    /// <summary>GitHub's limit for titles.</summary>
    public const int MaxTitleLength = 256;

    /// <summary>A name given twice would surface only when the object is read; better refused while parsing.</summary>
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    private RepositoryData? repository;
    private JsonObject? body;
    private Dictionary<string, string>? query;

    public GitHubEngine Engine { get; } = engine;

    public World World => Engine.World;

    public SimulatorRequest Request { get; } = request;

    public Caller Caller { get; } = caller;

    public Actor Actor => Caller.Actor;

    public bool IsRead => Request.Method is "GET" or "HEAD";

    /// <summary>The moment a lagging replica shows; null: now. Writes always see now.</summary>
    public DateTimeOffset? AsOf =>
        IsRead && Engine.Faults.ReadLag is var lag && lag > TimeSpan.Zero ? World.Instant - lag : null;

    public string Base => (Request.BaseAddress ?? World.Options.ApiUrl).AbsoluteUri.TrimEnd('/');

    public Dictionary<string, string> Query => query ??= ParseQuery(Request.Query);

    public JsonObject Body => body ??= ParseBody();

    public string Route(string name) => route[name];

    /// <summary>Owner and name in the path; null when it has the numeric form.</summary>
    public string? FullName => route.TryGetValue("repo", out var name) ? $"{route["owner"]}/{name}" : null;

    public long Id(string name) =>
        long.TryParse(route[name], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw Refusal.NotFound();

    public int Number() =>
        int.TryParse(route["number"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Refusal.NotFound();

    /// <summary>The repository of the path: 404 when it is not there or not the caller's to see (GitHub does not tell which),
    /// 301 under a former name, 403 for a write to an archived one.</summary>
    public RepositoryData Repository => repository ??= FindRepository();

    /// <summary>The repository, when it has issues.</summary>
    public RepositoryData IssueRepository =>
        Repository.Current.HasIssues ? Repository : throw Refusal.Gone("Issues are disabled for this repo");

    /// <summary>The issue or pull request of the path: 410 when deleted, 301 when transferred.</summary>
    public SimulatorIssue Issue()
    {
        var issue = Repository.Issues.TryGetValue(Number(), out var versions) ? versions.AsOf(AsOf) : null;
        if (issue is null)
            throw Refusal.NotFound();
        if (issue.PullRequest is null && !Repository.Current.HasIssues)
            throw Refusal.Gone("Issues are disabled for this repo");
        return issue.Fate switch
        {
            SimulatorIssueFate.Present => issue,
            SimulatorIssueFate.Deleted => throw Refusal.Gone("This issue was deleted"),
            SimulatorIssueFate.Transferred => throw Refusal.Moved(MovedTo(issue.TransferredTo!.Value)),
            _ => throw new InvalidOperationException($"Unknown fate {issue.Fate}."),
        };
    }

    /// <summary>Issues and pull requests that are there, as the caller's replica shows them.</summary>
    public IEnumerable<SimulatorIssue> Issues() => Repository.Issues.Values
        .Select(i => i.AsOf(AsOf))
        .OfType<SimulatorIssue>()
        .Where(i => i.Fate == SimulatorIssueFate.Present);

    public SimulatorComment Comment() =>
        Repository.Comments.TryGetValue(Id("id"), out var versions) && versions.AsOf(AsOf) is { } comment
            ? comment
            : throw Refusal.NotFound();

    /// <summary>Comments whose issue is there: they go with it.</summary>
    public IEnumerable<SimulatorComment> Comments()
    {
        var there = Issues().Select(i => i.Number).ToHashSet();
        return Repository.Comments.Values
            .Select(c => c.AsOf(AsOf))
            .OfType<SimulatorComment>()
            .Where(c => there.Contains(c.IssueNumber));
    }

    /// <summary>Refuses a token that may only read.</summary>
    public void RequireWrite(params ReadOnlySpan<string> permissions)
    {
        foreach (var permission in permissions)
        {
            if (Caller.MayWrite(permission))
                return;
        }

        throw Refusal.Of(403, "Resource not accessible by integration");
    }

    /// <summary>Whether labels, assignees and milestone of this caller's writes count.</summary>
    public bool CanPush => Caller.Kind == CallerKind.User || Repository.Current.AppCanPush;

    private RepositoryData FindRepository()
    {
        if (Caller.Kind == CallerKind.App)
            throw Refusal.Of(401, "A JSON web token could not be decoded");
        var found = FindByPath();
        if (!Caller.Sees(found.Current))
            throw Refusal.NotFound();
        if (FullName is { } name && !string.Equals(found.Current.FullName, name, StringComparison.OrdinalIgnoreCase))
            throw Refusal.Moved($"{Base}/repositories/{found.Current.Id}{Rest()}");
        if (!IsRead && found.Current.Archived)
            throw Refusal.Of(403, "Repository was archived so is read-only.");
        return found;
    }

    /// <summary>The repository of the path, whoever asks.</summary>
    public RepositoryData FindByPath()
    {
        var id = FullName is { } name ? World.Names.GetValueOrDefault(name) : Id("repository");
        return World.Repositories.TryGetValue(id, out var found) ? found : throw Refusal.NotFound();
    }

    /// <summary>The path behind /repos/{owner}/{repo}, with the query.</summary>
    private string Rest()
    {
        var parts = Request.Path.Split('/', 5);
        return (parts.Length == 5 ? "/" + parts[4] : "") + (Request.Query.Length > 0 ? "?" + Request.Query : "");
    }

    /// <summary>Where the issue is now, with the rest of the path (/comments, /labels).</summary>
    private string MovedTo((long RepositoryId, int Number) target)
    {
        var number = "/issues/" + route["number"];
        var tail = Request.Path[(Request.Path.IndexOf(number, StringComparison.Ordinal) + number.Length)..];
        return $"{Base}/repositories/{target.RepositoryId}/issues/{target.Number}{tail}";
    }

    private JsonObject ParseBody()
    {
        if (Request.Body.Length == 0)
            return [];
        try
        {
            return JsonNode.Parse(Request.Body, documentOptions: NoDuplicates) as JsonObject
                ?? throw Refusal.Of(400, "Body should be a JSON object");
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw Refusal.Of(400, "Problems parsing JSON");
        }
    }

    private static Dictionary<string, string> ParseQuery(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var cut = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = cut < 0 ? (part, "") : (part[..cut], part[(cut + 1)..]);
            values[Uri.UnescapeDataString(name)] = Uri.UnescapeDataString(value.Replace('+', ' '));
        }

        return values;
    }
}
