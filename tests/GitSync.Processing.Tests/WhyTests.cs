using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GitSync.Processing.Tests;

/// <summary>"Why isn't this syncing?", a test for each answer.</summary>
public sealed class WhyTests
{
    private static readonly TaskContent Old = new() { Title = "Old", Body = "Body" };

    [Fact]
    public async Task InStep_SaysSinceWhen_WithTheOperationsThatCount()
    {
        await using var sync = await StartLinkedAsync();
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "Theirs");
        await sync.DrainAsync();
        var why = await WhyAsync(sync, SyncReason.InStep, "Both sides are in step since ");

        why.Project.Should().Be(SyncHarness.Project);
        why.Connection!.FullName.Should().Be("octo-org/board");
        why.Outbound.Should().Be(Admission.Granted);
        why.Writes!.Mode.Should().Be(WriteMode.On);
        why.Limit.Should().BeNull();
        why.Operations.Should().BeInDescendingOrder(operation => operation.Id).And.HaveCountGreaterThan(1)
            .And.OnlyContain(operation => operation.Rule != null && operation.Explanation != null);
        why.Delivery!.Event.Should().Be("issues");
    }

    [Fact]
    public async Task NobodyKnowsIt()
    {
        await using var sync = await Harnesses.StartAsync();
        await WhyAsync(sync, SyncReason.NoRecord, "There is no task t1 here, and GitSync knows nothing of one.");
        (await sync.Explainer.ExplainAsync(ResourceKind.Comment, "c1")).Answer.Should().StartWith("There is no comment c1 here");
    }

    [Fact]
    public async Task NeverAnnounced_SaysHow()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.Tasks.Save("t1", SyncHarness.Project, Old);
        await WhyAsync(sync, SyncReason.NotAnnounced, "The task was never announced: after saving it, call ISyncEnqueuer.EnqueueAsync with a TaskChanged.");
        sync.Tasks.Save("t2", "other", Old);
        (await sync.Explainer.ExplainAsync(ResourceKind.Task, "t2")).Answer.Should().EndWith("Besides: Project other is not connected to a repository: connect it (IConnections.ConnectAsync), then announce the record again.");
    }

    [Fact]
    public async Task ProjectThatIsNotConnected_SaysSo_AndThatItIsOver()
    {
        await using var sync = await Harnesses.StartAsync();
        var saved = sync.Tasks.Save("t1", "other", Old);
        await sync.Enqueuer.EnqueueAsync(new TaskChanged { TaskId = "t1", Project = "other", Action = SyncAction.Created, ModifiedAt = saved.ModifiedAt });
        await WhyAsync(sync, SyncReason.NotConnected, "Project other is not connected to a repository");
        var board = (await sync.Store.FindByProjectAsync(SyncHarness.Project))!;
        await sync.Store.ConnectAsync(board with { Project = "other", RepositoryId = 4711 });
        (await WhyAsync(sync, SyncReason.NotConnected, "Not synchronised: project other")).Answer.Should().EndWith("That is over by now: announce the record again.");
    }

    [Fact]
    public async Task RepositoryThatIsOff_SaysWhatStandsAgainstIt()
    {
        await using var sync = await StartLinkedAsync();
        await sync.Store.ConnectAsync((await sync.Store.FindByProjectAsync(SyncHarness.Project))! with { Obstacles = ConnectionObstacles.Suspended });
        await sync.SaveAsync("t1", Old with { Title = "New" });
        await WhyAsync(sync, SyncReason.SyncOff, "Not synchronised: the GitHub App's installation on octo-org/board is suspended.");
    }

    [Fact]
    public async Task CanceledByAnAdministrator_SaysWhatBringsItAgain_AndItDoes()
    {
        await using var sync = await StartLinkedAsync();
        await sync.SaveAsync("t1", Old with { Title = "New" });
        var queued = (await sync.Store.ListOperationsAsync(new OperationQuery { State = OperationState.Queued })).Single();
        (await sync.Store.CancelAsync(queued.Id)).Should().BeTrue();
        await WhyAsync(sync, SyncReason.LeftOut, "Canceled by an administrator. The next change brings it again.");
        await sync.DrainAsync();
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Old");
        await sync.SaveAsync("t1", Old with { Title = "New", Body = "Another" });
        await sync.DrainAsync();
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("New");
        await WhyAsync(sync, SyncReason.InStep, "Both sides are in step since ");
    }

    [Fact]
    public async Task PolicyThatIsClosed_SaysHowToOpenIt()
    {
        await using var sync = await Harnesses.StartAsync(services: services => services.Replace(ServiceDescriptor.Singleton<IOutboundPolicy, NothingLeaves>()));
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();
        (await WhyAsync(sync, SyncReason.OutboundClosed, "Not synchronised: no outbound policy is registered")).Outbound!.Value.Refusal.Should().Be(SyncRule.OutboundClosed);
    }

    [Fact]
    public async Task WritesThatAreSwitchedOff_SayWhy_BeforeAndAfterTheFirstTry()
    {
        await using var sync = await StartLinkedAsync();
        await sync.Writes.SetAsync(sync.RepositoryId, WriteMode.Off, "GitHub is being migrated.", "ada");
        await sync.SaveAsync("t1", Old with { Title = "New" });
        await WhyAsync(sync, SyncReason.WritesOff, "Writes to GitHub are switched off, so it waits: GitHub is being migrated.");
        await StepAsync(sync);
        (await WhyAsync(sync, SyncReason.WritesOff, "Writes to GitHub are switched off")).Writes!.By.Should().Be("ada");
        await sync.Writes.SetAsync(sync.RepositoryId, WriteMode.On, null);
        (await WhyAsync(sync, SyncReason.WritesOff, "Waiting until ")).Answer.Should().EndWith("Z: writes to GitHub were switched off when it was tried last.");
    }

    [Fact]
    public async Task ShadowMode_SaysSo()
    {
        await using var sync = await StartLinkedAsync();
        await sync.Writes.SetAsync(null, WriteMode.Shadow, null);
        await sync.SaveAsync("t1", Old with { Title = "New" });
        await sync.DrainAsync();
        await WhyAsync(sync, SyncReason.Shadowed, "Not sent to GitHub: shadow mode");
    }

    [Fact]
    public async Task LimitOfTheInstallation_SaysUntilWhen_AlsoForWhatWasNotTried()
    {
        await using var sync = await StartLinkedAsync();
        sync.GitHub.Faults.RefuseNext(429, new Dictionary<string, string> { ["retry-after"] = "300" }, "secondary limit", request => request.Method is "GET" or "PATCH");
        await sync.SaveAsync("t1", Old with { Title = "New" });
        await StepAsync(sync);
        var until = sync.Clock.GetUtcNow().AddMinutes(5);
        await WhyAsync(sync, SyncReason.Limited, $"Waiting until {until:yyyy-MM-dd HH:mm:ss}Z");
        await sync.SaveAsync("t2", Old, SyncAction.Created);
        var other = await sync.Explainer.ExplainAsync(ResourceKind.Task, "t2");

        other.Should().Match<SyncExplanation>(why => why.Reason == SyncReason.Limited && why.Limit!.Until == until);
        other.Answer.Should().Be($"Waiting until {until:yyyy-MM-dd HH:mm:ss}Z: GitHub limits this installation.");
    }

    [Fact]
    public async Task FailedTry_SaysWhatHappened_AndWhenTheNextOneIs()
    {
        await using var sync = await StartLinkedAsync();
        sync.GitHub.Faults.FailNextBeforeApplying(502, request => request.Method == "GET");
        await sync.SaveAsync("t1", Old with { Title = "New" });
        await StepAsync(sync);
        var why = await WhyAsync(sync, SyncReason.Retrying, "Attempt 1 of 8 failed: ");

        why.Lane!.HeadDueAt.Should().BeAfter(sync.Clock.GetUtcNow());
        why.Lane.HeadError!.HttpStatus.Should().Be(502);
        why.Head!.Attempts.Should().Be(1);
    }

    [Fact]
    public async Task OpenBreaker_SaysThatAPersonHasToLook()
    {
        await using var sync = await StartLinkedAsync(options => options.Guards.MaximumRemovals = 1);
        await sync.SaveAsync("t2", Old, SyncAction.Created);
        await sync.DrainAsync();
        await sync.SaveAsync("t2", Old with { IsOpen = false });
        await StepAsync(sync);
        await sync.SaveAsync("t1", Old with { IsOpen = false });
        await StepAsync(sync);
        (await WhyAsync(sync, SyncReason.BreakerOpen, "Waiting for a person: more than 1 closes")).Breaker!.OpenSince.Should().NotBeNull();
    }

    [Fact]
    public async Task FinalFailure_SaysWhatToDo()
    {
        await using var sync = await StartLinkedAsync();
        sync.GitHub.Faults.RefuseNext(422, null, "Validation Failed", request => request.Method == "PATCH");
        await sync.SaveAsync("t1", Old with { Title = "New" });
        await sync.DrainAsync();
        (await WhyAsync(sync, SyncReason.Failed, "Failed: ")).Answer.Should().EndWith("Once the cause is gone, queue it again (ISyncQueue.RetryAsync) or edit the record.");
    }

    [Fact]
    public async Task ConflictForAPerson_NamesTheFields()
    {
        await using var sync = await StartLinkedAsync(options => options.Merge = new MergePolicy { Title = FieldPolicy.Manual });
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "Theirs");
        await sync.SaveAsync("t1", Old with { Title = "Ours" });
        await sync.DrainAsync();
        (await WhyAsync(sync, SyncReason.Conflict, "Both sides had changed title; a person has to decide.")).Lane!.Link.Undecided.Should().ContainSingle();
    }

    [Fact]
    public async Task DeletedOnGitHub_SaysSo_AlsoWhenTheRecordStays()
    {
        await using var sync = await StartLinkedAsync();
        sync.GitHub.DeleteIssue(sync.RepositoryId, 1);
        await sync.DrainAsync();
        (await WhyAsync(sync, SyncReason.Deleted, "Deleted on GitHub; the record stays, by policy.")).HasRecord.Should().BeTrue();
    }

    [Fact]
    public async Task CommentWhoseTaskIsNotThere_WaitsForIt()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        sync.Comments.Save("c1", "t1", "Said");
        await sync.Enqueuer.EnqueueAsync(new CommentChanged { CommentId = "c1", TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Created, ModifiedAt = sync.Clock.GetUtcNow() });
        (await sync.Explainer.ExplainAsync(ResourceKind.Comment, "c1")).Should().Match<SyncExplanation>(why => why.Reason == SyncReason.WaitsForTask && why.Project == SyncHarness.Project);
        await WhyAsync(sync, SyncReason.Queued, "It is queued and nothing stands against it");
    }

    [Fact]
    public async Task ChangeThatNobodyAnnounced_IsSeen()
    {
        await using var sync = await StartLinkedAsync();
        sync.Tasks.Save("t1", SyncHarness.Project, Old with { Title = "Quietly", IsOpen = false });
        await WhyAsync(sync, SyncReason.ChangedUnannounced, "The record's title and state changed since both sides were in step, and nobody announced it");
    }

    private static async Task<SyncExplanation> WhyAsync(SyncHarness sync, SyncReason reason, string answer)
    {
        var why = await sync.Explainer.ExplainAsync(ResourceKind.Task, "t1");
        why.Answer.Should().StartWith(answer);
        why.Reason.Should().Be(reason);
        why.Operations.Should().HaveCountLessThanOrEqualTo(ISyncExplainer.MaximumOperations);
        return why;
    }

    private static Task<SyncHarness> StartLinkedAsync(Action<GitSyncOptions>? configure = null) => Harnesses.StartLinkedAsync(Old, configure);

    /// <summary>Runs one operation, without moving the clock to what waits.</summary>
    private static async Task StepAsync(SyncHarness sync)
    {
        var claim = (await sync.Store.WorkAsync([], new ClaimRequest("step", 1, TimeSpan.FromMinutes(10)))).Claimed.Single();
        await sync.Store.WorkAsync([await sync.Processor.ProcessAsync(claim, CancellationToken.None)], new ClaimRequest("step", 0, TimeSpan.FromMinutes(10)));
    }
}
