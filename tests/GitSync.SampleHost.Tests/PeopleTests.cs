using System.Net;
using GitSync.Tests;

namespace GitSync.SampleHost.Tests;

public sealed class PeopleOnSqliteTests(RunningPair<SqliteDatabase> pair) : PeopleTests<SqliteDatabase>(pair);

[NeedsPostgres]
public sealed class PeopleOnPostgresTests(RunningPair<PostgresDatabase> pair) : PeopleTests<PostgresDatabase>(pair);

/// <summary>People of GitHub and the board's users, over HTTP.</summary>
public abstract class PeopleTests<TDatabase>(RunningPair<TDatabase> pair) : IClassFixture<RunningPair<TDatabase>>
    where TDatabase : TemporaryDatabase, new()
{
    [Fact]
    public async Task ClaimedAccount_TakesItsTasksCommentsAndMentionsAlong()
    {
        var (gitHub, repository) = (pair.GitHub.Simulator, pair.GitHub.RepositoryId);
        var number = gitHub.OpenIssue(repository, "By Mona", "Ask @mona", by: "mona", assignees: ["mona"]).Number;
        gitHub.AddComment(repository, number, "Remark", by: "mona");
        var id = await Eventually.GetAsync(
            "it arrives", async () => (await TaskAsync("By Mona")) is { } task && (int)task["commentCount"]! == 1 ? (string?)task["id"] : null, () => pair.Host.Output);
        ((string?)(await TaskAsync("By Mona"))!["author"]).Should().Be("mona");

        await pair.Host.SendAsync(HttpMethod.Post, "api/people/mona/claim", new { user = "Mona" });

        await Eventually.HoldsAsync(
            "all of it is Mona's",
            async () => (await TaskAsync("By Mona"))!.ToJsonString() is var task && task.Contains("\"author\":\"Mona\"") && task.Contains("[\"Mona\"]") && task.Contains("Ask @Mona")
                && (string?)(await pair.Host.ListAsync($"api/tasks/{id}/comments"))[0]!["author"] == "Mona",
            () => pair.Host.Output);
        await pair.Host.SendAsync(HttpMethod.Patch, $"api/tasks/{id}", new { body = "Ask @Mona soon" });
        await Eventually.HoldsAsync("GitHub has it", async () => await Task.FromResult(gitHub.GetIssue(repository, number).Body == "Ask @mona soon"), () => pair.Host.Output);
        gitHub.GetIssue(repository, number).Assignees.Should().Equal("mona");
    }

    [Fact]
    public async Task CommentOfAUser_SaysOnGitHubWhoWroteIt_AndNotHere()
    {
        var task = await pair.Host.SendAsync(HttpMethod.Post, "api/tasks", new { title = "Talk" });
        var comment = await pair.Host.SendAsync(HttpMethod.Post, $"api/tasks/{task["id"]}/comments", new { body = "Hello", author = "Grace" });

        await Eventually.HoldsAsync(
            "GitHub has it",
            async () => await Task.FromResult(pair.GitHub.Simulator.GetIssues(pair.GitHub.RepositoryId).SingleOrDefault(issue => issue.Title == "Talk") is { } issue
                && pair.GitHub.Simulator.GetComments(pair.GitHub.RepositoryId, issue.Number).Any(each => each.Body.StartsWith("Hello\n\n_Written by Grace._\n<!--", StringComparison.Ordinal))),
            () => pair.Host.Output);
        await pair.Host.QuietAsync();

        ((string?)(await pair.Host.GetAsync($"api/comments/{comment["id"]}"))["body"]).Should().Be("Hello");
    }

    [Theory]
    [InlineData("api/people/mona/claim", "{}")]
    [InlineData("api/people/mo%20na/claim", "{\"user\":\"Mona\"}")]
    [InlineData("api/people/mona/claim", "{\"user\":7}")]
    [InlineData("api/people/mona/claim", "[]")]
    public async Task UnusableClaim_IsRefused(string path, string body)
    {
        using var answer = await pair.Host.AnswerAsync(HttpMethod.Post, path, body);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    private async Task<System.Text.Json.Nodes.JsonNode?> TaskAsync(string title) =>
        (await pair.Host.ListAsync("api/tasks")).FirstOrDefault(task => (string?)task!["title"] == title);
}
