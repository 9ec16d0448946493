using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>What becomes of issues as a whole: moved, deleted, out of sight, switched off, locked. Each test names the fact of GitHub that it is about.</summary>
public sealed class ObjectFactsTests
{
    private static readonly TaskContent Old = new() { Title = "Old", Body = "Body" };

    // A transferred issue answers 301 under its former number, and has another number and id where it is.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TransferredIssue_IsKnownToHaveMoved_AndNothingIsWrittenWhereItIs(bool isTold)
    {
        await using var sync = await StartLinkedAsync(comment: true);
        var elsewhere = sync.GitHub.CreateRepository("octo-org", "elsewhere", installationId: 77);
        sync.GitHub.Faults.VanishWebhook = isTold ? 0 : 1;
        sync.GitHub.TransferIssue(sync.RepositoryId, 1, elsewhere.Id);
        sync.GitHub.Faults.VanishWebhook = 0;
        await sync.GitHub.DrainAsync();
        await sync.SaveAsync("t1", Old with { Title = "Edited here" });
        await SayAsync(sync, "Said better", SyncAction.Edited);
        await sync.DrainAsync();

        var moved = sync.GitHub.GetIssues(elsewhere.Id).Single();
        moved.Title.Should().Be("Old");
        TaskView.TextOf(sync.GitHub.GetComments(elsewhere.Id, moved.Number).Single().Body).Should().Be("Said");
        sync.Tasks.All.Should().ContainSingle().Which.Content.Title.Should().Be("Edited here");
        sync.Comments.All.Should().ContainSingle().Which.Content.Body.Should().Be("Said better");
        (await StatusAsync(sync)).Kind.Should().Be(SyncStatusKind.Unlinked);
    }

    // A transferred issue takes its body along, marker and all; so does one that somebody copies.
    [Fact]
    public async Task MarkerOfAnotherIssue_IsNoText_AndGoesWithTheNextEdit()
    {
        await using var sync = await StartLinkedAsync(comment: false);
        var raw = sync.GitHub.GetIssue(sync.RepositoryId, 1).Body;
        raw.Should().Contain(MarkerFactory.Prefix);
        sync.GitHub.OpenIssue(sync.RepositoryId, "Copy", raw);
        await sync.DrainAsync();

        var copy = sync.Tasks.All.Should().HaveCount(2).And.ContainSingle(task => task.Content.Title == "Copy").Subject;
        copy.Content.Body.Should().Be(Old.Body);
        sync.GitHub.GetIssue(sync.RepositoryId, 2).Body.Should().Be(raw, "nobody has edited it");
        await sync.SaveAsync(copy.Id, copy.Content with { Body = "Mine" });
        await sync.DrainAsync();
        sync.GitHub.GetIssue(sync.RepositoryId, 2).Body.Should().Be("Mine");
        TaskView.There(sync).Should().Equal(TaskView.Here(sync));
    }

    // 404 also replaces 403 on what may not be read: alone it is never a deletion.
    [Fact]
    public async Task RepositoryThatMayNotBeReadAnyMore_DeletesNothing_AndIsSaid_AndComesBack()
    {
        await using var sync = await StartLinkedAsync(comment: true);
        await RepairAsync(sync);
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.GitHub.RemoveFromInstallation(77, sync.RepositoryId);
        await sync.SaveAsync("t1", Old with { Title = "Edited here" });
        await SayAsync(sync, "Said better", SyncAction.Edited);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromDays(2));
        await RepairAsync(sync);

        sync.Tasks.All.Should().ContainSingle().Which.Content.IsOpen.Should().BeTrue();
        sync.Comments.All.Should().ContainSingle();
        (await StatusAsync(sync)).Should().Match<SyncStatus>(status => status.Kind == SyncStatusKind.Filtered && status.Explanation.Contains("does not have octo-org/board any more"));
        sync.GitHub.AddToInstallation(77, sync.RepositoryId);
        sync.Clock.Advance(TimeSpan.FromHours(1));
        await Repair.RunAsync(sync);
        TaskView.There(sync).Should().Equal(TaskView.Here(sync));
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Edited here");
    }

    // 410 stands for "deleted" and for "issues are disabled"; only the words tell which.
    [Fact]
    public async Task IssuesThatAreSwitchedOff_AreNoDeletions_AndComeBack()
    {
        await using var sync = await StartLinkedAsync(comment: true);
        sync.GitHub.OpenPullRequest(sync.RepositoryId, "Pull request");
        await sync.DrainAsync();
        await RepairAsync(sync);
        sync.GitHub.SetHasIssues(sync.RepositoryId, false);
        await sync.SaveAsync("t1", Old with { Title = "Edited here" });
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromDays(2));
        await RepairAsync(sync);

        sync.Tasks.All.Should().HaveCount(2).And.OnlyContain(task => task.Content.IsOpen);
        sync.Comments.All.Should().ContainSingle();
        (await StatusAsync(sync)).Should().Match<SyncStatus>(status => status.Kind == SyncStatusKind.Filtered && status.Explanation.Contains("Issues are disabled"));
        sync.GitHub.SetHasIssues(sync.RepositoryId, true);
        sync.Clock.Advance(TimeSpan.FromHours(1));
        await Repair.RunAsync(sync);
        TaskView.There(sync).Should().Equal(TaskView.Here(sync));
    }

    // The deletion of an issue tells nothing of its comments: they go with it.
    [Fact]
    public async Task DeletedIssue_TakesItsCommentsAlong()
    {
        await using var sync = await StartLinkedAsync(comment: true);
        sync.GitHub.DeleteIssue(sync.RepositoryId, 1);
        await SayAsync(sync, "Said better", SyncAction.Edited);
        await sync.DrainAsync();

        sync.Tasks.All.Should().BeEmpty();
        sync.Comments.All.Should().BeEmpty();
        (await sync.OperationsAsync()).Where(operation => !operation.State.IsEnded()).Should().BeEmpty();
    }

    // A record that stays although its issue is gone must not say that its comments are in step.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CommentOnATaskWhoseIssueIsGone_SaysThatItDoesNotArrive(bool isTransferred)
    {
        await using var sync = await StartLinkedAsync(comment: true, DeletionPolicy.Keep);
        if (isTransferred)
        {
            sync.GitHub.TransferIssue(sync.RepositoryId, 1, sync.GitHub.CreateRepository("octo-org", "elsewhere", installationId: 77).Id);
        }
        else
        {
            sync.GitHub.DeleteIssue(sync.RepositoryId, 1);
        }

        await sync.DrainAsync();
        await SayAsync(sync, "Said better", SyncAction.Edited);
        await SayAsync(sync, "Said later", SyncAction.Created, "c2");
        await sync.DrainAsync();

        foreach (var id in (string[])["c1", "c2"])
        {
            (await sync.Status.ReadAsync(ResourceKind.Comment, id)).Should().Match<SyncStatus>(
                status => status.Kind == SyncStatusKind.Unlinked && status.Explanation.StartsWith("Its task is not in step"), id);
        }
    }

    // Locked issues take comments from writers only.
    [Fact]
    public async Task CommentOnALockedIssue_IsAFailureThatTheUserSees()
    {
        await using var sync = await StartLinkedAsync();
        sync.GitHub.SetAppCanPush(sync.RepositoryId, false);
        sync.GitHub.SetLocked(sync.RepositoryId, 1, true);
        await sync.DrainAsync();
        await SayAsync(sync, "Said", SyncAction.Created);
        await sync.DrainAsync();

        sync.Tasks.FactsOf("t1")!.IsLocked.Should().BeTrue();
        (await sync.Status.ReadAsync(ResourceKind.Comment, "c1")).Should().Match<SyncStatus>(
            status => status.Kind == SyncStatusKind.Failed && status.Explanation.Contains("issue is locked"));
        sync.GitHub.SetLocked(sync.RepositoryId, 1, false);
        await RetryAsync(sync);
        TaskView.There(sync).Should().Equal(TaskView.Here(sync));
    }

    // Archived repositories are read-only.
    [Fact]
    public async Task ArchivedRepositoryOfWhichNoWebhookTold_IsAFailureThatTheUserSees()
    {
        await using var sync = await StartLinkedAsync();
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.GitHub.SetArchived(sync.RepositoryId, true);
        await sync.SaveAsync("t1", Old with { Title = "Edited here" });
        await sync.DrainAsync();

        (await StatusAsync(sync)).Should().Match<SyncStatus>(status => status.Kind == SyncStatusKind.Failed && status.Explanation.Contains("archived"));
        sync.GitHub.SetArchived(sync.RepositoryId, false);
        await RetryAsync(sync);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Edited here");
    }

    private static async Task<SyncHarness> StartLinkedAsync(bool comment = false, DeletionPolicy deletion = DeletionPolicy.Delete)
    {
        var sync = await Harnesses.StartAsync(options => options.IssueDeletedOnGitHub = deletion);
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        if (comment)
        {
            await SayAsync(sync, "Said", SyncAction.Created);
        }

        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        return sync;
    }

    private static Task SayAsync(SyncHarness sync, string body, SyncAction action, string id = "c1")
    {
        var comment = sync.Comments.Save(id, "t1", body);
        return sync.Enqueuer.EnqueueAsync(new CommentChanged
        {
            CommentId = id, TaskId = "t1", Project = SyncHarness.Project, Action = action, ModifiedAt = comment.ModifiedAt,
        });
    }

    private static Task<SyncStatus> StatusAsync(SyncHarness sync) => sync.Status.ReadAsync(ResourceKind.Task, "t1");

    private static async Task RepairAsync(SyncHarness sync)
    {
        foreach (var repair in sync.Repairs)
        {
            await repair.RunDueAsync();
        }

        await sync.DrainAsync();
    }

    /// <summary>What an administrator does once the cause is gone.</summary>
    private static async Task RetryAsync(SyncHarness sync)
    {
        foreach (var operation in (await sync.OperationsAsync()).Where(operation => operation.State == OperationState.Errored))
        {
            await sync.Store.RetryAsync(operation.Id);
        }

        await sync.DrainAsync();
    }
}
