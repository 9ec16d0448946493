using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>The JSON shapes of GitHub's REST API for accounts, repositories, labels and milestones; webhooks carry the same.</summary>
internal static class JsonForms
{
    /// <summary>GitHub's timestamps: UTC, whole seconds, "Z".</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string? Time(DateTimeOffset? time) => time is { } value ? Time(value) : null;

    public static string NodeId(string kind, long id) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind}:{id}")));

    public static JsonObject User(World world, string login)
    {
        var user = world.User(login);
        return new JsonObject
        {
            ["login"] = user.Login,
            ["id"] = user.Id,
            ["node_id"] = NodeId("User", user.Id),
            ["avatar_url"] = world.Links.Html($"avatars/{user.Id}"),
            ["url"] = world.Links.Api($"users/{Uri.EscapeDataString(user.Login)}"),
            ["html_url"] = world.Links.Html(user.Login),
            ["type"] = user.Type,
            ["site_admin"] = false,
        };
    }

    public static JsonObject Repository(World world, SimulatorRepository repository, RepositoryData? data = null) => new()
    {
        ["id"] = repository.Id,
        ["node_id"] = NodeId("Repository", repository.Id),
        ["name"] = repository.Name,
        ["full_name"] = repository.FullName,
        ["owner"] = User(world, repository.Owner),
        ["private"] = repository.Private,
        ["visibility"] = repository.Private ? "private" : "public",
        ["html_url"] = world.Links.Html(repository),
        ["url"] = world.Links.Api(repository),
        ["description"] = null,
        ["fork"] = false,
        ["archived"] = repository.Archived,
        ["disabled"] = false,
        ["has_issues"] = repository.HasIssues,
        ["default_branch"] = "main",
        ["open_issues_count"] = data?.Issues.Values.Count(i => i.Current is { State: "open", Fate: SimulatorIssueFate.Present }) ?? 0,
        ["created_at"] = Time(repository.CreatedAt),
        ["updated_at"] = Time(repository.UpdatedAt),
        ["pushed_at"] = Time(repository.CreatedAt),
        ["permissions"] = new JsonObject
        {
            ["admin"] = false, ["maintain"] = false, ["push"] = repository.AppCanPush, ["triage"] = repository.AppCanPush, ["pull"] = true,
        },
    };

    /// <summary>The short form of <c>installation</c> and <c>installation_repositories</c> webhooks.</summary>
    public static JsonObject RepositoryName(SimulatorRepository repository) => new()
    {
        ["id"] = repository.Id,
        ["node_id"] = NodeId("Repository", repository.Id),
        ["name"] = repository.Name,
        ["full_name"] = repository.FullName,
        ["private"] = repository.Private,
    };

    public static JsonObject Label(World world, SimulatorRepository repository, SimulatorLabel label) => new()
    {
        ["id"] = label.Id,
        ["node_id"] = NodeId("Label", label.Id),
        ["url"] = world.Links.Api(repository, $"/labels/{Uri.EscapeDataString(label.Name)}"),
        ["name"] = label.Name,
        ["color"] = label.Color,
        ["default"] = false,
        ["description"] = label.Description,
    };

    public static JsonObject Milestone(World world, RepositoryData repository, SimulatorMilestone milestone)
    {
        var issues = repository.Issues.Values
            .Select(i => i.Current)
            .Where(i => i is { Fate: SimulatorIssueFate.Present } && i.Milestone == milestone.Number)
            .ToList();
        return new JsonObject
        {
            ["url"] = world.Links.Api(repository.Current, $"/milestones/{milestone.Number}"),
            ["html_url"] = world.Links.Html(repository.Current, $"/milestone/{milestone.Number}"),
            ["id"] = milestone.Id,
            ["node_id"] = NodeId("Milestone", milestone.Id),
            ["number"] = milestone.Number,
            ["title"] = milestone.Title,
            ["description"] = milestone.Description,
            ["creator"] = User(world, milestone.Creator),
            ["open_issues"] = issues.Count(i => i!.State == "open"),
            ["closed_issues"] = issues.Count(i => i!.State == "closed"),
            ["state"] = milestone.State,
            ["created_at"] = Time(milestone.CreatedAt),
            ["updated_at"] = Time(milestone.CreatedAt),
            ["due_on"] = Time(milestone.DueOn),
            ["closed_at"] = null,
        };
    }

    public static JsonObject Installation(World world, SimulatorInstallation installation) => new()
    {
        ["id"] = installation.Id,
        ["app_id"] = world.Options.AppId,
        ["app_slug"] = Slug(world),
        ["account"] = User(world, installation.Account),
        ["target_type"] = world.User(installation.Account).Type,
        ["repository_selection"] = "selected",
        ["access_tokens_url"] = world.Links.Api($"app/installations/{installation.Id}/access_tokens"),
        ["repositories_url"] = world.Links.Api("installation/repositories"),
        ["permissions"] = Permissions(installation.Permissions),
        ["events"] = new JsonArray("issues", "issue_comment", "pull_request", "repository"),
        ["created_at"] = Time(installation.CreatedAt),
        ["updated_at"] = Time(installation.CreatedAt),
        ["suspended_at"] = Time(installation.SuspendedAt),
        ["suspended_by"] = null,
    };

    public static JsonObject Permissions(IReadOnlyDictionary<string, string> permissions) =>
        new(permissions.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)));

    public static JsonObject App(World world) => new()
    {
        ["id"] = world.Options.AppId,
        ["slug"] = Slug(world),
        ["node_id"] = NodeId("App", world.Options.AppId),
        ["name"] = Slug(world),
        ["owner"] = User(world, "octo-org"),
        ["external_url"] = world.Links.Html(Slug(world)),
        ["html_url"] = world.Links.Html($"apps/{Slug(world)}"),
        ["created_at"] = "2020-01-01T00:00:00Z",
        ["updated_at"] = "2020-01-01T00:00:00Z",
    };

    public static JsonArray Array(IEnumerable<JsonNode?> items) => new(items.ToArray());

    private static string Slug(World world) => world.Options.BotLogin.Replace("[bot]", "", StringComparison.Ordinal);
}
