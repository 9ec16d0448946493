using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GitSync.Testing.Simulator;
using GitSync.Tests;

namespace GitSync.SampleHost.Tests;

/// <summary>Two hosts on one database and one GitHub share the work, and either may go at any moment.</summary>
[NeedsPostgres]
public sealed class TwoHostsTests : IAsyncLifetime
{
    private static readonly TimeSpan AnswerDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>A lease that no test waits for: what is taken over sooner was handed back.</summary>
    private static readonly (string Key, string Value)[] LongLease = [("GitSync:Lease", "00:10:00"), ("GitSync:LeaseMargin", "00:00:15")];

    private readonly PostgresDatabase _database = new();
    private SimulatedGitHub _gitHub = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _gitHub = await SimulatedGitHub.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _gitHub.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task HostsThatStartTogether_MakeTheTablesOnce()
    {
        var starting = new[] { StartAsync('a'), StartAsync('a'), StartAsync('b'), StartAsync('b') };
        foreach (var start in starting)
        {
            await using var host = await start;
            (await host.IsReadyAsync()).Should().BeTrue(host.Output);
            await InStepAsync(host, [.. await TasksAsync(host), .. await AddAsync(host, 1)]);
        }
    }

    [Fact]
    public async Task TasksOfOneHost_AreDoneByBoth()
    {
        _gitHub.Simulator.Faults.AnswerDelay = AnswerDelay;
        await using var a = await StartAsync('a', ("GitSync:MaximumConcurrency", "4"));
        await using var b = await StartAsync('b', ("GitSync:MaximumConcurrency", "4"));
        _gitHub.SendWebhooksTo(a, b);

        var tasks = await AddAsync(a, 60);

        await InStepAsync(b, tasks);
        _gitHub.WritesThrough('a').Should().BePositive();
        _gitHub.WritesThrough('b').Should().BePositive();
        (_gitHub.WritesThrough('a') + _gitHub.WritesThrough('b')).Should().Be(60, "nothing is written twice");
    }

    [Fact]
    public async Task EditOnAHostThatIsBusy_IsDoneByTheOther()
    {
        await using var a = await StartAsync('a', ("GitSync:MaximumConcurrency", "1"));
        await using var b = await StartAsync('b');
        _gitHub.SendWebhooksTo(a, b);
        using var held = await HoldAsync(a, 'a');
        var before = _gitHub.WritesThrough('a');

        var task = await a.SendAsync(HttpMethod.Post, "api/tasks", new { title = "Made here" });
        await Eventually.HoldsAsync("its issue is there", () => HasIssueAsync("Made here"), () => b.Output);
        await a.SendAsync(HttpMethod.Patch, $"api/tasks/{task["id"]}", new { title = "Edited here" });
        await Eventually.HoldsAsync("the edit is there", () => HasIssueAsync("Edited here"), () => b.Output);

        _gitHub.WritesThrough('a').Should().Be(before);
        held.Release();
        await a.QuietAsync();
    }

    [Fact]
    public async Task EditsOfOneTaskOnBothHostsAtOnce_AreAllKept()
    {
        await using var a = await StartAsync('a');
        await using var b = await StartAsync('b');
        _gitHub.SendWebhooksTo(a, b);
        var id = (await AddAsync(a, 1)).Single();

        for (var i = 0; i < 20; i++)
        {
            await Task.WhenAll(
                a.SendAsync(HttpMethod.Patch, $"api/tasks/{id}", new { title = $"Title {i}" }),
                b.SendAsync(HttpMethod.Patch, $"api/tasks/{id}", new { body = $"Body {i}" }),
                b.SendAsync(HttpMethod.Post, $"api/tasks/{id}/comments", new { body = $"Comment {i}" }));
            var now = await a.GetAsync($"api/tasks/{id}");
            $"{now["title"]}, {now["body"]}, {now["commentCount"]}".Should().Be($"Title {i}, Body {i}, {i + 1}");
        }

        await InStepAsync(b, [id]);
        var issue = _gitHub.Issues.Should().ContainSingle().Subject;
        issue.Title.Should().Be("Title 19");
        issue.Body.Should().StartWith("Body 19");
        _gitHub.Simulator.GetComments(_gitHub.RepositoryId, issue.Number).Should().HaveCount(20);
    }

    [Fact]
    public async Task HostThatIsKilledInTheMiddle_LeavesEverythingToTheOther()
    {
        await using var a = await StartAsync('a', ("GitSync:MaximumConcurrency", "4"));
        await using var b = await StartAsync('b', ("GitSync:MaximumConcurrency", "4"));
        _gitHub.SendWebhooksTo(a, b);
        using var held = await HoldAsync(a, 'a');
        _gitHub.Simulator.Faults.AnswerDelay = AnswerDelay;
        await AddAsync(a, 40);

        // It dies with an issue that was made and not answered, and with others under way.
        await a.KillAsync();
        held.Release();

        await InStepAsync(b, await TasksAsync(b));
    }

    [Fact]
    public async Task HostThatIsAskedToStop_HandsItsLanesBackWithoutWaitingForTheLease()
    {
        await using var a = await StartAsync('a', [("GitSync:MaximumConcurrency", "4"), .. LongLease]);
        await using var b = await StartAsync('b', [("GitSync:MaximumConcurrency", "4"), .. LongLease]);
        _gitHub.SendWebhooksTo(a, b);
        using var held = await HoldAsync(a, 'a');
        _gitHub.Simulator.Faults.AnswerDelay = AnswerDelay;
        await AddAsync(a, 40);

        await a.StopAsync();
        held.Release();

        a.ExitCode.Should().Be(0, a.Output);
        await InStepAsync(b, await TasksAsync(b));
    }

    private Task<HostProcess> StartAsync(char door, params (string Key, string Value)[] settings) =>
        HostProcess.StartAsync(_gitHub, _database, [_gitHub.Door(door), .. settings]);

    private Task<bool> HasIssueAsync(string title) => Task.FromResult(_gitHub.Issues.Any(issue => issue.Title == title));

    /// <summary>Adds tasks until this host is the one whose creation of an issue is not answered.</summary>
    private async Task<HeldAnswer> HoldAsync(HostProcess host, char door)
    {
        var held = _gitHub.Simulator.Faults.HoldNextAnswer(
            request => SimulatedGitHub.CameThrough(door, request) && SimulatedGitHub.IsCreation(request));
        while (!held.Reached.IsCompleted)
        {
            var id = (await AddAsync(host, 1)).Single();
            await Eventually.HoldsAsync(
                "somebody takes it",
                async () => held.Reached.IsCompleted || (await host.GetAsync($"api/tasks/{id}"))["github"] is not null,
                () => host.Output);
        }

        return held;
    }

    private static async Task<IReadOnlyCollection<string>> AddAsync(HostProcess host, int count)
    {
        var ids = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(1, count).Select(async _ =>
            ids.Add((string)(await host.SendAsync(HttpMethod.Post, "api/tasks", new { title = "Task" }))["id"]!)));
        return ids;
    }

    private static async Task<IReadOnlyCollection<string>> TasksAsync(HostProcess host) =>
        [.. (await host.ListAsync("api/tasks")).Select(task => (string)task!["id"]!)];

    /// <summary>Every task has an issue of its own, and there is no other.</summary>
    private async Task InStepAsync(HostProcess host, IReadOnlyCollection<string> ids)
    {
        IReadOnlyList<JsonNode> tasks = [];
        await Eventually.HoldsAsync(
            "all tasks are in step",
            async () => (tasks = [.. (await host.ListAsync("api/tasks")).Select(task => task!)])
                .All(task => (string?)task["sync"]!["status"] == "synced"),
            () => string.Join('\n', tasks.Where(task => (string?)task["sync"]!["status"] != "synced")) + host.Output);
        await host.QuietAsync();
        tasks.Select(task => (string)task["id"]!).Should().BeEquivalentTo(ids);
        tasks.Select(task => (int)task["github"]!["number"]!).Should().BeEquivalentTo(_gitHub.Issues.Select(issue => issue.Number));
    }
}
