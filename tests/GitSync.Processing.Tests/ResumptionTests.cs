using GitSync.Testing;
using GitSync.Testing.Simulator;

namespace GitSync.Processing.Tests;

/// <summary>A repository that is taken away and given back: both sides go on meanwhile, and are equal afterwards.</summary>
public sealed class ResumptionTests
{
    private static readonly TaskContent Old = new() { Title = "Old", Body = "Body" };

    public static TheoryData<string> Ways => ["suspended", "taken out", "uninstalled", "archived", "switched off", "disconnected"];

    [Theory]
    [MemberData(nameof(Ways))]
    public Task EditsOfBothSidesMeanwhile_AreEqualAfterwards(string way) => RunAsync(way, isLookedAtMeanwhile: true);

    [Theory]
    [MemberData(nameof(Ways))]
    public Task OffAndOnBetweenTwoLooks_IsTheSame(string way) => RunAsync(way, isLookedAtMeanwhile: false);

    [Fact]
    public async Task NewPermissions_LetWhatFailedForWantOfThemArrive()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();
        sync.GitHub.AcceptPermissions(77, new Dictionary<string, string> { ["issues"] = "read", ["metadata"] = "read" });
        sync.Clock.Advance(TimeSpan.FromHours(1));
        await sync.SaveAsync("t1", Old with { Title = "Edited here" });
        await sync.DrainAsync();
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Failed);
        await Repair.RunAsync(sync);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Old");

        sync.GitHub.AcceptPermissions(77, new Dictionary<string, string> { ["issues"] = "write", ["pull_requests"] = "write", ["metadata"] = "read" });
        await sync.DrainAsync();
        await Repair.RunAsync(sync);

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Edited here");
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Synced);
    }

    // Found by simulation: the one that was under way ended well, and the lane looked as if all were.
    [Fact]
    public async Task EditRefusedWhileAnotherOneIsBeingDone_Arrives()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();
        await Repair.RunAsync(sync);
        await sync.SaveAsync("t1", Old with { Title = "First" });
        using var held = sync.GitHub.Faults.HoldNextAnswer(request => request.Method == "PATCH");
        var lease = TimeSpan.FromMinutes(10);
        var claim = (await sync.Store.WorkAsync([], new ClaimRequest("worker", 1, lease))).Claimed.Single();
        var doing = sync.Processor.ProcessAsync(claim, CancellationToken.None);
        await held.Reached;
        await SwitchAsync(sync, "switched off", isOn: false);
        sync.Clock.Advance(TimeSpan.FromSeconds(1));
        (await sync.SaveAsync("t1", Old with { Title = "Second" })).State.Should().Be(OperationState.Disabled);
        held.Release();
        await sync.Store.WorkAsync([await doing], new ClaimRequest("worker", 0, lease));
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().NotBe(SyncStatusKind.Synced);

        await SwitchAsync(sync, "switched off", isOn: true);
        await Repair.RunAsync(sync);

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Second");
    }

    // Found by simulation: the deletion stands with the lane that was taken in, not with the one that has the link.
    [Fact]
    public async Task DeletionRefusedBeforeTheRecordsLinkWasSaved_Arrives()
    {
        await using var sync = await Harnesses.StartAsync(options => options.CommentDeletedInApp = DeletionPolicy.Delete);
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();
        await Repair.RunAsync(sync);
        sync.GitHub.AddComment(sync.RepositoryId, 1, "Said there");
        await sync.GitHub.DrainAsync();
        var lease = TimeSpan.FromMinutes(10);
        var claims = (await sync.Store.WorkAsync([], new ClaimRequest("worker", 10, lease))).Claimed;
        Completion[] ended = [.. await Task.WhenAll(claims.Select(claim => sync.Processor.ProcessAsync(claim, CancellationToken.None)))];
        var comment = sync.Comments.All.Single();
        sync.Comments.Remove(comment.Id);
        await SwitchAsync(sync, "switched off", isOn: false);
        await sync.Enqueuer.EnqueueAsync(new CommentChanged
        {
            CommentId = comment.Id, TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow(),
        });
        await sync.Store.WorkAsync(ended, new ClaimRequest("worker", 0, lease));

        await SwitchAsync(sync, "switched off", isOn: true);
        await Repair.RunAsync(sync);

        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().BeEmpty();
    }

    [Fact]
    public async Task CommentWrittenMeanwhile_Arrives()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await Repair.RunAsync(sync);
        await SwitchAsync(sync, "suspended", isOn: false);
        await sync.SaveCommentAsync("c1", "t1", "Said meanwhile", SyncAction.Created);
        await sync.SaveAsync("t2", Old, SyncAction.Created);
        await sync.SaveCommentAsync("c2", "t2", "Said meanwhile too", SyncAction.Created);
        await sync.DrainAsync();

        await SwitchAsync(sync, "suspended", isOn: true);
        await Repair.RunAsync(sync);

        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().ContainSingle();
        sync.GitHub.GetComments(sync.RepositoryId, 2).Should().ContainSingle();
    }

    [Fact]
    public async Task SuspensionOfWhichNoWebhookTold_LetsWhatFailedMeanwhileArriveAfterwards()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await Repair.RunAsync(sync);
        sync.GitHub.Faults.VanishNextWebhook(webhook => webhook.Event == "installation");
        await SwitchAsync(sync, "suspended", isOn: false);
        sync.Clock.Advance(TimeSpan.FromHours(1));
        await sync.SaveAsync("t1", Old with { Title = "Edited here" });
        await sync.DrainAsync();
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Failed);

        await SwitchAsync(sync, "suspended", isOn: true);
        await Repair.RunAsync(sync);

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Edited here");
    }

    [Fact]
    public async Task TaskDeletedMeanwhileThatNeverArrived_EndsTheCommentsThatWaitForIt()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.Faults.FailNextBeforeApplying(503, request => request.Method == "POST" && request.Path.EndsWith("/issues", StringComparison.Ordinal), times: 2);
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.SaveCommentAsync("c1", "t1", "Waits", SyncAction.Created);
        await SwitchAsync(sync, "suspended", isOn: false);
        sync.Tasks.Remove("t1");
        await sync.Enqueuer.EnqueueAsync(new TaskChanged { TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow() });
        await sync.DrainAsync();

        await SwitchAsync(sync, "suspended", isOn: true);
        await Repair.RunAsync(sync);

        (await sync.OperationsAsync()).Should().OnlyContain(operation => operation.State.IsEnded());
        sync.GitHub.GetIssues(sync.RepositoryId).Should().BeEmpty();
    }

    private static async Task RunAsync(string way, bool isLookedAtMeanwhile)
    {
        await using var sync = await Harnesses.StartAsync();
        foreach (var id in (string[])["here", "there", "both", "gone", "deleted"])
        {
            await sync.SaveAsync(id, Old, SyncAction.Created);
        }

        await Repair.RunAsync(sync);
        await SwitchAsync(sync, way, isOn: false);
        await sync.SaveAsync("here", Old with { Title = "Edited here" });
        await sync.SaveAsync("both", Old with { Title = "Both, here" });
        await sync.SaveAsync("new", Old with { Title = "Made here" }, SyncAction.Created);
        sync.Tasks.Remove("deleted");
        await sync.Enqueuer.EnqueueAsync(new TaskChanged { TaskId = "deleted", Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow() });
        sync.GitHub.EditIssue(sync.RepositoryId, 5, body: "Edited there after it was deleted here");
        sync.Clock.Advance(TimeSpan.FromSeconds(1));
        sync.GitHub.EditIssue(sync.RepositoryId, 2, title: "Edited there");
        sync.GitHub.EditIssue(sync.RepositoryId, 3, body: "Both, there");
        sync.GitHub.AddComment(sync.RepositoryId, 2, "Said there");
        sync.GitHub.DeleteIssue(sync.RepositoryId, 4);
        sync.GitHub.OpenIssue(sync.RepositoryId, "Made there");
        await sync.DrainAsync();
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Old");
        sync.Tasks.All.Single(task => task.Id == "there").Content.Title.Should().Be("Old");
        if (isLookedAtMeanwhile)
        {
            await Repair.RunAsync(sync);
        }

        await SwitchAsync(sync, way, isOn: true);
        await Repair.RunAsync(sync);

        Titles(sync).Should().Equal("Both, here|Both, there", "Edited here|Body", "Edited there|Body", "Made here|Body", "Made there|");
        sync.Tasks.All.Where(task => task.Id != "gone").Select(task => task.Content.Title + "|" + task.Content.Body).Order(StringComparer.Ordinal)
            .Should().Equal(Titles(sync));
        sync.Comments.All.Should().ContainSingle().Which.Content.Body.Should().Be("Said there");
        foreach (var id in (string[])["here", "there", "both", "new"])
        {
            (await sync.Status.ReadAsync(ResourceKind.Task, id)).Kind.Should().Be(SyncStatusKind.Synced, id);
        }

        sync.GitHub.GetIssue(sync.RepositoryId, 5).State.Should().Be("closed", "its task was deleted");
        (await sync.Status.ReadAsync(ResourceKind.Task, "gone")).Kind.Should().NotBe(SyncStatusKind.Synced);
    }

    private static IEnumerable<string> Titles(SyncHarness sync) => sync.GitHub.GetIssues(sync.RepositoryId)
        .Where(issue => issue is { Fate: SimulatorIssueFate.Present, Number: not 5 }).Select(issue => issue.Title + "|" + issue.Body?.Split("<!--")[0].TrimEnd()).Order(StringComparer.Ordinal);

    private static async Task SwitchAsync(SyncHarness sync, string way, bool isOn)
    {
        switch (way, isOn)
        {
            case ("suspended", false):
                sync.GitHub.SuspendInstallation(77);
                break;
            case ("suspended", true):
                sync.GitHub.UnsuspendInstallation(77);
                break;
            case ("taken out", false):
                sync.GitHub.RemoveFromInstallation(77, sync.RepositoryId);
                break;
            case ("taken out", true):
                sync.GitHub.AddToInstallation(77, sync.RepositoryId);
                break;
            case ("uninstalled", false):
                sync.GitHub.DeleteInstallation(77);
                break;
            case ("uninstalled", true):
                sync.GitHub.CreateInstallation("octo-org", 78);
                sync.GitHub.AddToInstallation(78, sync.RepositoryId);
                break;
            case ("archived", _):
                sync.GitHub.SetArchived(sync.RepositoryId, !isOn);
                break;
            case ("switched off", _):
                await sync.Connections.SwitchAsync(SyncHarness.Project, isOn);
                break;
            case ("disconnected", false):
                await sync.Connections.DisconnectAsync(SyncHarness.Project);
                break;
            case ("disconnected", true):
                (await sync.Connections.ConnectAsync(SyncHarness.Project, "octo-org", "board")).IsDone.Should().BeTrue();
                break;
            default:
                throw new ArgumentException($"Nobody takes a repository away by being {way}.", nameof(way));
        }

        await sync.DrainAsync();
    }
}
