using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>Deletions on GitHub of which no webhook ever told.</summary>
public sealed class MissedDeletionTests
{
    [Fact]
    public async Task CommentThatIsNotFoundOnAReadableIssue_WasDeleted()
    {
        await using var sync = await StartAsync();
        var comment = sync.GitHub.GetComments(sync.RepositoryId, 1).Single();
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.GitHub.DeleteComment(sync.RepositoryId, comment.Id);
        await EditAsync(sync);
        await sync.DrainAsync();

        sync.Comments.All.Should().BeEmpty();
        var status = await sync.Status.ReadAsync(ResourceKind.Comment, "c1");
        status.Kind.Should().Be(SyncStatusKind.Unlinked);
        status.Explanation.Should().Be("Deleted on GitHub; the record was deleted.");
    }

    [Fact]
    public async Task CommentThatIsNotFoundWithoutAccessToItsIssue_StaysAndSaysWhy()
    {
        await using var sync = await StartAsync();
        sync.GitHub.Faults.RefuseNext(404, null, "Not Found", request => request.Path.Contains("/issues/", StringComparison.Ordinal), times: 100);
        await EditAsync(sync);
        await sync.DrainAsync();

        sync.Comments.All.Should().ContainSingle();
        (await sync.Status.ReadAsync(ResourceKind.Comment, "c1")).Kind.Should().Be(SyncStatusKind.Failed);
    }

    [Fact]
    public async Task WhatIsLinkedAndNotListedAnyMore_IsReadOnceADay()
    {
        await using var sync = await StartAsync();
        await sync.SaveAsync("t2", new TaskContent { Title = "Deleted there" }, SyncAction.Created);
        await sync.SaveAsync("t3", new TaskContent { Title = "Stays" }, SyncAction.Created);
        await sync.DrainAsync();
        await RunAsync(sync);
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.GitHub.DeleteComment(sync.RepositoryId, sync.GitHub.GetComments(sync.RepositoryId, 1).Single().Id);
        sync.GitHub.DeleteIssue(sync.RepositoryId, 2);
        await RunAsync(sync);
        await sync.DrainAsync();
        sync.Tasks.All.Should().HaveCount(3, "the day is not over");
        sync.Clock.Advance(TimeSpan.FromDays(1));
        sync.GitHub.Requests.Clear();
        await RunAsync(sync);
        sync.GitHub.Requests.Entries().Count(request => request.Method == "GET").Should().Be(2, "a page of issues and a page of comments");
        await sync.DrainAsync();

        sync.Tasks.All.Select(task => task.Id).Should().BeEquivalentTo("t1", "t3");
        sync.Comments.All.Should().BeEmpty();
    }

    private static Task<DateTimeOffset?> RunAsync(SyncHarness sync) =>
        sync.Repairs.Single(task => task.GetType().Name == "MissingSweep").RunDueAsync();

    private static async Task<SyncHarness> StartAsync()
    {
        var sync = await Harnesses.StartAsync(options => options.IssueDeletedOnGitHub = DeletionPolicy.Delete);
        await sync.SaveAsync("t1", new TaskContent { Title = "Task" }, SyncAction.Created);
        sync.Comments.Save("c1", "t1", "Said");
        await AnnounceAsync(sync, SyncAction.Created);
        await sync.DrainAsync();
        return sync;
    }

    private static Task EditAsync(SyncHarness sync)
    {
        sync.Comments.Save("c1", "t1", "Said better");
        return AnnounceAsync(sync, SyncAction.Edited);
    }

    private static Task AnnounceAsync(SyncHarness sync, SyncAction action) => sync.Enqueuer.EnqueueAsync(new CommentChanged
    {
        CommentId = "c1", TaskId = "t1", Project = SyncHarness.Project, Action = action, ModifiedAt = sync.Clock.GetUtcNow(),
    });
}
