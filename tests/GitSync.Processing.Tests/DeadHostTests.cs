using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>A host wrote a record and died before it could save that it did (ADR 20): its write is no user's edit.</summary>
public sealed class DeadHostTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task EditOnGitHubThatWasTakenBack_IsNotRepeatedThere()
    {
        await using var sync = await StartWithIssueAsync("A");
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "B");
        await DieAfterWorkAsync(sync);
        sync.Tasks.All.Single().Content.Title.Should().Be("B");
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "A");
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("A");
        sync.Tasks.All.Single().Content.Title.Should().Be("A");
    }

    [Fact]
    public async Task IssueEditedAfterItsRecordWasMade_BringsTheRecordInStep()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "A", labels: ["bug"]);
        await DieAfterWorkAsync(sync);
        sync.Tasks.All.Single().Content.Title.Should().Be("A");
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "B");
        sync.GitHub.SetLabels(sync.RepositoryId, 1, []);
        await sync.DrainAsync();

        var task = sync.Tasks.All.Should().ContainSingle().Subject;
        (task.Content.Title, task.Content.Labels.Count).Should().Be(("B", 0));
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("B");
        (await sync.OperationsAsync()).SelectMany(each => each.Conflicts).Should().BeEmpty("nobody has edited anything here");
    }

    [Fact]
    public async Task FactsThatChangedBack_AreToldAgain()
    {
        await using var sync = await Harnesses.StartAsync();
        var pull = sync.GitHub.OpenPullRequest(sync.RepositoryId, "Pull").Number;
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.GitHub.ConvertToDraft(sync.RepositoryId, pull);
        await DieAfterWorkAsync(sync);
        var id = sync.Tasks.All.Single().Id;
        sync.Tasks.FactsOf(id)!.IsDraft.Should().BeTrue();
        sync.GitHub.ReadyForReview(sync.RepositoryId, pull);
        await sync.DrainAsync();

        sync.Tasks.FactsOf(id)!.IsDraft.Should().BeFalse();
    }

    [Fact]
    public async Task UsersEditAfterwards_IsStillAnEdit()
    {
        await using var sync = await StartWithIssueAsync("A");
        sync.GitHub.EditIssue(sync.RepositoryId, 1, body: "Theirs");
        await DieAfterWorkAsync(sync);
        var task = sync.Tasks.All.Single();
        await sync.SaveAsync(task.Id, task.Content with { Title = "Ours" });
        await sync.DrainAsync();

        var issue = sync.GitHub.GetIssue(sync.RepositoryId, 1);
        (issue.Title, issue.Body).Should().Be(("Ours", "Theirs"));
        sync.Tasks.All.Single().Content.Title.Should().Be("Ours");
    }

    [Fact]
    public async Task UsersEditOfARecordWhoseLinkWasLost_ReachesGitHub()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "A");
        await DieAfterWorkAsync(sync);
        var task = sync.Tasks.All.Single();
        await sync.SaveAsync(task.Id, task.Content with { Title = "Ours" });
        await sync.DrainAsync();

        sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle().Which.Title.Should().Be("Ours");
    }

    private static async Task<SyncHarness> StartWithIssueAsync(string title)
    {
        var sync = await Harnesses.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, title);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        return sync;
    }

    /// <summary>A host takes what has come from GitHub, does all of it, and dies before it can save a word; its lease runs out.</summary>
    private static async Task DieAfterWorkAsync(SyncHarness sync)
    {
        await sync.GitHub.DrainAsync();
        var claim = (await sync.Store.WorkAsync([], new ClaimRequest("dying", 1, Lease))).Claimed.Single();
        (await sync.Processor.ProcessAsync(claim, CancellationToken.None)).State.Should().Be(OperationState.Completed);
        sync.Clock.Advance(Lease + TimeSpan.FromMinutes(1));
    }
}
