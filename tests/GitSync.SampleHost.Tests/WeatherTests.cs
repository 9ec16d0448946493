using System.Net;
using System.Text.Json.Nodes;

namespace GitSync.SampleHost.Tests;

/// <summary>The bad day that the simulator makes on demand.</summary>
public sealed class WeatherTests
{
    private static readonly string[] States = ["queued", "processing", "completed", "errored", "canceled", "dropped", "duplicate", "disabled"];

    [Fact]
    public async Task Weather_BringsOperationsIntoEveryState_AndBothSidesAgreeInTheEnd()
    {
        await using var database = new SqliteDatabase();
        await using var host = await HostProcess.StartAsync(database);
        var begun = await host.SendAsync(HttpMethod.Post, "simulator/weather?seed=4711");
        ((int)begun["seed"]!).Should().Be(4711);
        begun["scenes"]!.AsArray().Select(scene => (string)scene!["sentence"]!).Should().HaveCountGreaterThan(5).And.OnlyContain(sentence => sentence.EndsWith('.'));
        using (var second = await host.AnswerAsync(HttpMethod.Post, "simulator/weather"))
        {
            second.StatusCode.Should().Be(HttpStatusCode.Conflict);
            (await second.Content.ReadAsStringAsync()).Should().Contain("under way already");
        }

        var seen = new HashSet<string>();
        await Eventually.HoldsAsync(
            "every state was there",
            async () =>
            {
                var summary = await host.GetAsync("sync/summary");
                seen.UnionWith(States.Where(state => (long)summary[state]! > 0));
                return seen.Count == States.Length;
            },
            () => $"Seen: {string.Join(", ", seen)}. {host.Output[^Math.Min(host.Output.Length, 4000)..]}");
        var ended = await Eventually.GetAsync<JsonNode>(
            "it ends", async () => await host.GetAsync("simulator/weather") is var report && report["endedAt"] is not null ? report : null);
        ended["scenes"]!.AsArray().Select(scene => ((string)scene!["state"]!, (string?)scene["reason"])).Should().AllBeEquivalentTo(("done", (string?)null));
        await host.QuietAsync();

        var operations = await host.ListAsync("sync/operations?limit=500");
        operations.Should().OnlyContain(operation => !string.IsNullOrEmpty((string?)operation!["explanation"]));
        operations.Select(operation => (string?)operation!["rule"]).Should().Contain(["Outdated", "Superseded", "SameMomentSameContent", "SyncOff", "Failed", "Deleted"]);
        operations.Where(operation => operation!["error"] is not null).Select(operation => (int?)operation!["error"]!["httpStatus"]).Should().Contain([403, 422]);
        operations.Should().Contain(operation => operation!["conflicts"]!.AsArray().Count > 0);
        (await TitlesOnBoardAsync(host)).Should().BeEquivalentTo(await TitlesOnGitHubAsync(host));
    }

    [Fact]
    public async Task SameNumber_IsTheSameWeather_AndAStoppingHostEndsIt()
    {
        await using var database = new SqliteDatabase();
        await using var host = await HostProcess.StartAsync(database);
        using (var none = await host.AnswerAsync(HttpMethod.Get, "simulator/weather"))
        {
            none.StatusCode.Should().Be(HttpStatusCode.NoContent);
        }

        var one = await host.SendAsync(HttpMethod.Post, "simulator/weather?seed=7");
        await host.StopAsync();
        host.ExitCode.Should().Be(0);
        host.Output.Should().NotContain("The weather leaves out");

        await using var otherDatabase = new SqliteDatabase();
        await using var other = await HostProcess.StartAsync(otherDatabase);
        var same = await other.SendAsync(HttpMethod.Post, "simulator/weather?seed=7");
        same["scenes"]!.ToJsonString().Should().Be(one["scenes"]!.ToJsonString());
    }

    /// <summary>Of the board's repository, without the one task that GitHub refused.</summary>
    private static async Task<string[]> TitlesOnBoardAsync(HostProcess host) => [.. (await host.ListAsync("api/tasks"))
        .Where(task => (string?)task!["project"] == "board" && task["github"] is not null)
        .Select(task => (string)task!["title"]!)];

    private static async Task<string[]> TitlesOnGitHubAsync(HostProcess host) => [.. (await host.ListAsync("api/github-side"))
        .Single(repository => (string?)repository!["fullName"] == "octo-org/board")!["issues"]!.AsArray()
        .Select(issue => (string)issue!["title"]!)];
}

/// <summary>When there is no weather.</summary>
public sealed class WeatherRefusalTests(HostWithAdmin admin) : IClassFixture<HostWithAdmin>
{
    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1000000")]
    [InlineData("storm")]
    [InlineData("")]
    public async Task NumberOutOfRange_IsRefused(string seed)
    {
        using var refused = await admin.Host.AnswerAsync(HttpMethod.Post, "simulator/weather?seed=" + seed);
        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).Should().Contain("Must be a number from 1 to 999999.");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task PageOfAnotherSite_IsRefused(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "simulator/weather") { Headers = { { header, value } } };
        using var refused = await admin.Host.Http.SendAsync(request);
        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using var report = await admin.Host.AnswerAsync(HttpMethod.Get, "simulator/weather");
        report.StatusCode.Should().Be(HttpStatusCode.NoContent);
    }
}

/// <summary>The real GitHub has its own.</summary>
public sealed class WeatherOutsideTheSimulatorTests(RunningPair<SqliteDatabase> pair) : IClassFixture<RunningPair<SqliteDatabase>>
{
    [Fact]
    public async Task WithoutASimulator_ThereIsNoWeather()
    {
        using var post = await pair.Host.AnswerAsync(HttpMethod.Post, "simulator/weather");
        post.StatusCode.Should().Be(HttpStatusCode.NotFound);
        using var get = await pair.Host.AnswerAsync(HttpMethod.Get, "simulator/weather");
        get.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }
}
