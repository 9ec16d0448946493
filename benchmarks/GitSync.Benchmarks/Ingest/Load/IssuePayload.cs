using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GitSync.Benchmarks;

/// <summary>Bodies of webhooks as GitHub writes them, with all the links that nobody reads; the issue's text fills them up to their length.</summary>
internal sealed class IssuePayload
{
    public const int Bytes = 25 * 1024;
    public const long RepositoryId = 186_853_002;
    public const long InstallationId = 9_001;
    public const string Owner = "octo-org";
    public const string Repository = "hello-world";

    private const string Api = "https://api.github.com";
    private const string Page = $"https://github.com/{Owner}/{Repository}";
    private const string RepositoryApi = $"{Api}/repos/{Owner}/{Repository}";
    private const long FirstIssueId = 444_500_041;
    private const long FirstCommentId = 492_700_400;

    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] IssueLinks = ["labels_url:/labels{/name}", "comments_url:/comments", "events_url:/events", "timeline_url:/timeline"];

    private static readonly string[] UserLinks =
    [
        "followers_url:/followers", "following_url:/following{/other_user}", "gists_url:/gists{/gist_id}", "starred_url:/starred{/owner}{/repo}",
        "subscriptions_url:/subscriptions", "organizations_url:/orgs", "repos_url:/repos", "events_url:/events{/privacy}",
        "received_events_url:/received_events",
    ];

    private static readonly string[] RepositoryLinks =
    [
        "forks_url:/forks", "keys_url:/keys{/key_id}", "collaborators_url:/collaborators{/collaborator}", "teams_url:/teams", "hooks_url:/hooks",
        "issue_events_url:/issues/events{/number}", "events_url:/events", "assignees_url:/assignees{/user}", "branches_url:/branches{/branch}",
        "tags_url:/tags", "blobs_url:/git/blobs{/sha}", "git_tags_url:/git/tags{/sha}", "git_refs_url:/git/refs{/sha}", "trees_url:/git/trees{/sha}",
        "statuses_url:/statuses/{sha}", "languages_url:/languages", "stargazers_url:/stargazers", "contributors_url:/contributors",
        "subscribers_url:/subscribers", "subscription_url:/subscription", "commits_url:/commits{/sha}", "git_commits_url:/git/commits{/sha}",
        "comments_url:/comments{/number}", "issue_comment_url:/issues/comments{/number}", "contents_url:/contents/{+path}",
        "compare_url:/compare/{base}...{head}", "merges_url:/merges", "archive_url:/{archive_format}{/ref}", "downloads_url:/downloads",
        "issues_url:/issues{/number}", "pulls_url:/pulls{/number}", "milestones_url:/milestones{/number}",
        "notifications_url:/notifications{?since,all,participating}", "labels_url:/labels{/name}", "releases_url:/releases{/id}",
        "deployments_url:/deployments",
    ];

    private static readonly string[] Counters = ["size", "stargazers_count", "watchers_count", "forks_count", "open_issues_count", "forks", "open_issues", "watchers"];
    private static readonly string[] Reactions = ["total_count", "+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"];

    /// <summary>Without spaces, and '+' as it is.</summary>
    private static readonly JsonWriterOptions AsGitHubDoes = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IssueText _text = new();
    private readonly MemoryStream _written = new(2 * Bytes);

    public static Connection Connection => new()
    {
        Project = "ingest", RepositoryId = RepositoryId, InstallationId = InstallationId, Owner = Owner, Name = Repository,
    };

    /// <summary>The body of a webhook about an issue: an edit of it, or a new comment on it. Later ones of an issue are newer.</summary>
    /// <param name="number">Which one of all, from 0.</param>
    /// <param name="issue">The issue's number.</param>
    /// <param name="isComment">Whether it is about a comment.</param>
    public byte[] Make(int number, int issue, bool isComment)
    {
        var empty = Write(number, issue, isComment, "").Length;
        var body = Write(number, issue, isComment, _text.Make(Bytes - empty, number));
        BenchmarkBrokenException.Require(body.Length == Bytes, $"A webhook's body has {body.Length} bytes, not {Bytes}.");
        return body;
    }

    private byte[] Write(int number, int issue, bool isComment, string text)
    {
        _written.SetLength(0);

        using (var json = new Utf8JsonWriter(_written, AsGitHubDoes))
        {
            json.WriteStartObject();
            json.WriteString("action", isComment ? "created" : "edited");
            WriteIssue(json, number, issue, text);
            if (isComment)
            {
                WriteComment(json, number, issue);
            }
            else
            {
                json.WriteStartObject("changes");
                json.WriteStartObject("title");
                json.WriteString("from", Title(issue, number - 1));
                json.WriteEndObject();
                json.WriteEndObject();
            }

            WriteRepository(json);
            json.WriteStartObject("installation");
            json.WriteNumber("id", InstallationId);
            json.WriteString("node_id", "MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9uOTAwMQ==");
            json.WriteEndObject();
            WriteUser(json, "sender", number);
            json.WriteEndObject();
        }

        return _written.ToArray();
    }

    private static string Title(int issue, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"Import of measurements stops at line {issue}, attempt {number}");

    private static string Time(int number) =>
        Start.AddSeconds(number).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void WriteIssue(Utf8JsonWriter json, int number, int issue, string text)
    {
        var api = string.Create(CultureInfo.InvariantCulture, $"{RepositoryApi}/issues/{issue}");
        json.WriteStartObject("issue");
        json.WriteString("url", api);
        json.WriteString("repository_url", RepositoryApi);
        WriteLinks(json, api, IssueLinks);
        json.WriteString("html_url", string.Create(CultureInfo.InvariantCulture, $"{Page}/issues/{issue}"));
        json.WriteNumber("id", FirstIssueId + issue);
        json.WriteString("node_id", string.Create(CultureInfo.InvariantCulture, $"MDU6SXNzdWU0NDQ1{issue:000000}=="));
        json.WriteNumber("number", issue);
        json.WriteString("title", Title(issue, number));
        WriteUser(json, "user", issue);
        json.WriteStartArray("labels");
        WriteLabel(json, "bug", "d73a4a");
        WriteLabel(json, "import", "a2eeef");
        json.WriteEndArray();
        json.WriteString("state", "open");
        json.WriteBoolean("locked", false);
        WriteUser(json, "assignee", issue + 1);
        json.WriteStartArray("assignees");
        WriteUser(json, null, issue + 1);
        json.WriteEndArray();
        WriteMilestone(json);
        json.WriteNumber("comments", number % 10);
        json.WriteString("created_at", "2026-10-01T15:20:18Z");
        json.WriteString("updated_at", Time(number));
        json.WriteNull("closed_at");
        json.WriteString("author_association", "MEMBER");
        json.WriteNull("active_lock_reason");
        json.WriteString("body", text);
        WriteReactions(json, api);
        json.WriteNull("state_reason");
        json.WriteEndObject();
    }

    private static void WriteComment(Utf8JsonWriter json, int number, int issue)
    {
        var id = FirstCommentId + number;
        var api = string.Create(CultureInfo.InvariantCulture, $"{RepositoryApi}/issues/comments/{id}");
        json.WriteStartObject("comment");
        json.WriteString("url", api);
        json.WriteString("html_url", string.Create(CultureInfo.InvariantCulture, $"{Page}/issues/{issue}#issuecomment-{id}"));
        json.WriteString("issue_url", string.Create(CultureInfo.InvariantCulture, $"{RepositoryApi}/issues/{issue}"));
        json.WriteNumber("id", id);
        json.WriteString("node_id", string.Create(CultureInfo.InvariantCulture, $"MDEyOklzc3VlQ29tbWVudDQ5{number:000000}"));
        WriteUser(json, "user", number);
        json.WriteString("created_at", Time(number));
        json.WriteString("updated_at", Time(number));
        json.WriteString("author_association", "MEMBER");
        json.WriteString("body", "I see this too, with the file of last week. The line is the first one that has a comma in its name.");
        WriteReactions(json, api);
        json.WriteEndObject();
    }

    private static void WriteRepository(Utf8JsonWriter json)
    {
        json.WriteStartObject("repository");
        json.WriteNumber("id", RepositoryId);
        json.WriteString("node_id", "MDEwOlJlcG9zaXRvcnkxODY4NTMwMDI=");
        json.WriteString("name", Repository);
        json.WriteString("full_name", $"{Owner}/{Repository}");
        json.WriteBoolean("private", true);
        WriteUser(json, "owner", 0);
        json.WriteString("html_url", Page);
        json.WriteNull("description");
        json.WriteBoolean("fork", false);
        json.WriteString("url", RepositoryApi);
        WriteLinks(json, RepositoryApi, RepositoryLinks);
        json.WriteString("created_at", "2019-05-15T15:19:25Z");
        json.WriteString("updated_at", "2026-10-30T15:19:27Z");
        json.WriteString("pushed_at", "2026-10-30T15:20:13Z");
        json.WriteString("git_url", $"git://github.com/{Owner}/{Repository}.git");
        json.WriteString("ssh_url", $"git@github.com:{Owner}/{Repository}.git");
        json.WriteString("clone_url", $"{Page}.git");
        json.WriteString("svn_url", Page);
        json.WriteNull("homepage");
        foreach (var counter in Counters)
        {
            json.WriteNumber(counter, 12);
        }

        json.WriteString("language", "C#");
        json.WriteBoolean("has_issues", true);
        json.WriteBoolean("archived", false);
        json.WriteBoolean("disabled", false);
        json.WriteNull("license");
        json.WriteNull("mirror_url");
        json.WriteBoolean("allow_forking", true);
        json.WriteBoolean("is_template", false);
        json.WriteStartArray("topics");
        json.WriteEndArray();
        json.WriteString("visibility", "private");
        json.WriteString("default_branch", "main");
        json.WriteEndObject();
    }

    private static void WriteMilestone(Utf8JsonWriter json)
    {
        json.WriteStartObject("milestone");
        json.WriteString("url", $"{RepositoryApi}/milestones/1");
        json.WriteString("html_url", $"{Page}/milestone/1");
        json.WriteString("labels_url", $"{RepositoryApi}/milestones/1/labels");
        json.WriteNumber("id", 4_317_517);
        json.WriteString("node_id", "MDk6TWlsZXN0b25lNDMxNzUxNw==");
        json.WriteNumber("number", 1);
        json.WriteString("title", "v1.0");
        json.WriteString("description", "All that the first customers need");
        WriteUser(json, "creator", 0);
        json.WriteNumber("open_issues", 12);
        json.WriteNumber("closed_issues", 3);
        json.WriteString("state", "open");
        json.WriteString("created_at", "2026-09-15T15:20:17Z");
        json.WriteString("updated_at", "2026-10-15T15:20:18Z");
        json.WriteNull("due_on");
        json.WriteNull("closed_at");
        json.WriteEndObject();
    }

    private static void WriteLabel(Utf8JsonWriter json, string name, string color)
    {
        json.WriteStartObject();
        json.WriteNumber("id", 1_362_934_389);
        json.WriteString("node_id", "MDU6TGFiZWwxMzYyOTM0Mzg5");
        json.WriteString("url", $"{RepositoryApi}/labels/{name}");
        json.WriteString("name", name);
        json.WriteString("color", color);
        json.WriteBoolean("default", false);
        json.WriteString("description", "Something isn't working");
        json.WriteEndObject();
    }

    private static void WriteReactions(Utf8JsonWriter json, string api)
    {
        json.WriteStartObject("reactions");
        json.WriteString("url", api + "/reactions");
        foreach (var reaction in Reactions)
        {
            json.WriteNumber(reaction, 0);
        }

        json.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter json, string? field, int person)
    {
        var login = string.Create(CultureInfo.InvariantCulture, $"person-{person % 50}");
        var api = $"{Api}/users/{login}";
        if (field is null)
        {
            json.WriteStartObject();
        }
        else
        {
            json.WriteStartObject(field);
        }

        json.WriteString("login", login);
        json.WriteNumber("id", 21_031_067 + (person % 50));
        json.WriteString("node_id", "MDQ6VXNlcjIxMDMxMDY3");
        json.WriteString("avatar_url", $"https://avatars.githubusercontent.com/u/{21_031_067 + (person % 50)}?v=4");
        json.WriteString("gravatar_id", "");
        json.WriteString("url", api);
        json.WriteString("html_url", $"https://github.com/{login}");
        WriteLinks(json, api, UserLinks);
        json.WriteString("type", "User");
        json.WriteBoolean("site_admin", false);
        json.WriteEndObject();
    }

    /// <summary>Each as "field:what follows the object's own address".</summary>
    private static void WriteLinks(Utf8JsonWriter json, string api, string[] links)
    {
        foreach (var link in links)
        {
            var colon = link.IndexOf(':', StringComparison.Ordinal);
            json.WriteString(link.AsSpan(0, colon), api + link[(colon + 1)..]);
        }
    }
}
