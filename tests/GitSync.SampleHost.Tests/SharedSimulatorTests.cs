using GitSync.Tests;

namespace GitSync.SampleHost.Tests;

/// <summary>Several hosts need one GitHub, a simulated one too.</summary>
public sealed class SharedSimulatorTests
{
    [Fact]
    public async Task SecondSimulatorInTheSameFile_IsRefusedWithTheWayOut()
    {
        await using var database = new SqliteDatabase();
        await using var first = await HostProcess.StartAsync(database);

        await Refusal.OfAsync(database, "GitHub:ApiBaseAddress");

        (await first.Http.GetStringAsync("health/ready")).Should().Be("ready");
    }

    [Fact]
    public async Task SimulatorOfAKilledHost_IsTakenUpByTheNextOne()
    {
        await using var database = new SqliteDatabase();
        await using (var first = await HostProcess.StartAsync(database))
        {
            await first.SendAsync(HttpMethod.Post, "api/tasks", new { title = "Kept" });
            await first.QuietAsync();
            await first.KillAsync();
        }

        await using var next = await HostProcess.StartAsync(database);

        (await next.ListAsync("api/github-side"))[0]!["issues"]!.AsArray().Select(issue => (string?)issue!["title"]).Should().Equal("Kept");
    }
}

[NeedsPostgres]
public sealed class SharedSimulatorOnPostgresTests : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    [Fact]
    public async Task HostThatIsGivenTheAddressOfTheOthersSimulator_SharesItsGitHub()
    {
        await using var first = await HostProcess.StartAsync(_database);
        await using var second = await HostProcess.StartAsync(_database, ("GitHub:ApiBaseAddress", new Uri(first.Address, "github").ToString()));
        using var page = await second.AnswerAsync(HttpMethod.Get, "github");
        page.StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound, "only one of them is GitHub");

        var task = await second.SendAsync(HttpMethod.Post, "api/tasks", new { title = "From the second" });
        await Eventually.HoldsAsync("its issue is there", async () => await TitlesAsync(first) is ["From the second"], () => second.Output);
        await second.SendAsync(HttpMethod.Patch, $"api/tasks/{task["id"]}", new { title = "Edited on the second" });

        await Eventually.HoldsAsync("the edit is there", async () => await TitlesAsync(first) is ["Edited on the second"], () => second.Output);
    }

    private static async Task<string[]> TitlesAsync(HostProcess host) =>
        [.. (await host.ListAsync("api/github-side"))[0]!["issues"]!.AsArray().Select(issue => (string)issue!["title"]!)];
}
