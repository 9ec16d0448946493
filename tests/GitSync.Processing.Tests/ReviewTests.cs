using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>What was refused while a repository was off is looked at again once it is on.</summary>
public sealed class ReviewTests
{
    private static readonly TaskContent Old = new() { Title = "Old", Body = "Body" };

    [Theory]
    [InlineData(ConnectionObstacles.Suspended)]
    [InlineData(ConnectionObstacles.SwitchedOff)]
    [InlineData(ConnectionObstacles.NotInstalled)]
    [InlineData(ConnectionObstacles.Archived)]
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
        await RunAsync(sync);
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await sync.SaveAsync("here", Old with { Title = "Edited here" });
        await sync.SaveAsync("new", Old with { Title = "Made here" }, SyncAction.Created);
        sync.GitHub.EditIssue(sync.RepositoryId, 2, title: "Edited there");
        await sync.DrainAsync();
        (await sync.Status.ReadAsync(ResourceKind.Task, "here")).Kind.Should().Be(SyncStatusKind.Filtered);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Old");

        await sync.Store.ConnectAsync(connection);
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await RunAsync(sync);
        await sync.DrainAsync();

        sync.GitHub.GetIssues(sync.RepositoryId).OrderBy(issue => issue.Number).Select(issue => issue.Title)
            .Should().Equal("Edited here", "Edited there", "Queued when it went off", "Made here");
        sync.Tasks.All.Single(task => task.Id == "there").Content.Title.Should().Be("Edited there");
        foreach (var id in (string[])["here", "there", "running", "new"])
        {
            (await sync.Status.ReadAsync(ResourceKind.Task, id)).Kind.Should().Be(SyncStatusKind.Synced, id);
        }
    }

    [Fact]
    public async Task RepositoryThatNeverWasOff_IsNotLookedThrough()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();
        var before = (await sync.OperationsAsync()).Count;
        await RunAsync(sync);

        (await sync.OperationsAsync()).Count.Should().Be(before);
    }

    private static async Task RunAsync(SyncHarness sync)
    {
        var review = sync.Repairs.Single(task => task.GetType().Name == "LaneReview");
        while (await review.RunDueAsync() is { } next && next <= sync.Clock.GetUtcNow())
        {
        }
    }
}
