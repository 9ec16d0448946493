using System.Globalization;
using GitSync.Testing;

namespace GitSync.Processing.Tests;

public sealed class EchoTests
{
    [Fact]
    public async Task OwnCreationComingBack_WritesNothing()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", new TaskContent { Title = "Once", Body = "Text", Labels = NameSet.Of("bug") }, SyncAction.Created);
        await sync.DrainAsync();

        sync.Tasks.Writes.Should().Be(0);
        sync.GitHub.Requests.Count("POST", "/issues").Should().Be(1);
        sync.GitHub.Requests.Count("PATCH").Should().Be(0);
        sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle();
        sync.Tasks.All.Should().ContainSingle();
        (await sync.OperationsAsync()).Where(each => each.Direction == SyncDirection.Inbound)
            .Should().OnlyContain(each => each.Rule == SyncRule.Echo || each.State == OperationState.Duplicate || each.State == OperationState.Canceled);
    }

    [Fact]
    public async Task OwnEditComingBack_WritesNothing_AndReadsNothing()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", new TaskContent { Title = "Old" }, SyncAction.Created);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await sync.SaveAsync("t1", new TaskContent { Title = "New" });
        sync.GitHub.Requests.Clear();
        await sync.DrainAsync();

        sync.GitHub.Requests.Count("PATCH").Should().Be(1);
        sync.GitHub.Requests.Count("GET").Should().Be(1, "an outbound operation reads before it writes; its echo reads nothing");
        sync.Tasks.Writes.Should().Be(0);
    }

    [Fact]
    public async Task EditByAPersonWithinTheSecondOfOurs_IsNotMistakenForAnEcho()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", new TaskContent { Title = "Title", Body = "Ours" }, SyncAction.Created);
        await sync.DrainAsync(deliverWebhooks: false);
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "Theirs");
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Title.Should().Be("Theirs");
    }

    [Fact]
    public async Task CommentOnTheIssue_ChangesItsTimeOnly_AndLosesNoLocalEdit()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", new TaskContent { Title = "Old" }, SyncAction.Created);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await sync.SaveAsync("t1", new TaskContent { Title = "Edited here" });
        sync.Clock.Advance(TimeSpan.FromSeconds(5));
        sync.GitHub.AddComment(sync.RepositoryId, 1, "bumps updated_at");
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Edited here");
        sync.Comments.All.Should().ContainSingle().Which.Content.Body.Should().Be("bumps updated_at");
    }

    // Found by simulation: a replica that lags shows what was there before the base, and that is nobody's edit.
    [Fact]
    public async Task StateFromBeforeTheBase_IsReadAgain_AndNotMerged()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", new TaskContent { Title = "Old", Body = "Body" }, SyncAction.Created);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.GitHub.Faults.ReadLag = TimeSpan.FromSeconds(5);
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "New");
        await sync.GitHub.DrainAsync();
        await StepAsync(sync, await StepAsync(sync, []));
        sync.Tasks.All.Single().Content.Title.Should().Be("New", "the webhook says so");
        await sync.SaveAsync("t1", new TaskContent { Title = "New", Body = "Edited here" });
        await sync.DrainAsync();

        var (here, there) = (sync.Tasks.All.Single().Content, sync.GitHub.GetIssue(sync.RepositoryId, 1));
        (here.Title, here.Body, there.Title).Should().Be(("New", "Edited here", "New"));
        there.Body.Should().StartWith("Edited here");
    }

    [Fact]
    public async Task BurstOfAHundredEvents_CostsAtMostThreeRequests()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Burst");
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 100; i++)
        {
            sync.GitHub.EditIssue(sync.RepositoryId, 1, title: $"Title {i}");
        }

        sync.GitHub.Requests.Clear();
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Title.Should().Be("Title 99");
        sync.GitHub.Requests.Total.Should().BeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task EventsOfOneSecondProcessedAsTheyCome_CostOneReadAfterIt_AndOneToSettle()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Burst");
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.GitHub.Requests.Clear();
        List<Completion> ended = [];
        for (var i = 0; i < 20; i++)
        {
            sync.GitHub.EditIssue(sync.RepositoryId, 1, title: $"Title {i}");
            ended = await StepAsync(sync, ended);
        }

        await sync.Store.WorkAsync(ended, new ClaimRequest("harness", 0, TimeSpan.FromMinutes(10)));
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Title.Should().Be("Title 19");
        sync.GitHub.Requests.Count("GET").Should().Be(2);
    }

    // A second's first event brings the record up to date by itself; what cannot be ordered within it is read for once in the settling time.
    [Fact]
    public async Task ThousandEventsInTenSeconds_CostAtMostFiveReads_AndTheRecordFollowsMeanwhile()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "0");
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.GitHub.Requests.Clear();
        List<Completion> ended = [];
        for (var i = 0; i < 1_000; i++)
        {
            sync.GitHub.EditIssue(sync.RepositoryId, 1, title: $"{i}");
            ended = await StepAsync(sync, ended);
            sync.Clock.Advance(TimeSpan.FromMilliseconds(10));
            int.Parse(sync.Tasks.All.Single().Content.Title, CultureInfo.InvariantCulture).Should().BeGreaterThanOrEqualTo(i - 100, "no second passes without news");
        }

        await sync.Store.WorkAsync(ended, new ClaimRequest("harness", 0, TimeSpan.FromMinutes(10)));
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Title.Should().Be("999");
        sync.GitHub.Requests.Count("GET").Should().BeLessThanOrEqualTo(5);
    }

    /// <summary>Webhooks arrive, and a worker ends what it ran and runs what is due.</summary>
    private static async Task<List<Completion>> StepAsync(SyncHarness sync, List<Completion> ended)
    {
        await sync.GitHub.DrainAsync();
        var receipt = await sync.Store.WorkAsync(ended, new ClaimRequest("harness", 1, TimeSpan.FromMinutes(10)));
        List<Completion> run = [];
        foreach (var claim in receipt.Claimed)
        {
            run.Add(await sync.Processor.ProcessAsync(claim, CancellationToken.None));
        }

        return run;
    }
}
