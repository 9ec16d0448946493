using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>Whatever rings takes private text back, and nothing of the redacted text comes back.</summary>
public sealed class WithdrawalPathTests
{
    private readonly PrivateRecords _records = new();

    [Fact]
    public async Task WholeRecord_AnInboundChangeThatCancelsTheAnnouncement_StillTakesTheTextBack()
    {
        await using var sync = await _records.StartLinkedAsync(options => options.RecordConflicts = RecordConflictPolicy.WholeRecord);
        _records.Private.Add("t1");
        await sync.SaveAsync("t1", PrivateRecords.Secret);
        sync.Clock.Advance(TimeSpan.FromSeconds(5));
        sync.GitHub.SetLabels(sync.RepositoryId, 1, ["bug"]);
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("(withdrawn)");
    }

    [Fact]
    public async Task RecordThatTurnsPrivateWhileTheInstallationIsSuspended_IsTakenBackByTheReviewAfterwards()
    {
        await using var sync = await _records.StartLinkedAsync();
        sync.GitHub.SuspendInstallation(77);
        await sync.DrainAsync();
        await _records.TurnPrivateAsync(sync);
        sync.GitHub.UnsuspendInstallation(77);
        await sync.DrainAsync();
        await Repair.RunAsync(sync, Repair.Review);

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("(withdrawn)");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WithdrawalThatWasRefusedOrShadowed_IsTriedAgainByTheNextLook(bool shadow)
    {
        await using var sync = await _records.StartLinkedAsync();
        if (shadow)
        {
            await sync.Writes.SetAsync(null, WriteMode.Shadow, "a look");
        }
        else
        {
            sync.GitHub.Faults.RefuseNext(403, null, "No", request => request.Method == "PATCH");
        }

        await _records.TurnPrivateAsync(sync);
        await sync.Writes.SetAsync(null, WriteMode.On, null);
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.GitHub.SetLabels(sync.RepositoryId, 1, ["bug"]);
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("(withdrawn)");
    }

    [Fact]
    public async Task CreationThatIsNotListedYet_IsRedactedWhenItsWebhookComes()
    {
        await using var sync = await _records.StartAsync();
        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "POST" && request.Path.EndsWith("/issues", StringComparison.Ordinal));
        await sync.SaveAsync("t1", PrivateRecords.Secret, SyncAction.Created);
        await PrivateRecords.RunOneAsync(sync);
        sync.GitHub.Faults.ReadLag = TimeSpan.FromMinutes(1);
        await _records.TurnPrivateAsync(sync, deliverWebhooks: false);
        sync.GitHub.Faults.ReadLag = TimeSpan.Zero;
        await sync.DrainAsync();

        sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle().Which.Title.Should().Be("(withdrawn)");
    }

    [Fact]
    public async Task RecordThatIsDeletedBeforeItsWithdrawalRan_LeavesNoTextOnGitHub()
    {
        await using var sync = await _records.StartLinkedAsync();
        _records.Private.Add("t1");
        await sync.SaveAsync("t1", PrivateRecords.Secret);
        sync.Tasks.Remove("t1");
        await sync.Enqueuer.EnqueueAsync(new TaskChanged { TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow() });
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().NotContain("Secret");
    }

    [Fact]
    public async Task TextOfOursOnAnIssueBornOnGitHub_IsTakenBackToo()
    {
        await using var sync = await _records.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Their title", "Their text");
        await sync.DrainAsync();
        var task = sync.Tasks.All.Single();
        var ours = task.Content with { Body = "Their text\n\nSecret remark" };
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await sync.SaveAsync(task.Id, ours);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        _records.Private.Add(task.Id);
        await sync.SaveAsync(task.Id, ours);
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Body.Should().NotContain("Secret");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EditOfTheRedactedText_DoesNotReachTheRecord_WhenItMayLeaveAgain(bool announced)
    {
        await using var sync = await _records.StartLinkedAsync();
        await _records.TurnPrivateAsync(sync);
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.GitHub.EditIssue(sync.RepositoryId, 1, body: "Why? " + sync.GitHub.GetIssue(sync.RepositoryId, 1).Body);
        _records.Private.Clear();
        await sync.GitHub.DrainAsync();
        if (announced)
        {
            await sync.SaveAsync("t1", PrivateRecords.Secret);
        }

        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Body.Should().Be("Secret text");
    }

    [Fact]
    public async Task EditOfTheRedactedText_DoesNotReachARecordThatIsNowMerelyClosed()
    {
        await using var sync = await _records.StartLinkedAsync();
        await _records.TurnPrivateAsync(sync);
        _records.Private.Clear();
        _records.Closed.Add("t1");
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await sync.SaveAsync("t1", PrivateRecords.Secret);
        await sync.DrainAsync();
        sync.GitHub.EditIssue(sync.RepositoryId, 1, body: "Why? " + sync.GitHub.GetIssue(sync.RepositoryId, 1).Body);
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Body.Should().Be("Secret text");
    }

    [Fact]
    public async Task EditOnGitHubJustBeforeTheWithdrawal_IsNotLost()
    {
        await using var sync = await _records.StartLinkedAsync();
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "Their better title");
        await _records.TurnPrivateAsync(sync);

        sync.Tasks.All.Single().Content.Title.Should().Be("Their better title");
    }
}
