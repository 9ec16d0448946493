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

    // Found by simulation: the next try makes the record anew, and its deletion, announced before, must not delete what it was made from.
    [Fact]
    public async Task RecordDeletedBeforeItsLinkWasSaved_ComesBack_AndItsIssueStays()
    {
        await using var sync = await Harnesses.StartAsync();
        await DeleteBeforeItIsLinkedAsync(sync);
        await sync.DrainAsync();
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "B");
        await sync.DrainAsync();

        sync.Tasks.All.Should().ContainSingle().Which.Content.Title.Should().Be("B");
        sync.GitHub.GetIssue(sync.RepositoryId, 1).State.Should().Be("open");
    }

    [Fact]
    public async Task DeletionOfARecordThatIsThere_DeletesNothing_AndBothGoOnInStep()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", new TaskContent { Title = "A" }, SyncAction.Created);
        await sync.DrainAsync();
        await sync.Enqueuer.EnqueueAsync(
            new TaskChanged { TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow() });
        await sync.DrainAsync();

        (await sync.OperationsAsync()).Should().Contain(operation => operation.Rule == SyncRule.RecordThere && operation.State == OperationState.Dropped);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).State.Should().Be("open");
        await sync.SaveAsync("t1", new TaskContent { Title = "B" });
        await sync.DrainAsync();
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("B");
    }

    // Found by simulation: what is said about a comment while its task is taken for deleted is dropped, and must not stay so.
    [Fact]
    public async Task CommentsWrittenWhileTheirTaskCountedAsDeleted_ArriveOnceItDoesNot()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", new TaskContent { Title = "A" }, SyncAction.Created);
        await sync.DrainAsync();
        await sync.Enqueuer.EnqueueAsync(
            new TaskChanged { TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow() });
        (await sync.SaveCommentAsync("c1", "t1", "Said meanwhile", SyncAction.Created)).State.Should().Be(OperationState.Dropped);
        await sync.DrainAsync();

        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().ContainSingle().Which.Body.Should().StartWith("Said meanwhile");
    }

    // Found by simulation (seed 281 of 500 steps): the same for a task that the next try makes anew, whose deletion was over by then.
    [Fact]
    public async Task CommentOnATaskThatWasMadeAnew_ArrivesOnceItsLinkIsSaved()
    {
        await using var sync = await Harnesses.StartAsync();
        var id = await DeleteBeforeItIsLinkedAsync(sync);
        var claims = (await sync.Store.WorkAsync([], new ClaimRequest("worker", 2, Lease))).Claimed;
        foreach (var claim in claims.OrderByDescending(claim => claim.Operation.EndsResource))
        {
            var completion = await sync.Processor.ProcessAsync(claim, CancellationToken.None);
            if (sync.Tasks.All.Count == 1)
            {
                (await sync.SaveCommentAsync("c1", id, "Said meanwhile", SyncAction.Created)).State.Should().Be(OperationState.Dropped);
            }

            await sync.Store.WorkAsync([completion], new ClaimRequest("worker", 0, Lease));
        }

        await sync.DrainAsync();

        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().ContainSingle().Which.Body.Should().StartWith("Said meanwhile");
        sync.Tasks.All.Should().ContainSingle();
    }

    // An application that announces before it deletes.
    [Fact]
    public async Task RecordThatGoesAMomentAfterItsDeletionWasAnnounced_IsDeletedOnGitHub()
    {
        await using var sync = await Harnesses.StartAsync(options => options.CommentDeletedInApp = DeletionPolicy.Delete);
        await sync.SaveAsync("t1", new TaskContent { Title = "A" }, SyncAction.Created);
        await sync.SaveCommentAsync("c1", "t1", "Text", SyncAction.Created);
        await sync.DrainAsync();
        await sync.Enqueuer.EnqueueAsync(new CommentChanged
        {
            CommentId = "c1", TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow(),
        });
        var claim = (await sync.Store.WorkAsync([], new ClaimRequest("worker", 1, Lease))).Claimed.Single();
        await sync.Store.WorkAsync([await sync.Processor.ProcessAsync(claim, CancellationToken.None)], new ClaimRequest("worker", 0, Lease));
        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().ContainSingle();
        sync.Comments.Remove("c1");
        await sync.DrainAsync();

        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().BeEmpty();
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

    /// <summary>A user deletes the record of an issue whose host died before it could save the link.</summary>
    /// <returns>The record's id, which the next try gives it again.</returns>
    private static async Task<string> DeleteBeforeItIsLinkedAsync(SyncHarness sync)
    {
        sync.GitHub.OpenIssue(sync.RepositoryId, "A");
        await DieAfterWorkAsync(sync);
        var id = sync.Tasks.All.Single().Id;
        sync.Tasks.Remove(id);
        await sync.Enqueuer.EnqueueAsync(
            new TaskChanged { TaskId = id, Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow() });
        return id;
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
