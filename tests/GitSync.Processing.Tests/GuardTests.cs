using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>What stops GitSync before it does harm in bulk: switches, breakers, and an eye on two programs that insist.</summary>
public sealed class GuardTests
{
    private static readonly TaskContent Old = new() { Title = "Old", Body = "Body" };

    [Fact]
    public async Task WritesThatAreSwitchedOff_WaitAndGoOnWhenTheyAreOn()
    {
        await using var sync = await StartLinkedAsync();
        await sync.Writes.SetAsync(sync.RepositoryId, WriteMode.Off, "GitHub is being migrated.", "ada");
        sync.GitHub.Requests.Clear();
        await sync.SaveAsync("t1", Old with { Title = "New" });
        await StepAsync(sync);

        Writes(sync).Should().Be(0);
        var status = await sync.Status.ReadAsync(ResourceKind.Task, "t1");
        status.Kind.Should().Be(SyncStatusKind.Waiting);
        (await sync.OperationsAsync())[^1].Explanation.Should().Be("Waiting: writes to GitHub are switched off: GitHub is being migrated.");
        await sync.Writes.SetAsync(sync.RepositoryId, WriteMode.On, null);
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("New");
        (await sync.OperationsAsync())[^1].Attempts.Should().Be(1, "waiting spends no attempt");
    }

    [Fact]
    public async Task SwitchForAll_HoldsForEveryRepositoryAndEveryWrite()
    {
        await using var sync = await StartLinkedAsync();
        await sync.Writes.SetAsync(null, WriteMode.Off, null);
        sync.GitHub.Requests.Clear();
        await sync.SaveAsync("t2", Old, SyncAction.Created);
        await StepAsync(sync);
        sync.Tasks.Remove("t1");
        await sync.Enqueuer.EnqueueAsync(new TaskChanged { TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow() });
        await StepAsync(sync);

        Writes(sync).Should().Be(0);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).State.Should().Be("open");
    }

    [Fact]
    public async Task ChangesOnGitHub_ComeInWhileWritesAreOff()
    {
        await using var sync = await StartLinkedAsync();
        await sync.Writes.SetAsync(null, WriteMode.Off, null);
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "Theirs");
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Title.Should().Be("Theirs");
    }

    [Fact]
    public async Task ShadowMode_DecidesAndRecords_AndWritesNothing()
    {
        await using var sync = await Harnesses.StartAsync(options => options.Guards.Writes = WriteMode.Shadow);
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();

        Writes(sync).Should().Be(0);
        var status = await sync.Status.ReadAsync(ResourceKind.Task, "t1");
        status.Kind.Should().Be(SyncStatusKind.Filtered);
        status.Explanation.Should().StartWith("Not sent to GitHub: shadow mode");
    }

    [Fact]
    public async Task TooManyClosesHere_StopBeforeTheyReachGitHub_UntilAPersonHasLooked()
    {
        await using var sync = await Harnesses.StartAsync(options => options.Guards.MaximumRemovals = 5);
        for (var i = 1; i <= 8; i++)
        {
            await sync.SaveAsync($"t{i}", Old, SyncAction.Created);
        }

        await sync.DrainAsync();
        for (var i = 1; i <= 8; i++)
        {
            await sync.SaveAsync($"t{i}", Old with { IsOpen = false });
        }

        await StepAsync(sync, 8);

        sync.GitHub.GetIssues(sync.RepositoryId).Count(issue => issue.State == "closed").Should().Be(5);
        (await sync.Breakers.FindAsync(sync.RepositoryId)).OpenSince.Should().NotBeNull();
        (await sync.OperationsAsync()).Count(each => each.Rule == SyncRule.BreakerOpen).Should().Be(3);
        await sync.Breakers.ResetAsync(sync.RepositoryId);
        await sync.DrainAsync();

        sync.GitHub.GetIssues(sync.RepositoryId).Should().OnlyContain(issue => issue.State == "closed");
    }

    [Fact]
    public async Task TooManyDeletionsOnGitHub_StopBeforeTheyReachTheRecords()
    {
        await using var sync = await Harnesses.StartAsync(options =>
        {
            options.Guards.MaximumRemovals = 3;
            options.IssueDeletedOnGitHub = DeletionPolicy.Delete;
        });
        for (var i = 1; i <= 6; i++)
        {
            sync.GitHub.OpenIssue(sync.RepositoryId, $"Issue {i}");
        }

        await sync.DrainAsync();
        for (var i = 1; i <= 6; i++)
        {
            sync.GitHub.DeleteIssue(sync.RepositoryId, i);
        }

        await sync.GitHub.DrainAsync();
        await StepAsync(sync, 6);

        sync.Tasks.All.Should().HaveCount(3);
        (await sync.OperationsAsync()).Count(each => each.Rule == SyncRule.BreakerOpen).Should().Be(3);
    }

    // A first try that waits for something else has not been counted by the breaker yet.
    [Fact]
    public async Task RemovalsThatAreTriedAgain_AreCountedOnceEach()
    {
        await using var sync = await Harnesses.StartAsync(options => options.Guards.MaximumRemovals = 3);
        for (var i = 1; i <= 6; i++)
        {
            await sync.SaveAsync($"t{i}", Old, SyncAction.Created);
        }

        await sync.DrainAsync();
        for (var i = 1; i <= 6; i++)
        {
            await sync.Enqueuer.EnqueueAsync(new TaskChanged { TaskId = $"t{i}", Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow() });
        }

        await StepAsync(sync, 6);
        for (var i = 1; i <= 6; i++)
        {
            sync.Tasks.Remove($"t{i}");
        }

        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await StepAsync(sync, 6);

        sync.GitHub.GetIssues(sync.RepositoryId).Count(issue => issue.State == "closed").Should().Be(3);
        var breaker = RemovalBreaker.Fresh;
        var id = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        breaker = breaker.Pass(id, sync.Clock.GetUtcNow(), 1, TimeSpan.FromMinutes(5));
        breaker.Pass(id, sync.Clock.GetUtcNow(), 1, TimeSpan.FromMinutes(5)).OpenSince.Should().BeNull();
        breaker.Pass(Guid.Empty, sync.Clock.GetUtcNow(), 1, TimeSpan.FromMinutes(5)).OpenSince.Should().NotBeNull();
    }

    [Fact]
    public async Task BreakerThatCannotBeRead_IsOpen_UntilAPersonResetsIt()
    {
        await using var sync = await StartLinkedAsync();
        await sync.Store.ChangeStateAsync($"breaker/{sync.RepositoryId}", _ => "no JSON"u8.ToArray());
        await sync.SaveAsync("t1", Old with { IsOpen = false });
        await StepAsync(sync);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).State.Should().Be("open");

        await sync.Breakers.ResetAsync(sync.RepositoryId);
        await sync.DrainAsync();
        sync.GitHub.GetIssue(sync.RepositoryId, 1).State.Should().Be("closed");
    }

    [Fact]
    public async Task SwitchThatCannotBeRead_IsOff()
    {
        await using var sync = await StartLinkedAsync();
        await sync.Store.ChangeStateAsync("writes/all", _ => "no JSON"u8.ToArray());
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.GitHub.Requests.Clear();
        await sync.SaveAsync("t1", Old with { Title = "New" });
        await StepAsync(sync);

        Writes(sync).Should().Be(0);
    }

    [Fact]
    public async Task ClosesOverALongTime_AreNotTooMany()
    {
        await using var sync = await Harnesses.StartAsync(options => options.Guards.MaximumRemovals = 2);
        for (var i = 1; i <= 6; i++)
        {
            await sync.SaveAsync($"t{i}", Old, SyncAction.Created);
            await sync.DrainAsync();
            await sync.SaveAsync($"t{i}", Old with { IsOpen = false });
            await sync.DrainAsync();
            sync.Clock.Advance(TimeSpan.FromMinutes(6));
        }

        sync.GitHub.GetIssues(sync.RepositoryId).Should().OnlyContain(issue => issue.State == "closed");
    }

    [Fact]
    public async Task ProgramThatInsists_IsNotAnsweredForEver()
    {
        await using var sync = await StartLinkedAsync();
        await sync.SaveAsync("t1", Old with { Labels = NameSet.Of("ours") });
        await sync.DrainAsync();
        sync.GitHub.Requests.Clear();
        for (var round = 0; round < 30; round++)
        {
            // Its edit and one here, a moment apart: each time the newer one goes back to GitHub.
            sync.GitHub.EditIssue(sync.RepositoryId, 1, title: $"Theirs {round}");
            sync.Clock.Advance(TimeSpan.FromSeconds(2));
            sync.Tasks.Save("t1", SyncHarness.Project, sync.Tasks.All.Single().Content with { Title = $"Ours {round}" });
            await sync.DrainAsync();
            sync.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        sync.GitHub.Requests.Count("PATCH").Should().BeLessThanOrEqualTo(10);
        var status = await sync.Status.ReadAsync(ResourceKind.Task, "t1");
        status.Kind.Should().Be(SyncStatusKind.Failed);
        status.Explanation.Should().Contain("another program insists");
    }

    [Fact]
    public async Task PersonWhoKeepsEditingHere_IsNoProgramThatInsists()
    {
        await using var sync = await StartLinkedAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var round = 0; round < 30; round++)
        {
            // What was sent comes back when the record has been edited again already; of one second GitHub has to be read for that.
            await sync.SaveAsync("t1", Old with { Title = $"Ours {round}" });
            await StepAsync(sync);
            sync.Tasks.Save("t1", SyncHarness.Project, Old with { Title = $"Ours {round}, edited on" });
            await sync.DrainAsync();
        }

        await sync.SaveAsync("t1", Old with { Title = "Ours at last" });
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Ours at last");
        (await sync.OperationsAsync()).Should().NotContain(each => each.State == OperationState.Errored);
    }

    private static async Task<SyncHarness> StartLinkedAsync()
    {
        var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();
        return sync;
    }

    /// <summary>Runs what can run now, without moving the clock to what waits.</summary>
    private static async Task StepAsync(SyncHarness sync, int operations = 1)
    {
        List<Completion> completions = [];
        for (var i = 0; i <= operations; i++)
        {
            var receipt = await sync.Store.WorkAsync(completions, new ClaimRequest("step", i < operations ? 1 : 0, TimeSpan.FromMinutes(10)));
            completions = [];
            foreach (var claim in receipt.Claimed)
            {
                completions.Add(await sync.Processor.ProcessAsync(claim, CancellationToken.None));
            }
        }
    }

    private static int Writes(SyncHarness sync) => sync.GitHub.Requests.Entries().Count(request =>
        request.Method != "GET" && !request.Path.EndsWith("/access_tokens", StringComparison.Ordinal));
}
