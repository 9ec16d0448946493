using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using GitSync.Tests;

namespace GitSync.SampleHost.Tests;

/// <summary>The database goes away and comes back: hosts say so, lose nothing, and go on by themselves.</summary>
public sealed class DatabaseAwayTests : IAsyncLifetime
{
    private PostgresServer _server = null!;
    private PostgresDatabase _database = null!;
    private SimulatedGitHub _gitHub = null!;

    public async Task InitializeAsync()
    {
        _server = await PostgresServer.StartPrivateAsync();
        _database = new PostgresDatabase(_server);
        await _database.InitializeAsync();
        _gitHub = await SimulatedGitHub.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _gitHub.DisposeAsync();
        await _database.DisposeAsync();
        await _server.DisposeAsync();
    }

    [TheoryOnPrivateServer]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StoppedAndStartedAgainInTheMiddle_NothingIsLost(bool crash)
    {
        await using var a = await HostProcess.StartAsync(_gitHub, _database);
        await using var b = await HostProcess.StartAsync(_gitHub, _database);
        _gitHub.SendWebhooksTo(a, b);
        var accepted = new ConcurrentBag<string>();
        using var enough = new CancellationTokenSource();
        var feeding = Task.WhenAll(FeedAsync(a, accepted, enough.Token), FeedAsync(b, accepted, enough.Token));
        await Eventually.HoldsAsync("work is under way", () => Task.FromResult(_gitHub.Issues.Count >= 5), () => a.Output);

        await _server.StopAsync(crash);
        await Eventually.HoldsAsync("both say so", async () => await IsAwayAsync(a) && await IsAwayAsync(b));
        var opened = _gitHub.Simulator.OpenIssue(_gitHub.RepositoryId, "Opened meanwhile").Number;
        await Eventually.HoldsAsync(
            "its webhook failed", () => Task.FromResult(_gitHub.Simulator.GetDeliveries().Any(delivery => !delivery.Succeeded)));

        await _server.StartAgainAsync();
        await Eventually.HoldsAsync("both are ready", async () => await a.IsReadyAsync() && await b.IsReadyAsync(), () => a.Output);
        (await PostAsync(a, accepted)).Should().Be(HttpStatusCode.Created, "a host that is ready takes the next edit at once");
        (await PostAsync(b, accepted)).Should().Be(HttpStatusCode.Created);
        await enough.CancelAsync();
        await feeding;
        _gitHub.RedeliverFailed();

        var tasks = await InStepAsync(a, opened);
        tasks.Select(task => (string)task["id"]!).Should().Contain(accepted);
        tasks.Select(task => (int)task["github"]!["number"]!).Should().BeEquivalentTo(_gitHub.Issues.Select(issue => issue.Number));
    }

    [FactOnPrivateServer]
    public async Task RestartedWhileNothingHappens_TheNextEditIsTaken()
    {
        await using var host = await HostProcess.StartAsync(_gitHub, _database, ("GitSync:PollInterval", "00:01:00"));
        await host.ListAsync("api/tasks");

        await _server.StopAsync();
        await _server.StartAgainAsync();

        await host.SendAsync(HttpMethod.Post, "api/tasks", new { title = "As if nothing had been" });
    }

    [FactOnPrivateServer]
    public async Task AwayAtTheStart_HostSaysSoAndGoesOnWhenItIsThere()
    {
        await _server.StopAsync();
        await using var host = await HostProcess.StartAsync(_gitHub, _database);

        (await host.Http.GetStringAsync("health/live")).Should().Be("live");
        (await IsAwayAsync(host)).Should().BeTrue();
        foreach (var path in new[] { "api/tasks", "api/comments/1", "sync/summary", "webhooks/github" })
        {
            using var answer = await host.AnswerAsync(HttpMethod.Post, path, new { title = "Too early" });
            answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable, path);
            answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
            ((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]).Should().Contain("database");
        }

        await _server.StartAgainAsync();
        await Eventually.HoldsAsync("it is ready", host.IsReadyAsync, () => host.Output);
        await host.SendAsync(HttpMethod.Post, "api/tasks", new { title = "At last" });
        await Eventually.HoldsAsync("its issue is there", () => Task.FromResult(_gitHub.Issues is [{ Title: "At last" }]), () => host.Output);
        host.Output.Split('\n').Should().ContainSingle(line => line.Contains("trying again until", StringComparison.Ordinal))
            .And.NotContain(line => line.StartsWith("   at ", StringComparison.Ordinal));
    }

    [TheoryOnPrivateServer]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AwayWhenTheHostIsAskedToStop_DoesNotKeepItFromStopping(bool sinceTheStart)
    {
        if (sinceTheStart)
        {
            await _server.StopAsync();
        }

        await using var host = await HostProcess.StartAsync(_gitHub, _database);
        if (!sinceTheStart)
        {
            await _server.StopAsync();
        }

        await host.StopAsync();

        host.ExitCode.Should().Be(0, host.Output);
        await _server.StartAgainAsync();
    }

    [FactOnPrivateServer]
    public async Task ThereAtLastAndNotTheConfiguredOne_StopsTheHostWithTheSentence()
    {
        await _server.StopAsync();
        await using var host = await HostProcess.StartAsync(
            _gitHub, _database, ("ConnectionStrings:GitSync", $"{_database.ConnectionString};Database=nowhere;Password={Refusal.Password}"));

        await _server.StartAgainAsync();
        await Refusal.OfAsync(host, "ConnectionStrings:GitSync");

        host.Output.Should().Contain("\"nowhere\" does not exist");
    }

    /// <summary>Ready says 503 with a reason, live says 200, an edit is refused with 503: nothing else is ever answered meanwhile.</summary>
    private static async Task<bool> IsAwayAsync(HostProcess host)
    {
        using var ready = await host.AnswerAsync(HttpMethod.Get, "health/ready");
        if (ready.StatusCode == HttpStatusCode.OK)
        {
            return false;
        }

        ready.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        ((string?)JsonNode.Parse(await ready.Content.ReadAsStringAsync())!["detail"]).Should().NotBeNullOrWhiteSpace();
        (await host.Http.GetStringAsync("health/live")).Should().Be("live");
        return await PostAsync(host, []) == HttpStatusCode.ServiceUnavailable;
    }

    /// <summary>Adds tasks one after the other; what is not accepted must be refused as not available.</summary>
    private static async Task FeedAsync(HostProcess host, ConcurrentBag<string> accepted, CancellationToken enough)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!enough.IsCancellationRequested)
        {
            (await PostAsync(host, accepted)).Should().BeOneOf(HttpStatusCode.Created, HttpStatusCode.ServiceUnavailable);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static async Task<HttpStatusCode> PostAsync(HostProcess host, ConcurrentBag<string> accepted)
    {
        using var answer = await host.AnswerAsync(HttpMethod.Post, "api/tasks", new { title = "Task" });
        if (answer.StatusCode == HttpStatusCode.Created)
        {
            accepted.Add((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!);
        }

        return answer.StatusCode;
    }

    private static async Task<IReadOnlyList<JsonNode>> InStepAsync(HostProcess host, int opened)
    {
        IReadOnlyList<JsonNode> tasks = [];
        await Eventually.HoldsAsync(
            "all tasks are in step, the one from GitHub too",
            async () => (tasks = await AllAsync(host)).All(task => (string?)task["sync"]!["status"] == "synced")
                && tasks.Any(task => (int)task["github"]!["number"]! == opened),
            () => string.Join('\n', tasks.Where(task => (string?)task["sync"]!["status"] != "synced")) + host.Output);
        await host.QuietAsync();
        return await AllAsync(host);
    }

    private static async Task<IReadOnlyList<JsonNode>> AllAsync(HostProcess host)
    {
        var all = new List<JsonNode>();
        while (await host.ListAsync($"api/tasks?after={(all.Count > 0 ? all[^1]["id"] : "")}") is { Count: > 0 } page)
        {
            all.AddRange(page.Select(task => task!));
        }

        return all;
    }
}
