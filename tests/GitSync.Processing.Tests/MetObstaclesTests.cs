using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>A repository that is out of the App's reach without a webhook that says so: it is noticed at the first request, and what waited arrives afterwards.</summary>
public sealed class MetObstaclesTests
{
    private const long Home = 77;
    private const long Elsewhere = 78;
    private static readonly TaskContent Old = new() { Title = "Old", Body = "Body" };

    [Fact]
    public async Task AccessTakenAwayWithoutAWord_IsNoticed_AndWhatWasWrittenMeanwhileArrivesOnceItIsBack()
    {
        await using var sync = await StartLinkedAsync();
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.GitHub.RemoveFromInstallation(Home, sync.RepositoryId);
        await sync.SaveAsync("t1", Old with { Title = "Edited here" });
        await sync.SaveCommentAsync("c1", "t1", "Said here", SyncAction.Created);
        await sync.SaveAsync("t2", Old with { Title = "Made here" }, SyncAction.Created);
        await sync.DrainAsync();
        (await ConnectionAsync(sync)).Obstacles.Should().Be(ConnectionObstacles.NotInstalled);
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Filtered);
        await Repair.RunAsync(sync);
        sync.GitHub.AddToInstallation(Home, sync.RepositoryId);
        sync.Clock.Advance(TimeSpan.FromHours(1));
        await Repair.RunAsync(sync);

        (await ConnectionAsync(sync)).Obstacles.Should().Be(ConnectionObstacles.None);
        TaskView.There(sync).Should().Equal(TaskView.Here(sync));
        sync.GitHub.GetIssues(sync.RepositoryId).Select(issue => issue.Title).Should().BeEquivalentTo("Edited here", "Made here");
    }

    [Fact]
    public async Task RepositoryThatWentOver_FollowsToTheInstallationThatWasOffered_OnceGitHubNamesIt()
    {
        await using var sync = await StartLinkedAsync();
        sync.GitHub.CreateInstallation("octo-labs", Elsewhere);
        sync.GitHub.TransferRepository(sync.RepositoryId, "octo-labs", Elsewhere);
        await sync.GitHub.DrainAsync();
        (await ConnectionAsync(sync)).Should().Match<Connection>(each => each.InstallationId == Home && each.OfferedInstallationId == Elsewhere, "a webhook alone moves nothing");
        await sync.SaveAsync("t1", Old with { Title = "Edited here" });
        await sync.DrainAsync();
        await Repair.RunAsync(sync);

        (await ConnectionAsync(sync)).Should().Match<Connection>(each => each.InstallationId == Elsewhere && each.Obstacles == ConnectionObstacles.None);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Edited here");
    }

    [Fact]
    public async Task InstallationThatGitHubDoesNotName_GetsNothing_HoweverOftenItWasOffered()
    {
        await using var sync = await StartLinkedAsync();
        await sync.Store.ConnectAsync(await ConnectionAsync(sync) with { OfferedInstallationId = Elsewhere });
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.GitHub.RemoveFromInstallation(Home, sync.RepositoryId);
        await sync.SaveAsync("t1", Old with { Title = "Edited here" });
        await sync.DrainAsync();

        (await ConnectionAsync(sync)).Should().Match<Connection>(each => each.InstallationId == Home && each.Obstacles == ConnectionObstacles.NotInstalled);
    }

    // Found by simulation: a DELETE that finds nothing has deleted nothing where nothing may be seen.
    [Fact]
    public async Task DeletionInARepositoryThatIsOutOfReach_IsMadeUpForOnceItIsBack()
    {
        await using var sync = await StartLinkedAsync(options => options.CommentDeletedInApp = DeletionPolicy.Delete);
        await sync.SaveCommentAsync("c1", "t1", "Said here", SyncAction.Created);
        await sync.DrainAsync();
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.GitHub.RemoveFromInstallation(Home, sync.RepositoryId);
        await UnsayAsync(sync);
        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().ContainSingle();
        await Repair.RunAsync(sync);
        sync.GitHub.AddToInstallation(Home, sync.RepositoryId);
        sync.Clock.Advance(TimeSpan.FromHours(1));
        await Repair.RunAsync(sync);

        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().BeEmpty();
    }

    [Fact]
    public async Task DeletionThatIsAnsweredWith404ForAMoment_IsSentAgain()
    {
        await using var sync = await StartLinkedAsync(options => options.CommentDeletedInApp = DeletionPolicy.Delete);
        await sync.SaveCommentAsync("c1", "t1", "Said here", SyncAction.Created);
        await sync.DrainAsync();
        sync.GitHub.Faults.RefuseNext(404, null, "Not Found", request => request.Method == "DELETE");
        await UnsayAsync(sync);

        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().BeEmpty();
    }

    [Fact]
    public async Task IssueThatIsNotFoundInARepositoryThatIs_IsItsOwnFailure()
    {
        await using var sync = await StartLinkedAsync();
        sync.GitHub.Faults.RefuseNext(404, null, "Not Found", request => request.Path.EndsWith("/issues/1", StringComparison.Ordinal), times: 10);
        await sync.SaveAsync("t1", Old with { Title = "Edited here" });
        await sync.DrainAsync();

        (await ConnectionAsync(sync)).Obstacles.Should().Be(ConnectionObstacles.None);
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Should().Match<SyncStatus>(status => status.Kind == SyncStatusKind.Failed && status.Explanation.Contains("404"));
    }

    /// <summary>A user deletes the comment.</summary>
    private static async Task UnsayAsync(SyncHarness sync)
    {
        sync.Comments.Remove("c1");
        await sync.Enqueuer.EnqueueAsync(new CommentChanged
        {
            CommentId = "c1", TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow(),
        });
        await sync.DrainAsync();
    }

    private static async Task<Connection> ConnectionAsync(SyncHarness sync) =>
        (await sync.Store.FindByRepositoryAsync(sync.RepositoryId, CancellationToken.None))!;

    private static Task<SyncHarness> StartLinkedAsync(Action<GitSyncOptions>? configure = null) => Harnesses.StartLinkedAsync(Old, configure);
}
