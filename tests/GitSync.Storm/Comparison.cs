using System.Text.Json.Nodes;
using GitSync.Testing.Simulator;
using GitSync.Tests.Hosting;

namespace GitSync.Storm;

/// <summary>Both sides, side by side.</summary>
internal sealed class Comparison(SimulatedGitHub gitHub, HostProcess host, IReadOnlyList<string> deleted)
{
    /// <summary>What differs, as sentences; nothing when both sides are equal, nothing exists twice, and nothing waits or failed.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var summary = await host.GetAsync("sync/summary");
        if ((long)summary["queued"]! + (long)summary["processing"]! > 0)
        {
            return [$"{summary["queued"]} operations wait and {summary["processing"]} run."];
        }

        var differences = new List<string>();
        if ((long)summary["errored"]! > 0)
        {
            differences.AddRange((await host.ListAsync("sync/operations?state=errored&limit=5")).Select(each => $"an operation failed: {each!["explanation"]}"));
        }

        var issues = gitHub.Issues.ToDictionary(issue => issue.Number);
        var seen = new Dictionary<int, string>();
        foreach (var task in await TasksAsync())
        {
            var id = (string)task["id"]!;
            if ((int?)task["github"]?["number"] is not { } number || !issues.TryGetValue(number, out var issue))
            {
                differences.Add($"task {id} has no issue: {task["sync"]!["explanation"]}");
                continue;
            }

            if (!seen.TryAdd(number, id))
            {
                differences.Add($"issue {number} has two tasks, {seen[number]} and {id}.");
            }

            var (here, there) = (await ViewAsync(task, id), View(issue));
            if (here != there)
            {
                differences.Add($"task {id} and issue {number}: {here} <> {there}");
            }
        }

        // What was deleted here stays deleted here; everything else that is there is here.
        foreach (var id in deleted)
        {
            if ((string?)(await host.GetAsync($"sync/status/task/{id}"))["url"] is { } url && int.TryParse(url[(url.LastIndexOf('/') + 1)..], out var number))
            {
                seen.TryAdd(number, id);
            }
        }

        differences.AddRange(issues.Values.Where(issue => !seen.ContainsKey(issue.Number) && issue.State == "open").Select(issue => $"issue {issue.Number} has no task."));
        differences.AddRange(issues.Values.Select(issue => MarkerOf(issue.Body)).OfType<string>().GroupBy(marker => marker)
            .Where(same => same.Count() > 1).Select(same => $"{same.Count()} issues carry one marker."));
        return differences;
    }

    private async Task<IReadOnlyList<JsonNode>> TasksAsync()
    {
        var tasks = new List<JsonNode>();
        while (true)
        {
            var page = await host.ListAsync("api/tasks" + (tasks.Count == 0 ? "" : $"?after={tasks[^1]["id"]}"));
            tasks.AddRange(page.OfType<JsonNode>());
            if (page.Count < 500)
            {
                return tasks;
            }
        }
    }

    private async Task<string> ViewAsync(JsonNode task, string id) => string.Join(
        " | ",
        (string)task["title"]!,
        (string)task["body"]!,
        (string)task["status"]!,
        Join(",", task["labels"]!.AsArray().Select(label => (string)label!)),
        Join(" / ", (await host.ListAsync($"api/tasks/{id}/comments")).Select(comment => (string)comment!["body"]!)));

    private string View(SimulatorIssue issue) => string.Join(
        " | ",
        issue.Title,
        TextOf(issue.Body),
        issue.State,
        Join(",", issue.Labels),
        Join(" / ", gitHub.Simulator.GetComments(gitHub.RepositoryId, issue.Number).Select(comment => TextOf(comment.Body))));

    private static string Join(string separator, IEnumerable<string> texts) => string.Join(separator, texts.Order(StringComparer.Ordinal));

    /// <summary>Texts of the storm are one line; below it is what GitSync adds.</summary>
    private static string TextOf(string? body) => (body ?? "").Split('\n')[0].Trim();

    private static string? MarkerOf(string? body) => body?.Split('\n').LastOrDefault(line => line.Contains("gitsync:", StringComparison.Ordinal));
}
