using System.Text.Json.Nodes;
using GitSync.Tests;

namespace GitSync.SampleHost.Tests;

/// <summary>GitHub's texts may hold U+0000, PostgreSQL's may not.</summary>
[NeedsPostgres]
public sealed class PostgresTextTests(RunningPair<PostgresDatabase> pair) : IClassFixture<RunningPair<PostgresDatabase>>
{
    [Fact]
    public async Task NulInAnIssue_EndsWithTheReasonAndTheIssueArrivesOnceItIsMended()
    {
        var number = pair.GitHub.Simulator.OpenIssue(pair.GitHub.RepositoryId, "Odd", "a\0b").Number;
        var refused = await Eventually.GetAsync("it is refused", async () => (await ErroredAsync(number)).FirstOrDefault(), () => pair.Host.Output);
        ((string?)refused["explanation"]).Should().Contain("U+0000");
        (await pair.Host.ListAsync("api/tasks")).Should().NotContain(task => (string?)task!["title"] == "Odd");

        pair.GitHub.Simulator.EditIssue(pair.GitHub.RepositoryId, number, body: "ab");

        await ArrivesAsync("body", "ab");
    }

    [Fact]
    public async Task NulInAnEditOrAComment_EndsWithTheReason()
    {
        var number = pair.GitHub.Simulator.OpenIssue(pair.GitHub.RepositoryId, "Plain").Number;
        await ArrivesAsync("title", "Plain");

        pair.GitHub.Simulator.EditIssue(pair.GitHub.RepositoryId, number, title: "Not\0plain");
        pair.GitHub.Simulator.AddComment(pair.GitHub.RepositoryId, number, "Not\0plain");

        await Eventually.HoldsAsync(
            "both are refused",
            async () => (await ErroredAsync(number)).Select(operation => (string)operation!["kind"]!).Distinct().Count() == 2,
            () => pair.Host.Output);
        await pair.Host.QuietAsync();
    }

    private async Task<IEnumerable<JsonNode?>> ErroredAsync(int number) =>
        (await pair.Host.ListAsync("sync/operations?state=errored&limit=500")).Where(operation => (int?)operation!["issueNumber"] == number);

    private Task ArrivesAsync(string field, string text) => Eventually.HoldsAsync(
        "it arrives", async () => (await pair.Host.ListAsync("api/tasks")).Any(task => (string?)task![field] == text), () => pair.Host.Output);
}
