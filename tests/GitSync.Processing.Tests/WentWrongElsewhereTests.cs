using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GitSync.Processing.Tests;

/// <summary>What other projects' users ran into, each as a test; the number is the thread that tells it.</summary>
public sealed class WentWrongElsewhereTests
{
    private static readonly TaskContent Old = new() { Title = "Old", Body = "Body" };

    // synclinear #135, #175
    [Fact]
    public async Task OwnWebhookBeforeTheAnswerToTheCreation_MakesNoSecondTask()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        using var held = sync.GitHub.Faults.HoldNextAnswer(request => request.Method == "POST" && request.Path.EndsWith("/issues", StringComparison.Ordinal));
        var creating = sync.Processor.ProcessAsync(await ClaimAsync(sync), CancellationToken.None);
        await held.Reached;
        await sync.GitHub.DrainAsync();
        (await sync.Store.WorkAsync([], new ClaimRequest("another", 10, TimeSpan.FromMinutes(10)))).Claimed
            .Should().BeEmpty("the marker in the webhook leads to the lane that is just creating");
        held.Release();
        await CompleteAsync(sync, await creating);
        await sync.DrainAsync();

        sync.Tasks.All.Should().ContainSingle().Which.Id.Should().Be("t1");
        sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle();
        sync.Tasks.Writes.Should().Be(0);
    }

    // synclinear #135, #175: the same for a comment
    [Fact]
    public async Task OwnWebhookBeforeTheAnswerToAComment_MakesNoSecondComment()
    {
        await using var sync = await StartLinkedAsync();
        await CommentAsync(sync);
        using var held = sync.GitHub.Faults.HoldNextAnswer(request => request.Method == "POST" && request.Path.EndsWith("/comments", StringComparison.Ordinal));
        var creating = sync.Processor.ProcessAsync(await ClaimAsync(sync), CancellationToken.None);
        await held.Reached;
        await sync.GitHub.DrainAsync();
        await sync.DrainAsync();
        held.Release();
        await CompleteAsync(sync, await creating);
        await sync.DrainAsync();

        sync.Comments.All.Should().ContainSingle().Which.Id.Should().Be("c1");
        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().ContainSingle();
    }

    // Plane #9077, #2136
    [Theory]
    [InlineData("| a | b |\r\n|---|:-:|\r\n| `x \\| y` | 1 |\r\n")]
    [InlineData("two spaces  \nand a backslash\\\n\n\n\n- [ ] box\n  1. *nested* __both__ <kbd>k</kbd>\n")]
    [InlineData("```diff\n- a\n+ b\n```\n<!-- a comment -->\n&amp; &lt; \u00A0 \u200B e\u0301 \U0001F680")]
    [InlineData(" \t leading and trailing \t \n")]
    public async Task Markdown_ArrivesOnTheOtherSideCharacterByCharacter(string body)
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "There", body);
        await sync.SaveAsync("here", Old with { Body = body }, SyncAction.Created);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        var there = sync.Tasks.All.Single(task => task.Id != "here");
        await sync.SaveAsync(there.Id, there.Content with { Title = "Edited here" });
        sync.GitHub.EditIssue(sync.RepositoryId, 2, title: "Edited there");
        await sync.DrainAsync();

        sync.Tasks.All.Select(task => task.Content.Body).Should().Equal(body, body);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Body.Should().Be(body);
        sync.GitHub.GetIssue(sync.RepositoryId, 2).Body.Should().StartWith(body + "\n\n<!-- gitsync:v1:");
        sync.GitHub.Requests.Count("PATCH").Should().Be(1, "only the title was edited here");
    }

    // Plane #1622, developer-docs #262
    [Fact]
    public async Task EveryOperation_SaysWhichRuleDecidedItAndWhy()
    {
        await using var sync = await StartLinkedAsync();
        sync.GitHub.Faults.DoubleWebhook = 1;
        sync.GitHub.Faults.FailNextBeforeApplying(502);
        await sync.SaveAsync("t1", Old with { Title = "Ours" });
        await sync.SaveAsync("t1", Old with { Title = "Ours again" });
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "Theirs");
        sync.GitHub.SetLabels(sync.RepositoryId, 1, ["bug"]);
        await sync.SaveAsync("long", Old with { Title = new string('x', 300) }, SyncAction.Created);
        sync.Tasks.Save("away", "not connected", Old);
        await sync.Enqueuer.EnqueueAsync(new TaskChanged { TaskId = "away", Project = "not connected", Action = SyncAction.Created, ModifiedAt = sync.Clock.GetUtcNow() });
        await sync.DrainAsync();

        var operations = await sync.OperationsAsync();
        operations.Select(operation => operation.State).Distinct().Should().Contain(
            [OperationState.Completed, OperationState.Canceled, OperationState.Errored, OperationState.Disabled]);
        operations.Where(operation => operation.Rule is null || string.IsNullOrWhiteSpace(operation.Explanation)).Should().BeEmpty();
        (await sync.Status.ReadAsync(ResourceKind.Task, "away")).Explanation.Should().Contain("not connected to a repository");
    }

    // getsentry/open-source-pledge #105
    [Theory]
    [InlineData(DeletionPolicy.Keep, "open")]
    [InlineData(DeletionPolicy.Close, "closed")]
    [InlineData(DeletionPolicy.Delete, "closed")]
    public async Task TaskDeletedHere_DoesThereWhatThePolicySays(DeletionPolicy policy, string state)
    {
        await using var sync = await StartLinkedAsync(options => options.TaskDeletedInApp = policy);
        sync.Tasks.Remove("t1");
        await sync.Enqueuer.EnqueueAsync(new TaskChanged { TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow() });
        await sync.DrainAsync();
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "Goes on without us");
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).State.Should().Be(state);
        sync.Tasks.All.Should().BeEmpty("what was deleted here does not come back");
    }

    // getsentry/open-source-pledge #105
    [Theory]
    [InlineData(DeletionPolicy.Keep, true)]
    [InlineData(DeletionPolicy.Close, false)]
    [InlineData(DeletionPolicy.Delete, null)]
    public async Task IssueDeletedThere_DoesHereWhatThePolicySays(DeletionPolicy policy, bool? isOpen)
    {
        await using var sync = await StartLinkedAsync(options => options.IssueDeletedOnGitHub = policy);
        sync.GitHub.DeleteIssue(sync.RepositoryId, 1);
        await sync.DrainAsync();

        sync.Tasks.All.Select(task => (bool?)task.Content.IsOpen).SingleOrDefault().Should().Be(isOpen, "no value stands for no task");
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Unlinked);
        sync.GitHub.GetIssues(sync.RepositoryId).Should().BeEmpty("none is made anew");
    }

    // getsentry/open-source-pledge #105
    [Fact]
    public async Task AppThatIsUninstalled_ClosesAndDeletesNothing()
    {
        await using var sync = await StartLinkedAsync(options => options.IssueDeletedOnGitHub = DeletionPolicy.Delete);
        sync.GitHub.DeleteInstallation(77);
        await sync.DrainAsync();
        await sync.SaveAsync("t1", Old with { Title = "Edited here" });
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).State.Should().Be("open");
        sync.Tasks.All.Should().ContainSingle().Which.Content.Title.Should().Be("Edited here");
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Explanation.Should().Contain("not installed");
    }

    // probot #921
    [Fact]
    public async Task AnswerOf500AfterEveryWrite_MakesOneCommentAllTheSame()
    {
        await using var sync = await StartLinkedAsync();
        sync.GitHub.Faults.FailNextAfterApplying(500, request => request.Method == "POST" && request.Path.EndsWith("/comments", StringComparison.Ordinal), times: 4);
        sync.GitHub.Faults.FailNextBeforeApplying(500, request => request.Method == "GET", times: 3);
        await CommentAsync(sync);
        await sync.DrainAsync(deliverWebhooks: false);

        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().ContainSingle();
        await sync.DrainAsync();
        sync.Comments.All.Should().ContainSingle();
    }

    // CVE-2026-40886
    [Fact]
    public async Task RecordThatMakesTheApplicationThrow_IsPutAside_AndTheOthersGoOn()
    {
        var poisoned = new PoisonedTasks { Id = "poison" };
        await using var sync = await Harnesses.StartAsync(
            options => options.MaximumAttempts = 3,
            services => services.Replace(ServiceDescriptor.Singleton<ITaskRecords>(provider => poisoned.Around(provider.GetRequiredService<InMemoryTaskRecords>()))));
        await sync.SaveAsync("poison", Old, SyncAction.Created);
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();

        sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle("the other one is there");
        var put = (await sync.OperationsAsync()).Single(operation => operation.State == OperationState.Errored);
        (put.Attempts, put.Error!.Code).Should().Be((3, "application"));
        (await sync.Status.ReadAsync(ResourceKind.Task, "poison")).Kind.Should().Be(SyncStatusKind.Failed);
        poisoned.Id = null;
        (await sync.Store.RetryAsync(put.Id)).Should().BeTrue();
        await sync.DrainAsync();
        sync.GitHub.GetIssues(sync.RepositoryId).Should().HaveCount(2);
    }

    // CVE-2026-40886
    [Fact]
    public async Task OperationThatKillsItsHost_IsGivenUp_AndSaysSo()
    {
        await using var sync = await Harnesses.StartAsync(options => options.MaximumAttempts = 3);
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        for (var host = 1; host <= 3; host++)
        {
            (await sync.Store.WorkAsync([], new ClaimRequest($"host {host}", 1, TimeSpan.FromMinutes(10)))).Claimed.Should().ContainSingle();
            sync.Clock.Advance(TimeSpan.FromMinutes(11));
        }

        await sync.DrainAsync();

        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Should().Be(
            new SyncStatus(SyncStatusKind.Failed, "Failed: given up after 3 attempts; the last one said: nothing, its worker died", null));
        sync.GitHub.Requests.Total.Should().Be(0);
    }

    // code-corps-api
    [Fact]
    public async Task SavingARecord_NeitherAsksNorNeedsGitHub()
    {
        await using var sync = await StartLinkedAsync();
        sync.GitHub.Requests.Clear();
        sync.GitHub.Faults.TimeOut = 1;
        var outcome = await sync.SaveAsync("t1", Old with { Title = "Saved while GitHub is away" });

        outcome.State.Should().Be(OperationState.Queued);
        sync.GitHub.Requests.Total.Should().Be(0);
    }

    private static Task<SyncHarness> StartLinkedAsync(Action<GitSyncOptions>? configure = null) => Harnesses.StartLinkedAsync(Old, configure);

    private static Task CommentAsync(SyncHarness sync)
    {
        var comment = sync.Comments.Save("c1", "t1", "Said once");
        return sync.Enqueuer.EnqueueAsync(new CommentChanged
        {
            CommentId = "c1", TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Created, ModifiedAt = comment.ModifiedAt,
        });
    }

    private static async Task<ClaimedOperation> ClaimAsync(SyncHarness sync) =>
        (await sync.Store.WorkAsync([], new ClaimRequest("one", 1, TimeSpan.FromMinutes(10)))).Claimed.Single();

    private static Task CompleteAsync(SyncHarness sync, Completion completion) =>
        sync.Store.WorkAsync([completion], new ClaimRequest("one", 0, TimeSpan.FromMinutes(10)));
}
