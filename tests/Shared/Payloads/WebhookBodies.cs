using GitSync.Testing.Simulator;

namespace GitSync.Tests.Payloads;

/// <summary>A webhook body with its event.</summary>
internal sealed record WebhookBody(string Event, string Name, byte[] Body);

/// <summary>
/// Webhook bodies to post: GitHub's published examples where they lie beside the checkout, else the ones that the simulator makes of a
/// similar story.
/// </summary>
internal static class WebhookBodies
{
    /// <summary>The repository that most of GitHub's examples are about.</summary>
    public const long RepositoryId = 186853002;

    public const string Repository = "Codertocat/Hello-World";

    public const long InstallationId = 1;

    public static IReadOnlyList<WebhookBody> All() => Published() is { Count: > 0 } published ? published : Simulated();

    private static List<WebhookBody> Published()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "GitSync.sln")))
        {
            root = root.Parent;
        }

        var folder = Path.Combine(root?.Parent?.FullName ?? "", "shared", "payloads");
        return !Directory.Exists(folder)
            ? []
            : [.. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file =>
                new WebhookBody(Path.GetFileName(Path.GetDirectoryName(file))!, Path.GetFileName(file), File.ReadAllBytes(file)))];
    }

    private static List<WebhookBody> Simulated()
    {
        var simulator = new GitHubSimulator();
        simulator.CreateRepository("Codertocat", "Hello-World", InstallationId, RepositoryId);
        var issue = simulator.OpenIssue(RepositoryId, "Spelling error", "Two t's", labels: ["bug"]).Number;
        var comment = simulator.AddComment(RepositoryId, issue, "I'll fix it");
        simulator.EditComment(RepositoryId, comment.Id, "I'll fix it today");
        simulator.SetAssignees(RepositoryId, issue, ["octocat"]);
        simulator.CloseIssue(RepositoryId, issue);
        simulator.ReopenIssue(RepositoryId, issue);
        var pull = simulator.OpenPullRequest(RepositoryId, "Update the README").Number;
        simulator.ConvertToDraft(RepositoryId, pull);
        simulator.DeleteComment(RepositoryId, comment.Id);
        return [.. simulator.GetPendingWebhooks().Select((webhook, i) =>
            new WebhookBody(webhook.Event, $"{i} {webhook.Action}", System.Text.Encoding.UTF8.GetBytes(webhook.Body)))];
    }
}
