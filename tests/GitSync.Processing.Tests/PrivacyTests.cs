using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GitSync.Processing.Tests;

/// <summary>What is private does not leave, and what left before it turned private is taken back (sayr #254: private text leaked).</summary>
public sealed class PrivacyTests
{
    private static readonly TaskContent Secret = PrivateRecords.Secret;

    private readonly PrivateRecords _records = new();

    [Fact]
    public async Task RecordThatWasAlwaysPrivate_NeverLeaves_AndSaysWhy()
    {
        await using var sync = await _records.StartAsync();
        _records.Private.Add("t1");
        await sync.SaveAsync("t1", Secret, SyncAction.Created);
        await sync.DrainAsync();

        WritesOf(sync).Should().BeEmpty();
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Should().Match<SyncStatus>(
            status => status.Kind == SyncStatusKind.Filtered && status.Explanation.Contains("t1 is private"));
    }

    // All other tests say what may leave; here nobody has, and what AddGitSync() registers by itself decides.
    [Fact]
    public async Task HostThatDoesNotSayWhatMayLeave_LetsNothingLeave()
    {
        await using var sync = await Harnesses.StartAsync(services: services => services.RemoveAll<IOutboundPolicy>().AddGitSync());
        await sync.SaveAsync("t1", Secret, SyncAction.Created);
        await sync.SaveCommentAsync("c1", "t1", "Secret remark", SyncAction.Created);
        await sync.DrainAsync();

        WritesOf(sync).Should().BeEmpty();
        sync.Services.GetServices<IOutboundPolicy>().Should().ContainSingle().Which.Should().BeOfType<NothingLeaves>();
        foreach (var (kind, id) in new[] { (ResourceKind.Task, "t1"), (ResourceKind.Comment, "c1") })
        {
            (await sync.Status.ReadAsync(kind, id)).Should().Match<SyncStatus>(
                status => status.Kind == SyncStatusKind.Filtered && status.Explanation.Contains("no outbound policy is registered"));
        }
    }

    [Fact]
    public async Task TaskThatTurnsPrivate_IsRedactedOnGitHub_AndStaysWholeHere()
    {
        await using var sync = await _records.StartLinkedAsync();
        await _records.TurnPrivateAsync(sync);

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("(withdrawn)");
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Body.Should().NotContain("Secret");
        sync.GitHub.GetIssue(sync.RepositoryId, 1).State.Should().Be("open");
        sync.Tasks.All.Single().Content.Should().Be(Secret);
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Filtered);
    }

    [Fact]
    public async Task PolicyRemove_ClosesTheIssue_AndDeletesTheComment_WithoutDeletingTheRecords()
    {
        await using var sync = await _records.StartLinkedAsync(options =>
        {
            options.Withdrawal.Policy = WithdrawalPolicy.Remove;
            options.IssueDeletedOnGitHub = DeletionPolicy.Delete;
        });
        await sync.SaveCommentAsync("c1", "t1", "Secret remark");
        await sync.DrainAsync();
        _records.Private.Add("c1");
        await sync.SaveCommentAsync("c1", "t1", "Secret remark");
        await _records.TurnPrivateAsync(sync);

        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().BeEmpty();
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Should().Match<Testing.Simulator.SimulatorIssue>(issue => issue.State == "closed" && issue.Title == "(withdrawn)");
        sync.Tasks.All.Single().Content.Should().Be(Secret);
        sync.Comments.All.Single().Content.Body.Should().Be("Secret remark");
    }

    [Fact]
    public async Task EditOnGitHubWhileWithdrawn_StaysThere()
    {
        await using var sync = await _records.StartLinkedAsync();
        await _records.TurnPrivateAsync(sync);
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "Somebody's title");
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Should().Be(Secret);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Somebody's title");
    }

    [Fact]
    public async Task RecordThatMayLeaveAgain_IsWrittenAnew_OverWhateverStoodThereMeanwhile()
    {
        await using var sync = await _records.StartLinkedAsync();
        await _records.TurnPrivateAsync(sync);
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "Somebody's title");
        await sync.DrainAsync();
        _records.Private.Clear();
        await sync.SaveAsync("t1", Secret);
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Secret plan");
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Body.Should().StartWith("Secret text");
        sync.Tasks.All.Single().Content.Should().Be(Secret);
    }

    [Fact]
    public async Task IssueBornOnGitHub_KeepsItsText_AndGetsNothingMore()
    {
        await using var sync = await _records.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Their title", "Their text");
        await sync.DrainAsync();
        var task = sync.Tasks.All.Single();
        _records.Private.Add(task.Id);
        sync.GitHub.Requests.Clear();
        await sync.SaveAsync(task.Id, task.Content with { Body = "Secret remark" });
        await sync.DrainAsync();

        WritesOf(sync).Should().BeEmpty();
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Body.Should().Be("Their text");
        sync.Tasks.All.Single().Content.Body.Should().Be("Secret remark");
    }

    [Fact]
    public async Task CreationWhoseAnswerWasLost_IsLookedFor_AndRedacted()
    {
        await using var sync = await _records.StartAsync();
        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "POST" && request.Path.EndsWith("/issues", StringComparison.Ordinal));
        await sync.SaveAsync("t1", Secret, SyncAction.Created);
        await PrivateRecords.RunOneAsync(sync);
        await _records.TurnPrivateAsync(sync, deliverWebhooks: false);

        sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle().Which.Title.Should().Be("(withdrawn)");
    }

    [Fact]
    public async Task PolicyThatCloses_WithoutWithdrawing_LeavesGitHubAsItIs()
    {
        await using var sync = await _records.StartLinkedAsync();
        _records.Closed.Add("t1");
        await sync.SaveAsync("t1", Secret with { Body = "More" });
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Body.Should().StartWith("Secret text");
    }

    [Fact]
    public async Task WritesSwitchedOff_HoldTheWithdrawalBack_UntilTheyAreOn()
    {
        await using var sync = await _records.StartLinkedAsync();
        await sync.Writes.SetAsync(null, WriteMode.Off, "a look");
        _records.Private.Add("t1");
        await sync.SaveAsync("t1", Secret);
        var claim = (await sync.Store.WorkAsync([], new ClaimRequest("harness", 1, TimeSpan.FromMinutes(10)))).Claimed.Single();
        var held = await sync.Processor.ProcessAsync(claim, CancellationToken.None);
        await sync.Store.WorkAsync([held], new ClaimRequest("harness", 0, TimeSpan.FromMinutes(10)));
        await sync.Writes.SetAsync(null, WriteMode.On, null);
        await sync.DrainAsync();

        held.Rule.Should().Be(SyncRule.WritesOff);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("(withdrawn)");
    }

    private static IEnumerable<Testing.Simulator.LoggedRequest> WritesOf(SyncHarness sync) =>
        sync.GitHub.Requests.Entries().Where(request => request.Method != "GET" && !request.Path.EndsWith("/access_tokens", StringComparison.Ordinal));
}
