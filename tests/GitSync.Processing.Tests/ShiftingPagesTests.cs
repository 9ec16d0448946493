using GitSync.Testing;
using GitSync.Testing.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Processing.Tests;

/// <summary>Lists that change while they are read page by page, or are answered by half: GitHub's pages are no snapshot.</summary>
public sealed class ShiftingPagesTests
{
    private const int PageSize = 4;

    /// <summary>Pages on which a creation whose answer was lost is looked for.</summary>
    private const int MaximumProbePages = 10;

    // A deletion moves everything behind it one place up: what stood first on the next page stands last on the one just read.
    [Fact]
    public async Task CreationWhoseAnswerWasLost_IsFoundThoughADeletionMovesItBetweenThePages()
    {
        await using var sync = await StartAsync(backfill: false);
        sync.GitHub.Faults.VanishWebhook = 1;
        for (var number = 1; number <= PageSize; number++)
        {
            sync.GitHub.OpenIssue(sync.RepositoryId, $"Issue {number}");
        }

        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "POST" && request.Path.EndsWith("/issues", StringComparison.Ordinal));
        await sync.SaveAsync("t1", new TaskContent { Title = "Ours" }, SyncAction.Created);
        using var firstPage = sync.GitHub.Faults.HoldNextAnswer(IsIssueList);
        var draining = sync.DrainAsync();
        await firstPage.Reached;
        sync.GitHub.DeleteIssue(sync.RepositoryId, 2);
        firstPage.Release();
        await draining;

        sync.GitHub.GetIssues(sync.RepositoryId).Count(issue => issue.Title == "Ours").Should().Be(1);
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Synced);
    }

    // Somebody who floods a repository meanwhile must not keep a worker reading for ever; and what was not found is not made again.
    [Fact]
    public async Task CreationWhoseAnswerWasLost_IsLookedForOnTenPages_AndNotMadeAgain()
    {
        await using var sync = await StartAsync(backfill: false);
        sync.GitHub.Faults.VanishWebhook = 1;
        for (var number = 1; number <= PageSize * MaximumProbePages; number++)
        {
            sync.GitHub.OpenIssue(sync.RepositoryId, $"Issue {number}");
        }

        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "POST" && request.Path.EndsWith("/issues", StringComparison.Ordinal));
        await sync.SaveAsync("t1", new TaskContent { Title = "Ours" }, SyncAction.Created);
        await sync.DrainAsync();

        var operation = (await sync.OperationsAsync()).Single();
        (operation.State, operation.Error!.Code).Should().Be((OperationState.Errored, "probe_exhausted"));
        sync.GitHub.Requests.Count("GET", "/issues").Should().Be(MaximumProbePages);
        sync.GitHub.Requests.Count("POST", "/issues").Should().Be(1);

        sync.GitHub.DeleteIssue(sync.RepositoryId, 1);
        await sync.Store.RetryAsync(operation.Id);
        await sync.DrainAsync();

        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Synced);
        sync.GitHub.Requests.Count("POST", "/issues").Should().Be(1);
    }

    // Sorted by change, an edit moves an issue to the end, and everything behind it one place up.
    [Fact]
    public async Task EditsDuringALookForChanges_HideNoOther()
    {
        await using var sync = await StartAsync();
        await OpenUnseenAsync(sync, 1, 3 * PageSize);
        for (var number = 1; number <= 3 * PageSize; number++)
        {
            sync.GitHub.EditIssue(sync.RepositoryId, number, title: $"Edited {number}");
            sync.Clock.Advance(TimeSpan.FromSeconds(20));
        }

        using var firstPage = sync.GitHub.Faults.HoldNextAnswer(request => IsIssueList(request) && request.Query.Contains("since", StringComparison.Ordinal));
        var looking = sync.Sweeps.RunDueAsync();
        await firstPage.Reached;
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "Edited 1 again");
        sync.GitHub.EditIssue(sync.RepositoryId, 2, title: "Edited 2 again");
        firstPage.Release();
        await looking;
        await LookAsync(sync);

        TaskView.Here(sync).Should().Equal(TaskView.There(sync));
        sync.Tasks.All.Should().HaveCount(3 * PageSize);
    }

    // A page that breaks off is asked for again; nothing of it is taken for the whole.
    [Fact]
    public async Task PagesThatBreakOff_AreAskedForAgain()
    {
        await using var sync = await StartAsync();
        await OpenUnseenAsync(sync, 1, 2);
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue 3");
        sync.GitHub.Faults.TruncateNextAnswer(IsList, times: 3);
        for (var times = 0; times < 4; times++)
        {
            await LookAsync(sync);
        }

        sync.GitHub.Faults.Injected()["Truncate"].Should().Be(3);
        TaskView.Here(sync).Should().Equal(TaskView.There(sync));
        sync.Tasks.All.Should().HaveCount(3);
    }

    // Without its Link header a page looks like the last one.
    [Fact]
    public async Task PagesWithoutTheirLinks_AreMadeUpForByTheNextLook()
    {
        using var wire = new LinkCutter();
        await using var sync = await StartAsync(wire: wire);
        await OpenUnseenAsync(sync, 1, 3 * PageSize);
        for (var number = 1; number <= 3 * PageSize; number++)
        {
            sync.GitHub.EditIssue(sync.RepositoryId, number, title: $"Edited {number}");
            sync.Clock.Advance(TimeSpan.FromSeconds(20));
        }

        wire.Left = 1;
        await LookAsync(sync);
        wire.Left.Should().Be(0);
        await LookAsync(sync);
        await LookAsync(sync);

        TaskView.Here(sync).Should().Equal(TaskView.There(sync));
    }

    private static Task<SyncHarness> StartAsync(bool backfill = true, DelegatingHandler? wire = null) => Harnesses.StartAsync(
        options => options.Repair.Backfill = backfill,
        services => services.Configure<GitHub.GitHubOptions>(options => options.PageSize = PageSize),
        wire: wire);

    private static async Task OpenUnseenAsync(SyncHarness sync, int first, int last)
    {
        sync.GitHub.Faults.VanishWebhook = 1;
        for (var number = first; number <= last; number++)
        {
            sync.GitHub.OpenIssue(sync.RepositoryId, $"Issue {number}");
        }

        sync.Clock.Advance(TimeSpan.FromMinutes(5));
        await LookAsync(sync);
    }

    private static async Task LookAsync(SyncHarness sync)
    {
        await sync.Sweeps.RunDueAsync();
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(11));
    }

    private static bool IsIssueList(SimulatorRequest request) => request.Method == "GET" && request.Path.EndsWith("/issues", StringComparison.Ordinal);

    private static bool IsList(SimulatorRequest request) => IsIssueList(request) || request.Path.EndsWith("/issues/comments", StringComparison.Ordinal);

    /// <summary>Takes the Link header off the next pages of issues.</summary>
    private sealed class LinkCutter : DelegatingHandler
    {
        public int Left { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (Left > 0 && request.RequestUri!.AbsolutePath.EndsWith("/issues", StringComparison.Ordinal) && response.Headers.Remove("Link"))
            {
                Left--;
            }

            return response;
        }
    }
}
