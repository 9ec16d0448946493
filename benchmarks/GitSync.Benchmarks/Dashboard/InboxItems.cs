using System.Globalization;
using System.Text.Json;

namespace GitSync.Benchmarks;

/// <summary>Webhooks with bodies of GitHub's shape and length, 5 to 25 KB. Thread-safe.</summary>
internal sealed class InboxItems(TimeProvider clock)
{
    private const int LeastText = 1_000;
    private const int MostText = 21_000;
    private const int Quiet = 3;

    /// <summary>One in so many brings three operations.</summary>
    private const int Several = 40;

    private static readonly string[] UserLinks =
        ["followers", "following", "gists", "starred", "subscriptions", "organizations", "repos", "events", "received_events"];

    private static readonly string[] RepositoryLinks =
    [
        "forks", "keys", "collaborators", "teams", "hooks", "issue_events", "events", "assignees", "branches", "tags", "blobs", "git_tags", "git_refs",
        "trees", "statuses", "languages", "stargazers", "contributors", "subscribers", "subscription", "commits", "git_commits", "comments",
        "issue_comment", "contents", "compare", "merges", "archive", "downloads", "issues", "pulls", "milestones", "notifications", "labels",
        "releases", "deployments",
    ];

    private readonly Lock _gate = new();
    private readonly Random _random = new(11);
    private int _made;

    /// <summary>The next one with what it brings; the first few are of the quiet repository.</summary>
    public EnqueueBatch Next(Func<Guid, EnqueueItem> bring)
    {
        lock (_gate)
        {
            var id = NextGuid();
            var isQuiet = _made++ < Quiet;
            EnqueueItem[] items = isQuiet ? [] : [.. Enumerable.Range(0, _made % Several == 0 ? 3 : 1).Select(_ => bring(id))];
            var repository = isQuiet ? Landscape.Quiet : items[0].Operation.RepositoryId;
            return new EnqueueBatch
            {
                Delivery = new WebhookDelivery
                {
                    Id = id,
                    Event = _made % 10 < 6 ? "issues" : "issue_comment",
                    Action = "edited",
                    InstallationId = Landscape.InstallationOf(repository),
                    RepositoryId = repository,
                    ReceivedAt = clock.GetUtcNow(),
                    Outcome = isQuiet ? "Nothing followed: the labels stayed as they were." : "It brought operations.",
                    Body = Body(repository),
                },
                Items = items,
            };
        }
    }

    private byte[] Body(long repository)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("action", "edited");
            json.WriteStartObject("issue");
            WriteLinks(json, "https://api.github.com/repos/octo/repository/issues/1", ["labels", "comments", "events", "timeline", "parent_issue"]);
            json.WriteNumber("number", 1);
            json.WriteString("title", "The list loses its place");
            WriteUser(json, "user");
            json.WriteString("state", "open");
            json.WriteString("body", new string('x', LeastText + _random.Next(MostText - LeastText)));
            json.WriteEndObject();
            json.WriteStartObject("repository");
            json.WriteNumber("id", repository);
            WriteUser(json, "owner");
            WriteLinks(json, "https://api.github.com/repos/octo/repository", RepositoryLinks);
            json.WriteEndObject();
            WriteUser(json, "organization");
            WriteUser(json, "sender");
            json.WriteStartObject("installation");
            json.WriteNumber("id", Landscape.InstallationOf(repository));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteUser(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteString("login", "octocat");
        json.WriteNumber("id", 583_231);
        json.WriteString("type", "User");
        WriteLinks(json, "https://api.github.com/users/octocat", UserLinks);
        json.WriteEndObject();
    }

    private static void WriteLinks(Utf8JsonWriter json, string address, string[] names)
    {
        json.WriteString("url", address);
        foreach (var name in names)
        {
            json.WriteString(string.Create(CultureInfo.InvariantCulture, $"{name}_url"), $"{address}/{name}{{/id}}");
        }
    }

    /// <summary>GitHub's GUIDs do not sort by time.</summary>
    private Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
