using System.Net;
using System.Text.Json.Nodes;

namespace GitSync.SampleHost.Tests;

/// <summary>Bringing back a value that gave way, over HTTP.</summary>
public sealed class ConflictEndpointTests(RunningPair<SqliteDatabase> pair) : IClassFixture<RunningPair<SqliteDatabase>>
{
    [Fact]
    public async Task ValueThatGaveWay_IsRestoredOnBothSides()
    {
        var id = (string)(await pair.Host.SendAsync(HttpMethod.Post, "api/tasks", new { title = "Old" }))["id"]!;
        var issue = await Eventually.GetAsync<JsonNode>(
            "it is on GitHub", async () => (await pair.Host.GetAsync($"api/tasks/{id}"))["github"]);
        var number = (int)issue["number"]!;
        await pair.Host.QuietAsync();

        // No webhook tells of the edit there, so the edit here meets it.
        pair.GitHub.Simulator.Faults.VanishWebhook = 1;
        pair.GitHub.Simulator.EditIssue(pair.GitHub.RepositoryId, number, title: "GitHub's");
        pair.GitHub.Simulator.Faults.VanishWebhook = 0;
        await pair.Host.SendAsync(HttpMethod.Patch, $"api/tasks/{id}", new { title = "Ours" });
        var conflict = await Eventually.GetAsync<JsonNode>("both had changed the title", async () =>
            (await pair.Host.ListAsync($"sync/operations?taskId={id}")).LastOrDefault(each => each!["conflicts"]!.AsArray().Count > 0));
        var loser = (string)conflict["conflicts"]![0]!["losingValue"]!;
        var answer = await pair.Host.SendAsync(HttpMethod.Post, $"sync/operations/{conflict["id"]}/conflicts/title/restore");

        ((string)answer["explanation"]!).Should().StartWith("Restored title, which had given way in ");
        await Eventually.HoldsAsync("GitHub has it", () => Task.FromResult(pair.GitHub.Simulator.GetIssue(pair.GitHub.RepositoryId, number).Title == loser));
        ((string)(await pair.Host.GetAsync($"api/tasks/{id}"))["title"]!).Should().Be(loser);
        using var again = await pair.Host.AnswerAsync(HttpMethod.Post, $"sync/operations/{conflict["id"]}/conflicts/title/restore");
        again.StatusCode.Should().Be(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("sync/operations/1/conflicts/title/restore", HttpStatusCode.BadRequest)]
    [InlineData("sync/operations/0192f0c1-7000-7000-8000-000000000000/conflicts/title/restore", HttpStatusCode.NotFound)]
    [InlineData("sync/conflicts/thing/1/title/app", HttpStatusCode.BadRequest)]
    [InlineData("sync/conflicts/task/1/title/both", HttpStatusCode.BadRequest)]
    [InlineData("sync/conflicts/task/1/title/gitHub", HttpStatusCode.NotFound)]
    public async Task WhatCannotBeDone_IsRefused(string path, HttpStatusCode status)
    {
        using var answer = await pair.Host.AnswerAsync(HttpMethod.Post, path);
        answer.StatusCode.Should().Be(status);
    }

    // Over plain HTTP browsers send no Sec-Fetch-Site.
    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    public async Task PageOfAnotherOrigin_IsRefused(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "sync/conflicts/task/1/title/app");
        request.Headers.Add(header, value);
        using var answer = await pair.Host.Http.SendAsync(request);
        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }
}
