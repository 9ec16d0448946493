using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>
/// Pull requests as tasks. Every pull request is an issue of the same number with another id and its own <c>updated_at</c>; that it is one, a draft or
/// merged can be read and not written.
/// </summary>
public sealed class PullRequestTests
{
    // A merge is told as "closed", with merged set.
    [Fact]
    public async Task DraftReadyAndMerged_AreFactsOfTheRecord()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.OpenPullRequest(sync.RepositoryId, "Pull request", draft: true, by: "ada");
        await sync.DrainAsync();
        var id = sync.Tasks.All.Single().Id;
        sync.Tasks.FactsOf(id).Should().Be(new RemoteFacts(IsPullRequest: true, IsDraft: true, IsMerged: false, IsLocked: false, "ada"));

        sync.GitHub.ReadyForReview(sync.RepositoryId, 1);
        await sync.DrainAsync();
        sync.Tasks.FactsOf(id)!.IsDraft.Should().BeFalse();

        sync.GitHub.MergePullRequest(sync.RepositoryId, 1);
        await sync.DrainAsync();
        sync.Tasks.FactsOf(id)!.IsMerged.Should().BeTrue();
        sync.Tasks.All.Single().Content.Should().Match<TaskContent>(task => !task.IsOpen && task.StateReason == null);
        sync.GitHub.Requests.Count("PATCH").Should().Be(0, "facts are not written back");
    }

    // Pull requests have no state_reason.
    [Fact]
    public async Task TaskClosedHere_ClosesThePullRequestWithoutMergingIt()
    {
        await using var sync = await StartAsync();
        await SaveAsync(sync, task => task with { IsOpen = false, StateReason = "not_planned" });
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Should().Match<Testing.Simulator.SimulatorIssue>(
            issue => issue.State == "closed" && issue.PullRequest!.MergedAt == null);
        await RequireRestAsync(sync);
    }

    [Fact]
    public async Task TaskReopenedHere_ReopensAPullRequestThatIsNotMerged()
    {
        await using var sync = await StartAsync();
        sync.GitHub.CloseIssue(sync.RepositoryId, 1);
        await sync.DrainAsync();
        await SaveAsync(sync, task => task with { IsOpen = true });
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).State.Should().Be("open");
        await RequireRestAsync(sync);
    }

    // A merged pull request cannot be reopened: 422.
    [Fact]
    public async Task TaskReopenedHere_WhosePullRequestIsMerged_IsAFailureThatTheUserSees()
    {
        await using var sync = await StartAsync();
        sync.GitHub.MergePullRequest(sync.RepositoryId, 1);
        await sync.DrainAsync();
        await SaveAsync(sync, task => task with { IsOpen = true });
        await sync.DrainAsync();

        (await StatusAsync(sync)).Should().Match<SyncStatus>(status => status.Kind == SyncStatusKind.Failed && status.Explanation.Contains("cannot be reopened"));
        await SaveAsync(sync, task => task with { IsOpen = false, Title = "Closed again" });
        await sync.DrainAsync();
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Closed again");
        await RequireRestAsync(sync);
    }

    [Fact]
    public async Task MergedPullRequest_IsStillEditedFromHere()
    {
        await using var sync = await StartAsync();
        sync.GitHub.MergePullRequest(sync.RepositoryId, 1);
        await sync.DrainAsync();
        await SaveAsync(sync, task => task with { Title = "Edited here", Labels = NameSet.Of("done") });
        await sync.DrainAsync();

        var pull = sync.GitHub.GetIssue(sync.RepositoryId, 1);
        (pull.Title, pull.State, pull.Labels.Single(), pull.PullRequest!.MergedAt is not null).Should().Be(("Edited here", "closed", "done", true));
        sync.Tasks.FactsOf(sync.Tasks.All.Single().Id)!.IsMerged.Should().BeTrue("the answer has the issue's form, and knows of the merge too");
        await RequireRestAsync(sync);
    }

    [Fact]
    public async Task TaskDeletedHere_ClosesThePullRequest_WithoutAReasonThatItCannotHave()
    {
        await using var sync = await StartAsync();
        var id = sync.Tasks.All.Single().Id;
        sync.Tasks.Remove(id);
        await sync.Enqueuer.EnqueueAsync(new TaskChanged { TaskId = id, Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow() });
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Should().Match<Testing.Simulator.SimulatorIssue>(
            issue => issue.State == "closed" && issue.StateReason == null && issue.PullRequest!.MergedAt == null);
    }

    // A comment touches the issue's updated_at and not the pull request's: the two are never compared.
    [Fact]
    public async Task CommentThatTouchesOnlyTheIssuesTime_HidesNoLaterEditOfThePullRequest()
    {
        await using var sync = await StartAsync();
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "Edited there");
        await sync.GitHub.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromSeconds(10));
        sync.GitHub.AddComment(sync.RepositoryId, 1, "Bumps the issue");
        sync.GitHub.SetMilestone(sync.RepositoryId, 1, sync.GitHub.CreateMilestone(sync.RepositoryId, "v1").Number);
        await sync.DrainAsync();

        TaskView.Here(sync).Should().Equal(TaskView.There(sync)).And.ContainSingle().Which.Should().Match<TaskView>(
            view => view.Title == "Edited there" && view.Comments == "Bumps the issue" && view.Milestone == "v1");
        await RequireRestAsync(sync);
    }

    private static async Task<SyncHarness> StartAsync()
    {
        var sync = await Harnesses.StartAsync();
        sync.GitHub.OpenPullRequest(sync.RepositoryId, "Pull request", "Body");
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        return sync;
    }

    private static Task SaveAsync(SyncHarness sync, Func<TaskContent, TaskContent> change)
    {
        var task = sync.Tasks.All.Single();
        return sync.SaveAsync(task.Id, change(task.Content));
    }

    private static Task<SyncStatus> StatusAsync(SyncHarness sync) => sync.Status.ReadAsync(ResourceKind.Task, sync.Tasks.All.Single().Id);

    /// <summary>Both sides are equal, and another look writes nothing.</summary>
    private static async Task RequireRestAsync(SyncHarness sync)
    {
        TaskView.Here(sync).Should().Equal(TaskView.There(sync));
        (await StatusAsync(sync)).Kind.Should().Be(SyncStatusKind.Synced);
        sync.GitHub.Requests.Clear();
        sync.Clock.Advance(TimeSpan.FromMinutes(10));
        await sync.Sweeps.RunDueAsync();
        await sync.DrainAsync();
        sync.GitHub.Requests.Count("PATCH").Should().Be(0);
    }
}
