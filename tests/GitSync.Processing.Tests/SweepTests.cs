using GitSync.Testing;
using GitSync.Testing.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Processing.Tests;

/// <summary>What webhooks did not bring is found by looking: everything once, then what changed.</summary>
public sealed class SweepTests
{
    [Fact]
    public async Task RepositoryThatIsConnected_ComesInWholeWithinItsBudget()
    {
        await using var sync = await StartAsync();
        Open(sync, 1, 250);
        sync.GitHub.AddComment(sync.RepositoryId, 1, "First");
        sync.GitHub.AddComment(sync.RepositoryId, 250, "Last");
        sync.GitHub.Requests.Clear();
        await LookAsync(sync);

        sync.Tasks.All.Select(task => task.Content.Title).Should().BeEquivalentTo(Enumerable.Range(1, 250).Select(number => $"Issue {number}"));
        sync.Comments.All.Select(comment => comment.Content.Body).Should().BeEquivalentTo("First", "Last");
        var requests = sync.GitHub.Requests.Entries().Where(request => request.Method == "GET").ToList();
        requests.Count(IsIssueList).Should().Be(3 + 1 + 1, "ceil(250 / 100), page 1 again for nothing, and the first look for changes");
        requests.Where(IsIssueList).Count(request => request.Status == 304).Should().Be(1);
        requests.Should().OnlyContain(request => request.Path.EndsWith("/issues", StringComparison.Ordinal) || request.Path.EndsWith("/comments", StringComparison.Ordinal), "what was listed needs no other reading");
        (await sync.Sweeps.FindProgressAsync(sync.RepositoryId))!.BackfillEndedAt.Should().NotBeNull();
    }

    [Fact]
    public async Task LookThatFindsNothingNew_CostsNothingAndLeavesNoTrace()
    {
        await using var sync = await StartAsync();
        Open(sync, 1, 120);
        await LookAsync(sync);
        await LookAgainAsync(sync);
        var before = (await sync.Sweeps.FindProgressAsync(sync.RepositoryId))!;
        sync.GitHub.Requests.Clear();
        await LookAgainAsync(sync);

        sync.GitHub.Requests.Entries().Select(request => request.Status).Should().Equal(304, 304);
        (await sync.Sweeps.FindProgressAsync(sync.RepositoryId))!.Enqueued.Should().Be(before.Enqueued);
        sync.Tasks.All.Should().HaveCount(120);
    }

    [Fact]
    public async Task ETagOfAnEarlierToken_CostsAPage_AndIsNeverTakenForNoNews()
    {
        await using var sync = await StartAsync();
        Open(sync, 1, 30);
        await LookAsync(sync);
        await LookAgainAsync(sync);
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.Clock.Advance(TimeSpan.FromHours(1));
        sync.GitHub.Requests.Clear();
        await LookAgainAsync(sync);
        sync.GitHub.Requests.Entries().Select(request => request.Status).Should().Equal([201, 200, 200], "ETags are bound to the token");
        sync.GitHub.EditIssue(sync.RepositoryId, 5, title: "Edited");
        sync.Clock.Advance(TimeSpan.FromHours(1));
        await LookAgainAsync(sync);

        sync.Tasks.All.Should().ContainSingle(task => task.Content.Title == "Edited");
    }

    [Fact]
    public async Task LostWebhooks_AreMadeUpForByTheNextLook_WithoutADuplicate()
    {
        await using var sync = await StartAsync();
        Open(sync, 1, 30);
        await LookAsync(sync);
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.Clock.Advance(TimeSpan.FromMinutes(3));
        for (var number = 1; number <= 20; number++)
        {
            sync.GitHub.EditIssue(sync.RepositoryId, number, title: $"Edited {number}");
            sync.GitHub.AddComment(sync.RepositoryId, number, $"Comment {number}");
        }

        Open(sync, 31, 40);
        await LookAgainAsync(sync);

        sync.Tasks.All.Should().HaveCount(40);
        sync.Tasks.All.Count(task => task.Content.Title.StartsWith("Edited", StringComparison.Ordinal)).Should().Be(20);
        sync.Comments.All.Should().HaveCount(20);
        sync.GitHub.Requests.Count("PATCH").Should().Be(0);
        sync.GitHub.Requests.Count("POST").Should().Be(sync.GitHub.Requests.Entries().Count(request => request.Path.EndsWith("/access_tokens", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task IssueDeletedDuringTheBackfill_HidesNoOther()
    {
        await using var sync = await StartAsync(pageSize: 10);
        Open(sync, 1, 60);
        var held = sync.GitHub.Faults.HoldNextAnswer(request => request.Path.EndsWith("/issues", StringComparison.Ordinal));
        var looking = sync.Sweeps.RunDueAsync();
        await held.Reached;
        sync.GitHub.DeleteIssue(sync.RepositoryId, 3);
        sync.GitHub.DeleteIssue(sync.RepositoryId, 25);
        held.Release();
        await looking;
        await LookAsync(sync);

        sync.Tasks.All.Select(task => task.Content.Title).Should().Contain(
            Enumerable.Range(1, 60).Where(number => number is not (3 or 25)).Select(number => $"Issue {number}"));
    }

    [Fact]
    public async Task ManyChangesOfOneSecond_AreAllFound()
    {
        await using var sync = await StartAsync(pageSize: 10);
        Open(sync, 1, 45);
        await LookAsync(sync);
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.Clock.Advance(TimeSpan.FromMinutes(10));
        for (var number = 1; number <= 45; number++)
        {
            sync.GitHub.EditIssue(sync.RepositoryId, number, title: $"Edited {number}");
        }

        await LookAgainAsync(sync);

        sync.Tasks.All.Should().OnlyContain(task => task.Content.Title.StartsWith("Edited", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HostThatDiesInTheMiddle_IsFollowedByAnotherFromItsPageOn()
    {
        await using var sync = await StartAsync(pageSize: 10);
        Open(sync, 1, 100);
        sync.GitHub.Faults.FailNextBeforeApplying(502, request => request.Path.EndsWith("/issues", StringComparison.Ordinal) && request.Query.Contains("page=5", StringComparison.Ordinal));
        await sync.Sweeps.RunDueAsync();
        var stopped = (await sync.Sweeps.FindProgressAsync(sync.RepositoryId))!;
        stopped.PagesLeft.Should().Be(5);
        stopped.Error.Should().Contain("502");
        sync.GitHub.Requests.Clear();
        await LookAsync(sync);

        sync.Tasks.All.Should().HaveCount(100);
        sync.GitHub.Requests.Entries().Count(IsIssueList).Should().Be(5 + 1, "five pages were left, and a look for changes follows");
        (await sync.Sweeps.FindProgressAsync(sync.RepositoryId))!.Error.Should().BeNull();
    }

    [Fact]
    public async Task LimitDuringTheLook_WaitsUntilItIsOver()
    {
        await using var sync = await StartAsync();
        Open(sync, 1, 10);
        sync.GitHub.Faults.RefuseNext(403, new Dictionary<string, string> { ["retry-after"] = "300" }, "You have exceeded a secondary rate limit", request => request.Path.EndsWith("/issues", StringComparison.Ordinal));
        var next = await sync.Sweeps.RunDueAsync();

        next.Should().BeCloseTo(sync.Clock.GetUtcNow().AddSeconds(300), TimeSpan.FromSeconds(1));
        await LookAsync(sync);
        sync.Tasks.All.Should().HaveCount(10);
    }

    [Fact]
    public async Task ProjectWithoutBackfill_LooksForChangesOnly()
    {
        await using var sync = await StartAsync(backfill: false);
        Open(sync, 1, 10);
        sync.Clock.Advance(TimeSpan.FromHours(1));
        await LookAsync(sync);
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.GitHub.EditIssue(sync.RepositoryId, 4, title: "Edited");
        await LookAgainAsync(sync);

        sync.Tasks.All.Select(task => task.Content.Title).Should().Equal("Edited");
    }

    [Fact]
    public async Task ConnectionThatIsSwitchedOff_IsNotLookedAt()
    {
        await using var sync = await StartAsync();
        var connection = (await sync.Store.FindByProjectAsync(SyncHarness.Project))!;
        await sync.Store.ConnectAsync(connection with { Obstacles = ConnectionObstacles.Suspended });
        Open(sync, 1, 3);

        (await sync.Sweeps.RunDueAsync()).Should().BeNull();
        sync.GitHub.Requests.Total.Should().Be(0);
        await sync.Store.ConnectAsync(connection);
        await LookAsync(sync);
        sync.Tasks.All.Should().HaveCount(3);
    }

    [Fact]
    public async Task WishForAWholeLook_FindsWhatIsStillMissing()
    {
        await using var sync = await StartAsync(backfill: false);
        Open(sync, 1, 5);
        sync.Clock.Advance(TimeSpan.FromHours(1));
        await LookAsync(sync);
        sync.Tasks.All.Should().BeEmpty();
        await sync.Sweeps.BackfillAgainAsync(sync.RepositoryId);
        await LookAsync(sync);

        sync.Tasks.All.Should().HaveCount(5);
    }

    [Fact]
    public async Task TenThousandIssues_ComeInWithinAHundredPages()
    {
        await using var sync = await StartAsync();
        Open(sync, 1, 10_000);
        sync.GitHub.Requests.Clear();
        await LookAsync(sync);

        sync.Tasks.All.Should().HaveCount(10_000);
        var lists = sync.GitHub.Requests.Entries().Where(IsIssueList).ToList();
        lists.Count(request => request.Status == 200).Should().Be(100 + 1, "ceil(10,000 / 100), and the first look for changes");
        sync.GitHub.Requests.Total.Should().BeLessThan(110);
    }

    [Fact]
    public async Task OutageOfThreeDays_IsMadeUpFor_WithoutADuplicate()
    {
        await using var sync = await StartAsync();
        Open(sync, 1, 500);
        await LookAsync(sync);
        sync.GitHub.Faults.VanishWebhook = 1;
        for (var i = 0; i < 5_000; i++)
        {
            sync.Clock.Advance(TimeSpan.FromHours(72) / 5_000);
            var number = 1 + (i * 7 % 500);
            _ = (i % 4) switch
            {
                0 => (object)sync.GitHub.EditIssue(sync.RepositoryId, number, title: $"Edited {i}"),
                1 => sync.GitHub.AddComment(sync.RepositoryId, number, $"Comment {i}"),
                2 => sync.GitHub.EditIssue(sync.RepositoryId, number, body: $"Body {i}"),
                _ => sync.GitHub.OpenIssue(sync.RepositoryId, $"Issue {i}"),
            };
        }

        await LookAgainAsync(sync);

        var issues = sync.GitHub.GetIssues(sync.RepositoryId);
        sync.Tasks.All.Select(task => task.Content.Title + "|" + task.Content.Body).Order(StringComparer.Ordinal)
            .Should().Equal(issues.Select(issue => issue.Title + "|" + issue.Body).Order(StringComparer.Ordinal));
        sync.Comments.All.Should().HaveCount(1_250);
        sync.GitHub.Requests.Count("PATCH").Should().Be(0);
    }

    private static Task<SyncHarness> StartAsync(int pageSize = 100, bool backfill = true) => Harnesses.StartAsync(
        options => options.Repair.Backfill = backfill,
        services => services.Configure<GitHub.GitHubOptions>(options => options.PageSize = pageSize));

    /// <summary>Opens issues that nobody is told of: as before the App was installed.</summary>
    private static void Open(SyncHarness sync, int first, int last)
    {
        var lost = sync.GitHub.Faults.VanishWebhook;
        sync.GitHub.Faults.VanishWebhook = 1;
        for (var number = first; number <= last; number++)
        {
            sync.GitHub.OpenIssue(sync.RepositoryId, $"Issue {number}");
            sync.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        sync.GitHub.Faults.VanishWebhook = lost;
        sync.Clock.Advance(TimeSpan.FromMinutes(5));
    }

    /// <summary>Looks until nothing is due within the minute that a failure or a limit may take, and brings in what was found.</summary>
    private static async Task LookAsync(SyncHarness sync)
    {
        var until = sync.Clock.GetUtcNow().AddMinutes(6);
        while (await sync.Sweeps.RunDueAsync() is { } next && next < until)
        {
            await sync.DrainAsync();
            if (next > sync.Clock.GetUtcNow())
            {
                sync.Clock.Advance(next - sync.Clock.GetUtcNow());
            }
        }

        await sync.DrainAsync();
    }

    private static async Task LookAgainAsync(SyncHarness sync)
    {
        sync.Clock.Advance(TimeSpan.FromMinutes(10));
        await LookAsync(sync);
    }

    private static bool IsIssueList(LoggedRequest request) => request.Path.EndsWith("/issues", StringComparison.Ordinal);
}
