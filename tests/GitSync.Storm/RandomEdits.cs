using System.Net;
using GitSync.Testing.Simulator;
using GitSync.Tests.Hosting;

namespace GitSync.Storm;

/// <summary>People at work on both sides.</summary>
internal sealed class RandomEdits(SimulatedGitHub gitHub, Fleet fleet, Random random)
{
    private static readonly string[] Labels = ["bug", "docs", "later", "ours"];
    private readonly List<string> _tasks = [];
    private readonly List<string> _comments = [];
    private readonly List<string> _deleted = [];

    /// <summary>Tasks that were deleted here: their issues stay there, closed, or opened again by somebody.</summary>
    public IReadOnlyList<string> Deleted => _deleted;

    /// <summary>Edits of something that was gone by then.</summary>
    public int Refused { get; private set; }

    public async Task MakeAsync(int number)
    {
        if (random.Next(40) == 0)
        {
            Faults.Limit(gitHub.Simulator.Faults, random);
        }

        try
        {
            await (random.Next(2) == 0 ? HereAsync(number) : ThereAsync(number));
        }
        catch (HttpRequestException gone) when (gone.StatusCode == HttpStatusCode.NotFound)
        {
            Refused++;
        }
        catch (KeyNotFoundException)
        {
            Refused++;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(60)), TimeProvider.System);
    }

    private async Task HereAsync(int number)
    {
        var host = fleet.Hosts[random.Next(fleet.Hosts.Count)];
        if (number % 50 == 1)
        {
            // Tasks that came from GitHub are edited here too.
            _tasks.Clear();
            _tasks.AddRange((await host.ListAsync("api/tasks")).Select(task => (string)task!["id"]!));
        }

        if (_tasks.Count == 0 || random.Next(8) == 0)
        {
            _tasks.Add((string)(await host.SendAsync(HttpMethod.Post, "api/tasks", new { title = $"Task {number}", body = $"Body {number}" }))["id"]!);
            return;
        }

        var task = _tasks[random.Next(_tasks.Count)];
        switch (random.Next(9))
        {
            case 0 or 1:
                await host.SendAsync(HttpMethod.Patch, $"api/tasks/{task}", new { title = $"Ours {number}" });
                break;
            case 2:
                await host.SendAsync(HttpMethod.Patch, $"api/tasks/{task}", new { body = $"Our body {number}" });
                break;
            case 3:
                await host.SendAsync(HttpMethod.Patch, $"api/tasks/{task}", new { status = random.Next(2) == 0 ? "closed" : "open" });
                break;
            case 4:
                await host.SendAsync(HttpMethod.Patch, $"api/tasks/{task}", new { labels = new[] { Labels[random.Next(4)], Labels[random.Next(4)] }.Distinct() });
                break;
            case 5 when _comments.Count > 0:
                await host.SendAsync(HttpMethod.Patch, $"api/comments/{_comments[random.Next(_comments.Count)]}", new { body = $"Our edit {number}" });
                break;
            case 6 when _comments.Count > 0:
                var comment = _comments[random.Next(_comments.Count)];
                _comments.Remove(comment);
                await host.SendAsync(HttpMethod.Delete, $"api/comments/{comment}");
                break;
            case 7 when random.Next(4) == 0:
                _tasks.Remove(task);
                _deleted.Add(task);
                await host.SendAsync(HttpMethod.Delete, $"api/tasks/{task}");
                break;
            default:
                _comments.Add((string)(await host.SendAsync(HttpMethod.Post, $"api/tasks/{task}/comments", new { body = $"Our comment {number}" }))["id"]!);
                break;
        }
    }

    private Task ThereAsync(int number)
    {
        var (simulator, repository) = (gitHub.Simulator, gitHub.RepositoryId);
        var issues = simulator.GetIssues(repository);
        if (issues.Count == 0 || random.Next(8) == 0)
        {
            simulator.OpenIssue(repository, $"Issue {number}", $"Text {number}");
            return Task.CompletedTask;
        }

        var issue = issues[random.Next(issues.Count)];
        var comments = simulator.GetComments(repository, issue.Number);
        _ = random.Next(9) switch
        {
            0 or 1 => (object?)simulator.EditIssue(repository, issue.Number, title: $"Theirs {number}"),
            2 => simulator.EditIssue(repository, issue.Number, body: Edited(issue.Body, $"Their text {number}")),
            3 when issue.State == "open" => simulator.CloseIssue(repository, issue.Number),
            3 when issue.StateReason != "not_planned" => simulator.ReopenIssue(repository, issue.Number),
            4 => simulator.SetLabels(repository, issue.Number, new[] { Labels[random.Next(4)], Labels[random.Next(4)] }.Distinct()),
            5 when comments.Count > 0 && comments[random.Next(comments.Count)] is var comment =>
                simulator.EditComment(repository, comment.Id, Edited(comment.Body, $"Their edit {number}")),
            6 when comments.Count > 0 => Delete(comments[random.Next(comments.Count)]),
            _ => simulator.AddComment(repository, issue.Number, $"Their comment {number}"),
        };
        return Task.CompletedTask;

        object? Delete(SimulatorComment comment)
        {
            simulator.DeleteComment(repository, comment.Id);
            return null;
        }
    }

    /// <summary>A person changes the text and leaves what is below it alone.</summary>
    private static string Edited(string? body, string text) => body is null || !body.Contains('\n') ? text : text + body[body.IndexOf('\n')..];
}
