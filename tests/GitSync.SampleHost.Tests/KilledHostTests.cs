using GitSync.Tests;

namespace GitSync.SampleHost.Tests;

public sealed class KilledHostOnSqliteTests : KilledHostTests<SqliteDatabase>;

[NeedsPostgres]
public sealed class KilledHostOnPostgresTests : KilledHostTests<PostgresDatabase>;

/// <summary>The host is killed (SIGKILL) at every durable step of a creation. After a restart exactly one issue exists.</summary>
public abstract class KilledHostTests<TDatabase> : IAsyncLifetime
    where TDatabase : TemporaryDatabase, new()
{
    private readonly TDatabase _database = new();
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

    [Theory]
    [InlineData("Enqueue:before")]
    [InlineData("Enqueue:after")]
    [InlineData("Claim:after")]
    [InlineData("Checkpoint:before")]
    [InlineData("Checkpoint:after")]
    [InlineData("Complete:before")]
    [InlineData("Complete:after")]
    public async Task KilledAtADurableStep_OneIssueExistsAfterRestart(string crash)
    {
        await using (var host = await HostProcess.StartAsync(_gitHub, _database, ("Testing:CrashAt", crash)))
        {
            await TryAddAsync(host);
            await host.Exited.WaitAsync(TimeSpan.FromSeconds(30));
        }

        await RestartAndExpectOneAsync();
    }

    [Theory]
    [InlineData("Enqueue:before")]
    [InlineData("Enqueue:after")]
    [InlineData("Claim:after")]
    [InlineData("Complete:before")]
    [InlineData("Complete:after")]
    public async Task KilledAtADurableStepOfAWebhook_OneTaskExistsAfterItIsSentAgain(string crash)
    {
        await using (var host = await HostProcess.StartAsync(_gitHub, _database, ("Testing:CrashAt", crash)))
        {
            _gitHub.SendWebhooksTo(host);
            _gitHub.Simulator.OpenIssue(_gitHub.RepositoryId, "Once");
            await host.Exited.WaitAsync(TimeSpan.FromSeconds(30));
        }

        await using var again = await HostProcess.StartAsync(_gitHub, _database);
        _gitHub.SendWebhooksTo(again);
        _gitHub.RedeliverFailed();
        await ExpectOneAsync(again);
        _gitHub.Simulator.Requests.Count("POST", "/issues").Should().Be(0, "it was born there");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task KilledWhileThePostIsUnderWay_OneIssueExistsAfterRestart(bool applied)
    {
        await using (var host = await HostProcess.StartAsync(_gitHub, _database))
        {
            if (!applied)
            {
                _gitHub.Simulator.Faults.FailNextBeforeApplying(502, SimulatedGitHub.IsCreation);
            }

            using var held = _gitHub.Simulator.Faults.HoldNextAnswer(SimulatedGitHub.IsCreation);
            await TryAddAsync(host);
            await held.Reached.WaitAsync(TimeSpan.FromSeconds(30));
            await host.KillAsync();
            held.Release();
        }

        await RestartAndExpectOneAsync();
    }

    [Fact]
    public async Task LostAnswerAfterTheIssueWasMade_IsFoundByItsMarker()
    {
        _gitHub.Simulator.Faults.LoseNextAnswer(SimulatedGitHub.IsCreation);
        await using var host = await HostProcess.StartAsync(_gitHub, _database);
        await TryAddAsync(host);

        await ExpectOneAsync(host);

        var operations = await host.ListAsync("sync/operations");
        operations.Should().Contain(each => (string?)each!["rule"] == "Adopted");
    }

    [Fact]
    public async Task EditMadeWhileTheAnswerWasLost_IsNotLost()
    {
        _gitHub.Simulator.Faults.LoseNextAnswer(SimulatedGitHub.IsCreation);
        await using var host = await HostProcess.StartAsync(_gitHub, _database);
        var task = await host.SendAsync(HttpMethod.Post, "api/tasks", new { title = "Once" });
        await Eventually.HoldsAsync("the issue was made", () => Task.FromResult(_gitHub.Issues.Count == 1));

        await host.SendAsync(HttpMethod.Patch, $"api/tasks/{task["id"]}", new { title = "Edited meanwhile" });
        _gitHub.Simulator.EditIssue(_gitHub.RepositoryId, _gitHub.Issues[0].Number, body: "Written meanwhile" + _gitHub.Issues[0].Body);

        await Eventually.HoldsAsync(
            "both edits on both sides",
            async () => await host.GetAsync($"api/tasks/{task["id"]}") is var now
                && (string?)now["title"] == "Edited meanwhile" && (string?)now["body"] == "Written meanwhile"
                && _gitHub.Issues is [{ Title: "Edited meanwhile" } issue] && issue.Body!.StartsWith("Written meanwhile", StringComparison.Ordinal),
            () => host.Output);
    }

    /// <summary>A killed host gives no answer; what the client then does is its own affair.</summary>
    private static async Task TryAddAsync(HostProcess host)
    {
        try
        {
            await host.SendAsync(HttpMethod.Post, "api/tasks", new { title = "Once" });
        }
        catch (HttpRequestException)
        {
            await host.Exited;
        }
    }

    private async Task RestartAndExpectOneAsync()
    {
        await using var host = await HostProcess.StartAsync(_gitHub, _database);
        _gitHub.SendWebhooksTo(host);
        if ((await host.ListAsync("api/tasks")).Count == 0)
        {
            // The edit was never accepted (no answer, and nothing saved): the person tries again.
            await TryAddAsync(host);
        }

        await ExpectOneAsync(host);
    }

    private async Task ExpectOneAsync(HostProcess host)
    {
        await Eventually.HoldsAsync(
            "the task is in step",
            async () => await host.ListAsync("api/tasks") is [{ } task] && (string?)task["sync"]!["status"] == "synced" && task["github"] is not null,
            () => host.Output);
        await host.QuietAsync();
        _gitHub.Issues.Should().ContainSingle().Which.Title.Should().Be("Once");
        (await host.ListAsync("api/tasks")).Should().ContainSingle();
    }
}
