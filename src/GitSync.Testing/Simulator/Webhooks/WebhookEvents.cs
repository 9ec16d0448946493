using System.Globalization;
using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>Turns changes into signed webhooks in the outbox.</summary>
internal sealed class WebhookEvents(World world, WebhookOutbox outbox)
{
    private const long HookId = 500_001;

    /// <summary>An event about an issue or pull request; a pull request is told in its own form under its own event name.</summary>
    public void Issue(RepositoryData repository, SimulatorIssue issue, string action, Actor actor, JsonObject? extra = null)
    {
        var payload = new JsonObject { ["action"] = action };
        if (issue.PullRequest is not null)
        {
            payload["number"] = issue.Number;
            payload["pull_request"] = IssueJson.PullRequest(world, repository, issue);
        }
        else
        {
            payload["issue"] = IssueJson.Issue(world, repository, issue);
        }

        Merge(payload, extra);
        Repository(repository, issue.PullRequest is null ? "issues" : "pull_request", payload, actor);
    }

    /// <summary>An <c>issues</c> event even for a pull request: GitHub tells milestones that way too.</summary>
    public void IssueForm(RepositoryData repository, SimulatorIssue issue, string action, Actor actor, JsonObject extra)
    {
        var payload = new JsonObject { ["action"] = action, ["issue"] = IssueJson.Issue(world, repository, issue) };
        Merge(payload, extra);
        Repository(repository, "issues", payload, actor);
    }

    /// <summary>An event about a comment; comments on pull requests come with the issue form too.</summary>
    public void Comment(
        RepositoryData repository, SimulatorIssue issue, SimulatorComment comment, string action, Actor actor, JsonObject? extra = null)
    {
        var payload = new JsonObject
        {
            ["action"] = action,
            ["issue"] = IssueJson.Issue(world, repository, issue),
            ["comment"] = IssueJson.Comment(world, repository, comment, issue.PullRequest is not null),
        };
        Merge(payload, extra);
        Repository(repository, "issue_comment", payload, actor);
    }

    /// <summary>Any event of a repository. Nobody hears it without an installation, or while that is suspended.</summary>
    public void Repository(RepositoryData repository, string eventName, JsonObject payload, Actor actor)
    {
        if (repository.Current.InstallationId is not { } id
            || !world.Installations.TryGetValue(id, out var installation)
            || installation.Suspended)
            return;
        payload["repository"] = JsonForms.Repository(world, repository.Current, repository);
        payload["sender"] = JsonForms.User(world, actor.User.Login);
        payload["installation"] = new JsonObject
        {
            ["id"] = id, ["node_id"] = JsonForms.NodeId("IntegrationInstallation", id),
        };
        Send(eventName, payload, id, repository.Current.Id);
    }

    /// <summary>An event of an installation itself.</summary>
    public void Installation(SimulatorInstallation installation, string eventName, JsonObject payload, Actor actor)
    {
        payload["installation"] = JsonForms.Installation(world, installation);
        payload["sender"] = JsonForms.User(world, actor.User.Login);
        Send(eventName, payload, installation.Id, null);
    }

    /// <summary>The ping that GitHub sends when a hook is set up.</summary>
    public void Ping() => Send(
        "ping",
        new JsonObject
        {
            ["zen"] = "Keep it logically awesome.",
            ["hook_id"] = HookId,
            ["hook"] = new JsonObject { ["type"] = "App", ["id"] = HookId, ["app_id"] = world.Options.AppId },
        },
        null,
        null);

    /// <summary>The same delivery again: same GUID and body, new attempt.</summary>
    public void Redeliver(SimulatorWebhook webhook) => outbox.Enqueue(webhook with { Id = world.NextId(), Redelivery = true });

    private void Send(string eventName, JsonObject payload, long? installationId, long? repositoryId)
    {
        if (world.Options.WebhookEvents is { } subscribed && !subscribed.Contains(eventName))
            return;
        var (body, guid) = (JsonText.Of(payload), world.NextGuid());
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Accept"] = "*/*",
            ["User-Agent"] = "GitHub-Hookshot/simulator",
            ["X-GitHub-Event"] = eventName,
            ["X-GitHub-Delivery"] = guid.ToString("D"),
            ["X-GitHub-Hook-ID"] = HookId.ToString(CultureInfo.InvariantCulture),
            ["X-GitHub-Hook-Installation-Target-ID"] = world.Options.AppId.ToString(CultureInfo.InvariantCulture),
            ["X-GitHub-Hook-Installation-Target-Type"] = "integration",
        };
        if (world.Options.WebhookSecret.Length > 0)
            headers["X-Hub-Signature-256"] = WebhookSignature.Sign(world.Options.WebhookSecret, body);
        outbox.Enqueue(new SimulatorWebhook
        {
            Id = world.NextId(),
            Guid = guid,
            Event = eventName,
            Action = payload["action"]?.GetValue<string>(),
            InstallationId = installationId,
            RepositoryId = repositoryId,
            Body = body,
            Headers = headers,
        });
    }

    private static void Merge(JsonObject payload, JsonObject? extra)
    {
        foreach (var (name, value) in extra?.ToArray() ?? [])
            payload[name] = value?.DeepClone();
    }
}
