using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>What was refused while a repository was off is looked at again once it is on, however short that was.</summary>
public sealed class ReviewTests
{
    private static readonly TaskContent Old = new() { Title = "Old", Body = "Body" };

    [Theory]
    [InlineData(ConnectionObstacles.Suspended)]
    [InlineData(ConnectionObstacles.SwitchedOff)]
    [InlineData(ConnectionObstacles.NotInstalled)]
    [InlineData(ConnectionObstacles.Archived)]
    [InlineData(ConnectionObstacles.Disconnected)]
    public async Task ChangesWhileItWasOff_ArriveOnceItIsOn(ConnectionObstacles obstacle)
    {
        await using var sync = await Harnesses.StartAsync();
        foreach (var id in (string[])["here", "there", "running"])
        {
            await sync.SaveAsync(id, Old, SyncAction.Created);
        }

        await sync.DrainAsync();
        var connection = (await sync.Store.FindByProjectAsync(SyncHarness.Project))!;
        await sync.SaveAsync("running", Old with { Title = "Queued when it went off" });
        await sync.Store.ConnectAsync(connection with { Obstacles = obstacle });
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await sync.SaveAsync("here", Old with { Title = "Edited here" });
        await sync.SaveAsync("new", Old with { Title = "Made here" }, SyncAction.Created);
        sync.GitHub.EditIssue(sync.RepositoryId, 2, title: "Edited there");
        await sync.DrainAsync();
        (await sync.Status.ReadAsync(ResourceKind.Task, "here")).Kind.Should().Be(SyncStatusKind.Filtered);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Old");

        await sync.Store.ConnectAsync(connection);
        await Repair.RunAsync(sync, Repair.Review);

        sync.GitHub.GetIssues(sync.RepositoryId).OrderBy(issue => issue.Number).Select(issue => issue.Title)
            .Should().Equal("Edited here", "Edited there", "Queued when it went off", "Made here");
        sync.Tasks.All.Single(task => task.Id == "there").Content.Title.Should().Be("Edited there");
        foreach (var id in (string[])["here", "there", "running", "new"])
        {
            (await sync.Status.ReadAsync(ResourceKind.Task, id)).Kind.Should().Be(SyncStatusKind.Synced, id);
        }
    }

    [Fact]
    public async Task CommentDeletedHereWhileItWasOff_IsDeletedThere()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        sync.Comments.Save("c1", "t1", "Said here");
        await AnnounceAsync(SyncAction.Created);
        await sync.DrainAsync();
        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().ContainSingle();
        await sync.Connections.SwitchAsync(SyncHarness.Project, isOn: false);
        sync.Comments.Remove("c1");
        await AnnounceAsync(SyncAction.Deleted);
        await sync.DrainAsync();
        await sync.Connections.SwitchAsync(SyncHarness.Project, isOn: true);
        await Repair.RunAsync(sync);

        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().BeEmpty();
        sync.Comments.All.Should().BeEmpty();

        Task AnnounceAsync(SyncAction action) => sync.Enqueuer.EnqueueAsync(new CommentChanged
        {
            CommentId = "c1",
            TaskId = "t1",
            Project = SyncHarness.Project,
            Action = action,
            ModifiedAt = sync.Clock.GetUtcNow(),
        });
    }

    [Fact]
    public async Task RepositoryThatNeverWasOff_IsNotLookedThrough()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();
        var before = (await sync.OperationsAsync()).Count;
        await Repair.RunAsync(sync, Repair.Review);

        (await sync.OperationsAsync()).Count.Should().Be(before);
    }

    [Fact]
    public async Task RepositoryThatWasLookedThrough_IsNotLookedThroughAgain()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();
        sync.GitHub.SuspendInstallation(77);
        sync.GitHub.UnsuspendInstallation(77);
        await sync.DrainAsync();
        await Repair.RunAsync(sync);
        var (before, requests) = ((await sync.OperationsAsync()).Count, sync.GitHub.Requests.Count("GET"));
        await Repair.RunAsync(sync, Repair.Review);

        (await sync.OperationsAsync()).Count.Should().Be(before);
        sync.GitHub.Requests.Count("GET").Should().Be(requests);
    }

    [Fact]
    public async Task OffAgainDuringTheReview_IsReviewedAnewAfterwards()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();
        await SuspendAsync(sync);
        await UnsuspendAsync(sync);
        await Repair.RunOnceAsync(sync, Repair.Review);
        await SuspendAsync(sync);
        await sync.SaveAsync("t1", Old with { Title = "Edited" });
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await Repair.RunOnceAsync(sync, Repair.Review);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Old");
        await UnsuspendAsync(sync);
        await Repair.RunAsync(sync, Repair.Review);

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Edited");

        static Task SuspendAsync(SyncHarness sync)
        {
            sync.GitHub.SuspendInstallation(77);
            return sync.DrainAsync();
        }

        static Task UnsuspendAsync(SyncHarness sync)
        {
            sync.GitHub.UnsuspendInstallation(77);
            return sync.DrainAsync();
        }
    }
}
