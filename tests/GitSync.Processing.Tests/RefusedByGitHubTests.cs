using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>What GitHub refuses, limits, loses or moves ends in a retry with a due time or a stated error.</summary>
public sealed class RefusedByGitHubTests
{
    [Fact]
    public async Task LimitWithRetryAfter_WaitsThatLong_AndSpendsNoAttempt()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.Faults.RefuseNext(429, new Dictionary<string, string> { ["retry-after"] = "90" }, "secondary limit", request => request.Method == "POST" && request.Path.EndsWith("/issues", StringComparison.Ordinal));
        var began = sync.Clock.GetUtcNow();
        await sync.SaveAsync("t1", new TaskContent { Title = "Limited" }, SyncAction.Created);
        await sync.DrainAsync();

        (sync.Clock.GetUtcNow() - began).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(89));
        sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle();
        (await sync.OperationsAsync())[0].Attempts.Should().Be(1);
    }

    [Fact]
    public async Task ServerErrorsOnReads_AreRetried_AndInTheEndStated()
    {
        await using var sync = await Harnesses.StartAsync(options => options.MaximumAttempts = 3);
        await sync.SaveAsync("t1", new TaskContent { Title = "Old" }, SyncAction.Created);
        await sync.DrainAsync();
        sync.GitHub.Faults.FailNextBeforeApplying(502, request => request.Method == "GET" && request.Path.Contains("/issues/", StringComparison.Ordinal), times: 3);
        await sync.SaveAsync("t1", new TaskContent { Title = "New" });
        await sync.DrainAsync();

        var status = await sync.Status.ReadAsync(ResourceKind.Task, "t1");
        status.Kind.Should().Be(SyncStatusKind.Failed);
        status.Explanation.Should().Contain("3 attempts");
        (await sync.Store.RetryAsync((await sync.OperationsAsync()).Last(each => each.State == OperationState.Errored).Id)).Should().BeTrue();
        await sync.DrainAsync();
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("New");
    }

    [Fact]
    public async Task LostAnswerOfAPatch_IsReadBack_NotSentTwice()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", new TaskContent { Title = "Old" }, SyncAction.Created);
        await sync.DrainAsync();
        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "PATCH");
        await sync.SaveAsync("t1", new TaskContent { Title = "New" });
        sync.GitHub.Requests.Clear();
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("New");
        sync.GitHub.Requests.Count("PATCH").Should().Be(1);
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Synced);
    }

    [Fact]
    public async Task LostAnswerOfACommentsPost_MakesOneComment()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", new TaskContent { Title = "Task" }, SyncAction.Created);
        await sync.DrainAsync();
        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "POST" && request.Path.EndsWith("/comments", StringComparison.Ordinal));
        await SayAsync(sync, "Said once", SyncAction.Created);
        await sync.DrainAsync(deliverWebhooks: false);

        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().ContainSingle();
        await sync.DrainAsync();
        sync.Comments.All.Should().ContainSingle();
    }

    [Fact]
    public async Task WebhookThatOutrunsTheReplicas_IsAskedAgain_NotTakenForADeletion()
    {
        await using var sync = await Harnesses.StartAsync(options => options.Fetch = FetchPolicy.Always);
        sync.GitHub.Faults.ReadLag = TimeSpan.FromSeconds(3);
        sync.GitHub.OpenIssue(sync.RepositoryId, "Young");
        await sync.DrainAsync();

        sync.Tasks.All.Should().ContainSingle().Which.Content.Title.Should().Be("Young");
    }

    [Fact]
    public async Task DeletedIssue_FoundByA410_FollowsThePolicy()
    {
        await using var sync = await Harnesses.StartAsync(options => options.IssueDeletedOnGitHub = DeletionPolicy.Delete);
        await sync.SaveAsync("t1", new TaskContent { Title = "Task" }, SyncAction.Created);
        await sync.DrainAsync();
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.GitHub.DeleteIssue(sync.RepositoryId, 1);
        await sync.SaveAsync("t1", new TaskContent { Title = "Edited" });
        await sync.DrainAsync();

        sync.Tasks.All.Should().BeEmpty();
        (await sync.OperationsAsync()).Should().Contain(each => each.Action == SyncAction.Deleted && each.Direction == SyncDirection.Inbound);
    }

    [Fact]
    public async Task TransferredIssue_IsNeverWrittenAcross()
    {
        await using var sync = await Harnesses.StartAsync();
        var elsewhere = sync.GitHub.CreateRepository("octo-org", "elsewhere", installationId: 77);
        await sync.SaveAsync("t1", new TaskContent { Title = "Task" }, SyncAction.Created);
        await sync.DrainAsync();
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.GitHub.TransferIssue(sync.RepositoryId, 1, elsewhere.Id);
        await sync.SaveAsync("t1", new TaskContent { Title = "Edited" });
        await sync.DrainAsync();

        sync.GitHub.GetIssues(elsewhere.Id).Should().ContainSingle().Which.Title.Should().Be("Task");
        sync.Tasks.All.Should().ContainSingle().Which.Content.Title.Should().Be("Edited");
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Unlinked);
    }

    [Fact]
    public async Task LabelsThatGitHubDropsSilently_AreSaid_AndKeptHere()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.SetAppCanPush(sync.RepositoryId, false);
        await sync.SaveAsync("t1", new TaskContent { Title = "Task", Labels = NameSet.Of("bug") }, SyncAction.Created);
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Labels.Should().Equal("bug");
        (await sync.OperationsAsync()).Should().Contain(each => each.Explanation!.Contains("did not take over: labels"));
    }

    [Fact]
    public async Task TitleThatGitHubRefuses_IsAFailureThatTheUserSees()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", new TaskContent { Title = new string('x', 300) }, SyncAction.Created);
        await sync.DrainAsync();

        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Should().Match<SyncStatus>(status => status.Kind == SyncStatusKind.Failed && status.Explanation.Contains("422"));
        await sync.SaveAsync("t1", new TaskContent { Title = "Short" });
        await sync.DrainAsync();
        sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle().Which.Title.Should().Be("Short");
    }

    [Fact]
    public async Task EditThatFailed_IsCarriedOverWithTheNextEvent_EvenOneThatChangesNothing()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", new TaskContent { Title = "Task" }, SyncAction.Created);
        await SayAsync(sync, "Said", SyncAction.Created);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.GitHub.Faults.RefuseNext(422, null, "Validation Failed", request => request.Method == "PATCH");
        await SayAsync(sync, "Said better", SyncAction.Edited);
        await sync.DrainAsync();
        (await sync.Status.ReadAsync(ResourceKind.Comment, "c1")).Kind.Should().Be(SyncStatusKind.Failed);

        var comment = sync.GitHub.GetComments(sync.RepositoryId, 1).Single();
        sync.GitHub.EditComment(sync.RepositoryId, comment.Id, comment.Body);
        await sync.DrainAsync();

        TaskView.TextOf(sync.GitHub.GetComments(sync.RepositoryId, 1).Single().Body).Should().Be("Said better");
        (await sync.Status.ReadAsync(ResourceKind.Comment, "c1")).Kind.Should().Be(SyncStatusKind.Synced);
    }

    private static Task SayAsync(SyncHarness sync, string body, SyncAction action)
    {
        var comment = sync.Comments.Save("c1", "t1", body);
        return sync.Enqueuer.EnqueueAsync(new CommentChanged
        {
            CommentId = "c1", TaskId = "t1", Project = SyncHarness.Project, Action = action, ModifiedAt = comment.ModifiedAt,
        });
    }
}
