using GitSync.Tests;
using Octokit;

namespace GitSync.SampleHost.Tests;

public sealed class BothSidesOnSqliteTests(RunningPair<SqliteDatabase> pair) : BothSidesTests<SqliteDatabase>(pair);

[NeedsPostgres]
public sealed class BothSidesOnPostgresTests(RunningPair<PostgresDatabase> pair) : BothSidesTests<PostgresDatabase>(pair);

/// <summary>The matrix: born on either side × every edit on either side arrives on the other, over real HTTP with Octokit.</summary>
public abstract class BothSidesTests<TDatabase>(RunningPair<TDatabase> pair) : IClassFixture<RunningPair<TDatabase>>
    where TDatabase : TemporaryDatabase, new()
{
    private static readonly (string Name, object App, Func<IssueUpdate, SimulatedGitHub, Task> GitHub)[] Edits =
    [
        ("title", new { title = "New title" }, (update, _) => Set(() => update.Title = "New title")),
        ("body", new { body = "New\r\nbody" }, (update, _) => Set(() => update.Body = "New\r\nbody")),
        ("closed as not planned", new { status = "closed", stateReason = "not_planned" }, (update, _) => Set(() =>
        {
            update.State = ItemState.Closed;
            update.StateReason = ItemStateReason.NotPlanned;
        })),
        ("closed without a reason", new { status = "closed" }, (update, _) => Set(() => update.State = ItemState.Closed)),
        ("labels", new { labels = new[] { "bug", "docs" } }, (update, _) => Set(() =>
        {
            update.AddLabel("bug");
            update.AddLabel("docs");
        })),
        ("assignees", new { assignees = new[] { "ada", "grace" } }, (update, _) => Set(() =>
        {
            update.AddAssignee("ada");
            update.AddAssignee("grace");
        })),
        ("milestone", new { milestone = "v2" }, async (update, gitHub) =>
        {
            var known = await gitHub.User.Issue.Milestone.GetAllForRepository(SimulatedGitHub.Owner, SimulatedGitHub.Name);
            var milestone = known.FirstOrDefault(each => each.Title == "v2")
                ?? await gitHub.User.Issue.Milestone.Create(SimulatedGitHub.Owner, SimulatedGitHub.Name, new NewMilestone("v2"));
            update.Milestone = milestone.Number;
        }),
    ];

    public static TheoryData<string, bool, bool> Matrix()
    {
        var data = new TheoryData<string, bool, bool>();
        foreach (var (name, _, _) in Edits)
        {
            foreach (var bornInApp in new[] { true, false })
            {
                data.Add(name, bornInApp, true);
                data.Add(name, bornInApp, false);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task EditOnOneSide_ArrivesOnTheOther(string edit, bool bornInApp, bool editedInApp)
    {
        var (id, number) = await BornAsync(bornInApp, edit);
        var (_, app, gitHub) = Edits.Single(each => each.Name == edit);

        if (editedInApp)
        {
            await pair.Host.SendAsync(HttpMethod.Patch, $"api/tasks/{id}", app);
        }
        else
        {
            await EditOnGitHubAsync(number, gitHub);
        }

        await Eventually.HoldsAsync($"'{edit}' arrives", async () => await AreEqualAsync(id, number) && await IsDoneAsync(edit, id, number), () => pair.Host.Output);
        await pair.Host.QuietAsync();
        (await AppViewAsync(id)).Should().Be(await GitHubViewAsync(number));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reopening_ArrivesOnTheOtherSide(bool inApp)
    {
        var (id, number) = await BornAsync(inApp, "reopen");
        await pair.Host.SendAsync(HttpMethod.Patch, $"api/tasks/{id}", new { status = "closed", stateReason = "completed" });
        await Eventually.HoldsAsync("closed on GitHub", async () => (await GitHubViewAsync(number)).State == "closed completed");
        await pair.Host.QuietAsync();

        if (inApp)
        {
            await pair.Host.SendAsync(HttpMethod.Patch, $"api/tasks/{id}", new { status = "open" });
        }
        else
        {
            await EditOnGitHubAsync(number, (update, _) => Set(() => update.State = ItemState.Open));
        }

        await Eventually.HoldsAsync("open on both sides", async () =>
            await AreEqualAsync(id, number) && (await AppViewAsync(id)).State.StartsWith("open", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CommentMadeEditedAndDeletedInTheApp_ArrivesOnGitHub(bool taskBornInApp)
    {
        var (id, number) = await BornAsync(taskBornInApp, "comments");
        var comment = (string)(await pair.Host.SendAsync(HttpMethod.Post, $"api/tasks/{id}/comments", new { body = "Said here" }))["id"]!;
        await Eventually.HoldsAsync("the comment is on GitHub", () => HasOnlyAsync(number, "Said here"));

        await pair.Host.SendAsync(HttpMethod.Patch, $"api/comments/{comment}", new { body = "Said better" });
        await Eventually.HoldsAsync("the edit is on GitHub", () => HasOnlyAsync(number, "Said better"));
        (await pair.Host.GetAsync($"api/comments/{comment}"))["github"]!["commentId"]!.GetValue<long>().Should().BePositive();

        await pair.Host.SendAsync(HttpMethod.Delete, $"api/comments/{comment}");
        await Eventually.HoldsAsync("the comment is gone from GitHub", () => Task.FromResult(pair.GitHub.Simulator.GetComments(pair.GitHub.RepositoryId, number).Count == 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CommentMadeEditedAndDeletedOnGitHub_ArrivesInTheApp(bool taskBornInApp)
    {
        var (id, number) = await BornAsync(taskBornInApp, "comments");
        var comments = pair.GitHub.User.Issue.Comment;
        var comment = await comments.Create(SimulatedGitHub.Owner, SimulatedGitHub.Name, number, "Said there");
        await Eventually.HoldsAsync("the comment is here", async () => await BodiesAsync(id) is ["Said there"]);

        await comments.Update(SimulatedGitHub.Owner, SimulatedGitHub.Name, comment.Id, "Said better");
        await Eventually.HoldsAsync("the edit is here", async () => await BodiesAsync(id) is ["Said better"]);

        await comments.Delete(SimulatedGitHub.Owner, SimulatedGitHub.Name, comment.Id);
        await Eventually.HoldsAsync("the comment is gone here", async () => await BodiesAsync(id) is []);
    }

    [Fact]
    public async Task EditsOfDifferentFieldsOnBothSidesAtOnce_AreBothKept()
    {
        var (id, number) = await BornAsync(true, "both");
        await Task.WhenAll(
            pair.Host.SendAsync(HttpMethod.Patch, $"api/tasks/{id}", new { title = "From the app" }),
            EditOnGitHubAsync(number, (update, _) => Set(() => update.Body = "From GitHub")));

        await Eventually.HoldsAsync("both edits on both sides", async () => await AreEqualAsync(id, number)
            && await AppViewAsync(id) is { Title: "From the app", Body: "From GitHub" });
    }

    [Fact]
    public async Task DeletedTask_ClosesItsIssue()
    {
        var (id, number) = await BornAsync(true, "deletion");
        await pair.Host.SendAsync(HttpMethod.Delete, $"api/tasks/{id}");

        await Eventually.HoldsAsync("the issue is closed", async () => (await GitHubViewAsync(number)).State == "closed not_planned");
        await pair.Host.QuietAsync();
        (await pair.Host.AnswerAsync(HttpMethod.Get, $"api/tasks/{id}")).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task EditInTheApp_DoesNotWaitForGitHub()
    {
        var (id, _) = await BornAsync(true, "no waiting");
        using var held = pair.GitHub.Simulator.Faults.HoldNextAnswer(request => request.Method == "PATCH");

        var edited = await pair.Host.SendAsync(HttpMethod.Patch, $"api/tasks/{id}", new { title = "Answered at once" });

        ((string?)edited["title"]).Should().Be("Answered at once");
        ((string?)edited["sync"]!["status"]).Should().Be("pending");
        await held.Reached;
        held.Release();
        await pair.Host.QuietAsync();
    }

    private static Task Set(Action set)
    {
        set();
        return Task.CompletedTask;
    }

    private async Task<(string Id, int Number)> BornAsync(bool inApp, string title)
    {
        if (inApp)
        {
            var id = (string)(await pair.Host.SendAsync(HttpMethod.Post, "api/tasks", new { title, body = "Old body" }))["id"]!;
            var linked = await Eventually.GetAsync(
                "the task is on GitHub", async () => (await pair.Host.GetAsync($"api/tasks/{id}"))["github"], () => pair.Host.Output);
            await pair.Host.QuietAsync();
            return (id, (int)linked["number"]!);
        }

        var issue = await pair.GitHub.User.Issue.Create(SimulatedGitHub.Owner, SimulatedGitHub.Name, new NewIssue(title) { Body = "Old body" });
        var task = await Eventually.GetAsync("the issue is on the board", async () =>
            (await pair.Host.ListAsync("api/tasks")).FirstOrDefault(each => (int?)each!["github"]?["number"] == issue.Number), () => pair.Host.Output);
        await pair.Host.QuietAsync();
        return ((string)task["id"]!, issue.Number);
    }

    private async Task EditOnGitHubAsync(int number, Func<IssueUpdate, SimulatedGitHub, Task> edit)
    {
        var update = (await pair.GitHub.User.Issue.Get(SimulatedGitHub.Owner, SimulatedGitHub.Name, number)).ToUpdate();
        await edit(update, pair.GitHub);
        await pair.GitHub.User.Issue.Update(SimulatedGitHub.Owner, SimulatedGitHub.Name, number, update);
    }

    private async Task<bool> AreEqualAsync(string id, int number) => await AppViewAsync(id) == await GitHubViewAsync(number);

    private async Task<bool> IsDoneAsync(string edit, string id, int number)
    {
        var (app, gitHub) = (await AppViewAsync(id), await GitHubViewAsync(number));
        return edit switch
        {
            "title" => app.Title == "New title",
            "body" => gitHub.Body == "New\r\nbody",
            "closed as not planned" => app.State == "closed not_planned",
            "closed without a reason" => app.State == "closed completed",
            "labels" => gitHub.Labels == "bug, docs",
            "assignees" => gitHub.Assignees == "ada, grace",
            "milestone" => app.Milestone == "v2",
            _ => throw new ArgumentOutOfRangeException(nameof(edit), edit, "Unknown edit."),
        };
    }

    private async Task<View> AppViewAsync(string id)
    {
        var task = await pair.Host.GetAsync($"api/tasks/{id}");
        return new View(
            (string)task["title"]!,
            (string)task["body"]!,
            $"{task["status"]} {task["stateReason"]}".TrimEnd(),
            Join(task["labels"]!.AsArray().Select(label => (string)label!)),
            Join(task["assignees"]!.AsArray().Select(login => (string)login!)),
            (string?)task["milestone"]);
    }

    private async Task<View> GitHubViewAsync(int number)
    {
        var issue = await pair.GitHub.User.Issue.Get(SimulatedGitHub.Owner, SimulatedGitHub.Name, number);
        return new View(
            issue.Title,
            WithoutMarker(issue.Body ?? ""),
            $"{issue.State.StringValue} {issue.StateReason?.StringValue}".TrimEnd(),
            Join(issue.Labels.Select(label => label.Name)),
            Join(issue.Assignees.Select(user => user.Login)),
            issue.Milestone?.Title);
    }

    private async Task<IReadOnlyList<string>> BodiesAsync(string id) =>
        [.. (await pair.Host.ListAsync($"api/tasks/{id}/comments")).Select(comment => (string)comment!["body"]!)];

    private async Task<bool> HasOnlyAsync(int number, string body)
    {
        var comments = await pair.GitHub.User.Issue.Comment.GetAllForIssue(SimulatedGitHub.Owner, SimulatedGitHub.Name, number);
        return comments.Count == 1 && WithoutMarker(comments[0].Body) == body;
    }

    private static string WithoutMarker(string body) =>
        body.IndexOf("\n\n<!-- gitsync:v1:", StringComparison.Ordinal) is >= 0 and var at ? body[..at] : body;

    private static string Join(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    private sealed record View(string Title, string Body, string State, string Labels, string Assignees, string? Milestone);
}
