using GitSync.Testing;
using GitSync.Testing.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GitSync.Processing.Tests;

/// <summary>Who wrote what, on the way out and on the way back.</summary>
public sealed class IdentityTests
{
    private static readonly TaskContent Task = new() { Title = "Task", Body = "Body" };

    private readonly InMemoryUserDirectory _users = new() { KeepsPlaceholders = true };

    [Fact]
    public async Task UserWithoutAToken_IsNamedUnderWhatTheAppCreates_AndTheLineComesOffOnTheWayBack()
    {
        _users.Add("u1", name: "Ada L.");
        await using var sync = await StartAsync();
        await sync.SaveAsync("t1", Task, SyncAction.Created, "u1");
        await sync.SaveCommentAsync("c1", "t1", "Remark", SyncAction.Created, "u1");
        await sync.DrainAsync();
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "Another title");
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Body.Should().StartWith("Body\n\n_Written by Ada L.._\n<!-- gitsync:v1:");
        sync.GitHub.GetComments(sync.RepositoryId, 1).Single().Body.Should().StartWith("Remark\n\n_Written by Ada L.._\n<!-- gitsync:v1:");
        sync.Tasks.All.Single().Content.Should().Be(Task with { Title = "Another title" });
        sync.Comments.All.Single().Content.Body.Should().Be("Remark");
    }

    [Fact]
    public async Task BodyEditedAboveTheAttributionOnGitHub_ComesBackWithoutIt()
    {
        // code-corps-api: the attribution header leaked back on the round trip.
        _users.Add("u1", name: "Ada");
        await using var sync = await StartAsync();
        await sync.SaveAsync("t1", Task, SyncAction.Created, "u1");
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        var raw = sync.GitHub.GetIssue(sync.RepositoryId, 1).Body!;
        sync.GitHub.EditIssue(sync.RepositoryId, 1, body: raw.Replace("Body", "Edited body", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal));
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Body.Should().Be("Edited body");
    }

    [Fact]
    public async Task UserWithAToken_CreatesAndEditsAsThatUser_WithoutAnAttributionLine()
    {
        _users.Add("u1", new GitHubAccount(SyncHarness.UserLogin), token: SyncHarness.UserToken);
        await using var sync = await StartAsync();
        await sync.SaveAsync("t1", Task, SyncAction.Created, "u1");
        await sync.SaveCommentAsync("c1", "t1", "Remark", SyncAction.Created, "u1");
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Author.Should().Be(SyncHarness.UserLogin);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Body.Should().StartWith("Body\n\n<!--");
        sync.GitHub.GetComments(sync.RepositoryId, 1).Single().Author.Should().Be(SyncHarness.UserLogin);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task TokenThatGitHubRefuses_LetsTheAppWrite_AndSayForWhom(int status)
    {
        _users.Add("u1", new GitHubAccount(SyncHarness.UserLogin), "Octo", SyncHarness.UserToken);
        await using var sync = await StartAsync();
        sync.GitHub.Faults.RefuseNext(status, null, "No", request => request.Method == "POST" && IsOfTheUser(request));
        await sync.SaveAsync("t1", Task, SyncAction.Created, "u1");
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.GitHub.Faults.RefuseNext(status, null, "No", request => request.Method == "PATCH" && IsOfTheUser(request));
        await sync.SaveAsync("t1", Task with { Title = "Edited" }, actor: "u1");
        await sync.DrainAsync();

        sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle().Which.Should().Match<SimulatorIssue>(
            issue => issue.Title == "Edited" && issue.Author != SyncHarness.UserLogin && issue.Body!.Contains("_Written by Octo._"));
        (await sync.OperationsAsync()).Should().NotContain(operation => operation.State == OperationState.Errored);
    }

    [Fact]
    public async Task CreationAsAUserWhoseAnswerWasLost_IsFoundUnderThatUser()
    {
        _users.Add("u1", new GitHubAccount(SyncHarness.UserLogin), token: SyncHarness.UserToken);
        await using var sync = await StartAsync();
        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "POST" && IsOfTheUser(request));
        await sync.SaveAsync("t1", Task, SyncAction.Created, "u1");
        await sync.DrainAsync(deliverWebhooks: false);

        sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle();
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Synced);
    }

    [Fact]
    public async Task ClaimedPlaceholder_TakesItsTasksAndCommentsAlong_AndWritesNothingToGitHub()
    {
        await using var sync = await StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Theirs", "Text", by: "ada", assignees: ["ada", "bob"]);
        sync.GitHub.AddComment(sync.RepositoryId, 1, "Remark", by: "ada");
        sync.GitHub.OpenIssue(sync.RepositoryId, "Another's", "Text", by: "bob");
        await sync.DrainAsync();
        var placeholder = InMemoryUserDirectory.PlaceholderOf("ada");
        var before = sync.Tasks.All.Single(task => task.Content.Title == "Theirs");
        before.Content.Assignees.Should().BeEquivalentTo(placeholder, InMemoryUserDirectory.PlaceholderOf("bob"));
        sync.Tasks.FactsOf(before.Id)!.Author.Should().Be(placeholder);

        _users.Add("u1", new GitHubAccount("ada"));
        sync.GitHub.Requests.Clear();
        var count = await sync.Reattribution.StartAsync(new GitHubAccount("ada"), placeholder);
        await sync.DrainAsync();

        count.Should().Be(2);
        sync.Tasks.All.Single(task => task.Id == before.Id).Content.Assignees.Should().BeEquivalentTo("u1", InMemoryUserDirectory.PlaceholderOf("bob"));
        sync.Tasks.FactsOf(before.Id)!.Author.Should().Be("u1");
        sync.Comments.FactsOf(sync.Comments.All.Single().Id)!.Author.Should().Be("u1");
        sync.GitHub.Requests.Entries().Should().NotContain(request => request.Method == "PATCH" || (request.Method == "POST" && !request.Path.EndsWith("/access_tokens", StringComparison.Ordinal)));
        (await sync.Reattribution.StartAsync(new GitHubAccount("ada"), placeholder)).Should().Be(0, "what is done is left out");
    }

    [Fact]
    public async Task MentionOnGitHub_IsTheUserHere_AndGoesBackAsItWas()
    {
        _users.Add("user-17", new GitHubAccount("ada"));
        await using var sync = await StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue", "@ada, see @stranger and `@ada`");
        await sync.DrainAsync();
        var task = sync.Tasks.All.Single();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await sync.SaveAsync(task.Id, task.Content with { Body = task.Content.Body + "\n\nAnd more" });
        await sync.DrainAsync();

        task.Content.Body.Should().Be("@user-17, see @stranger and `@ada`");
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Body.Should().Be("@ada, see @stranger and `@ada`\n\nAnd more");
    }

    [Theory]
    [InlineData(false, "Ask @user-17")]
    [InlineData(true, "Ask @ada")]
    public async Task UserMentionedHere_IsMentionedOnGitHub_OnlyByDecision(bool outward, string expected)
    {
        _users.Add("user-17", new GitHubAccount("ada"));
        await using var sync = await StartAsync(options => options.Mentions.Outward = outward);
        await sync.SaveAsync("t1", Task with { Body = "Ask @user-17" }, SyncAction.Created);
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Body.Should().StartWith(expected + "\n\n<!--");
        sync.Tasks.All.Single().Content.Body.Should().Be("Ask @user-17");
    }

    private static bool IsOfTheUser(SimulatorRequest request) => request.Header("Authorization") is { } header && header.EndsWith(SyncHarness.UserToken, StringComparison.Ordinal);

    private Task<SyncHarness> StartAsync(Action<GitSyncOptions>? configure = null) => Harnesses.StartAsync(configure, services => services
        .Replace(ServiceDescriptor.Singleton<IUserDirectory>(_users))
        .Replace(ServiceDescriptor.Singleton<IUserTokens>(_users)));
}
