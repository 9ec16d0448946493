namespace GitSync.SampleHost.Tests;

/// <summary>A host that was connected before starts again whatever GitHub says at that moment.</summary>
public sealed class RestartTests
{
    [Theory]
    [InlineData(403)]
    [InlineData(503)]
    public async Task HostThatStartsWhileGitHubLimitsOrIsAway_WorksWithWhatWasConnected(int status)
    {
        await using var gitHub = await SimulatedGitHub.StartAsync();
        await using var database = new SqliteDatabase();
        await using (var first = await HostProcess.StartAsync(gitHub, database))
        {
            await first.SendAsync(HttpMethod.Post, "api/tasks", new { title = "Before" });
            await first.QuietAsync();
            await first.KillAsync();
        }

        gitHub.Simulator.Faults.RefuseNext(
            status, new Dictionary<string, string> { ["retry-after"] = "1" }, "You have exceeded a secondary rate limit", request => request.Path.StartsWith("/repos/", StringComparison.Ordinal), times: 100);
        await using var next = await HostProcess.StartAsync(gitHub, database);
        gitHub.Simulator.Requests.Entries().Should().Contain(request => request.Status == status, "it did ask");
        await next.SendAsync(HttpMethod.Post, "api/tasks", new { title = "After" });

        await Eventually.HoldsAsync(
            "it arrives", () => Task.FromResult(gitHub.Issues.Any(issue => issue.Title == "After")), () => next.Output);
    }
}
