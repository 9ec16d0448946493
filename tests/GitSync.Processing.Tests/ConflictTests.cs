using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GitSync.Processing.Tests;

public sealed class ConflictTests
{
    private static readonly TaskContent Old = new() { Title = "Old", Body = "Body" };

    [Theory]
    [InlineData(true, "App's")]
    [InlineData(false, "GitHub's")]
    public async Task FieldChangedOnBothSides_NewestWins_AndTheLoserIsKept(bool appIsLater, string winner)
    {
        await using var sync = await StartLinkedAsync();
        var gitHub = () => sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "GitHub's");
        if (appIsLater)
        {
            gitHub();
            sync.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        await sync.SaveAsync("t1", Old with { Title = "App's" });
        if (!appIsLater)
        {
            sync.Clock.Advance(TimeSpan.FromSeconds(10));
            gitHub();
        }

        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Title.Should().Be(winner);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be(winner);
        var conflict = (await sync.OperationsAsync()).SelectMany(each => each.Conflicts).Should().ContainSingle().Subject;
        conflict.Should().Match<FieldConflict>(each => each.Field == "title" && each.WinningValue == winner && each.LosingValue != winner && each.BaseValue == "Old");
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task ConflictWhoseWriteIsRefusedAtFirst_IsKept(int status)
    {
        await using var sync = await StartLinkedAsync();
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "GitHub's");
        sync.Clock.Advance(TimeSpan.FromSeconds(10));
        sync.GitHub.Faults.FailNextBeforeApplying(status, request => request.Method == "PATCH");
        await sync.SaveAsync("t1", Old with { Title = "App's" });
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("App's");
        (await sync.OperationsAsync()).SelectMany(each => each.Conflicts).Should().ContainSingle().Which.LosingValue.Should().Be("GitHub's");
        (await sync.OperationsAsync()).Should().Contain(each => each.Explanation!.Contains("both had changed title (the record's value stays)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ConflictOfAHostThatDiesBeforeItCouldSayIt_IsKept(bool appIsLater)
    {
        await using var sync = await StartLinkedAsync();
        await sync.SaveAsync("t1", Old with { Title = "App's" });
        if (appIsLater)
        {
            sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "GitHub's");
            sync.Clock.Advance(TimeSpan.FromSeconds(10));
            await sync.SaveAsync("t1", Old with { Title = "App's" });
        }
        else
        {
            sync.Clock.Advance(TimeSpan.FromSeconds(10));
            sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "GitHub's");
        }

        var claim = (await sync.Store.WorkAsync([], new ClaimRequest("dying", 1, TimeSpan.FromMinutes(10)))).Claimed.Single();
        await sync.Processor.ProcessAsync(claim, CancellationToken.None);
        sync.Clock.Advance(TimeSpan.FromMinutes(11));
        await sync.DrainAsync();

        var (winner, loser) = appIsLater ? ("App's", "GitHub's") : ("GitHub's", "App's");
        sync.Tasks.All.Single().Content.Title.Should().Be(winner);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be(winner);
        (await sync.OperationsAsync()).SelectMany(each => each.Conflicts).Should().ContainSingle().Which.LosingValue.Should().Be(loser);
    }

    [Fact]
    public async Task ManualField_WaitsForAPerson_AndTheRestIsSynchronised()
    {
        await using var sync = await StartLinkedAsync(options => options.Merge = new MergePolicy { Title = FieldPolicy.Manual });
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "GitHub's", body: "New body" + sync.GitHub.GetIssue(sync.RepositoryId, 1).Body!["Body".Length..]);
        await sync.SaveAsync("t1", Old with { Title = "App's" });
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Should().Be(Old with { Title = "App's", Body = "New body" });
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("GitHub's");
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Conflict);
    }

    [Fact]
    public async Task AssigneeWithoutAGitHubAccount_StaysHere_AndUnknownLoginsStayThere()
    {
        await using var sync = await StartLinkedAsync(services: services => services.Replace(ServiceDescriptor.Singleton<IUserDirectory>(new SomeUsers())));
        sync.GitHub.SetAssignees(sync.RepositoryId, 1, ["stranger"]);
        await sync.DrainAsync();
        await sync.SaveAsync("t1", Old with { Assignees = NameSet.Of("user-ada", "user-offline") });
        await sync.DrainAsync();
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "Another edit");
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Assignees.Should().BeEquivalentTo("ada", "stranger");
        sync.Tasks.All.Single().Content.Assignees.Should().Equal("user-ada", "user-offline");
    }

    [Fact]
    public async Task TextThatMayNotLeave_StaysHere_AndSaysWhy()
    {
        await using var sync = await Harnesses.StartAsync(services: services => services.Replace(ServiceDescriptor.Singleton<IOutboundPolicy, NothingLeaves>()));
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();

        sync.GitHub.GetIssues(sync.RepositoryId).Should().BeEmpty();
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Should().Match<SyncStatus>(status => status.Kind == SyncStatusKind.Filtered && status.Explanation.Contains("AllowOutbound"));
    }

    [Fact]
    public async Task WholeRecordPolicy_DropsAnOlderStateOfGitHub()
    {
        await using var sync = await StartLinkedAsync(options => options.RecordConflicts = RecordConflictPolicy.WholeRecord);
        sync.GitHub.EditIssue(sync.RepositoryId, 1, body: "Older");
        sync.Clock.Advance(TimeSpan.FromSeconds(10));
        await sync.SaveAsync("t1", Old with { Title = "Newer" });
        await sync.DrainAsync();

        (await sync.OperationsAsync()).Should().Contain(each => each.Direction == SyncDirection.Outbound && each.State == OperationState.Completed);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Newer");
    }

    [Fact]
    public async Task DeletionHere_AfterALostCreation_FindsAndClosesIt()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "POST" && request.Path.EndsWith("/issues", StringComparison.Ordinal));
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        var claim = (await sync.Store.WorkAsync([], new ClaimRequest("harness", 1, TimeSpan.FromMinutes(10)))).Claimed.Single();
        await sync.Store.WorkAsync([await sync.Processor.ProcessAsync(claim, CancellationToken.None)], new ClaimRequest("harness", 0, TimeSpan.FromMinutes(10)));
        sync.Tasks.Remove("t1");
        await sync.Enqueuer.EnqueueAsync(new TaskChanged { TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow() });
        await sync.DrainAsync(deliverWebhooks: false);

        sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle().Which.State.Should().Be("closed");
    }

    private static Task<SyncHarness> StartLinkedAsync(Action<GitSyncOptions>? configure = null, Action<IServiceCollection>? services = null) =>
        Harnesses.StartLinkedAsync(Old, configure, services);

    private sealed class SomeUsers : IUserDirectory
    {
        public ValueTask<string?> FindUserIdAsync(GitHubAccount account, CancellationToken cancellationToken) =>
            ValueTask.FromResult(account.Login is "ada" or "octocat" ? "user-" + account.Login : null);

        public ValueTask<string?> FindLoginAsync(string userId, CancellationToken cancellationToken) =>
            ValueTask.FromResult(userId is "user-ada" ? "ada" : null);
    }
}
