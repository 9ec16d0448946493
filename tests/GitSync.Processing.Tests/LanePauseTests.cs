using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Processing.Tests;

/// <summary>A person stops one lane, lets it go on, and has it brought in step.</summary>
public sealed class LanePauseTests
{
    private static readonly TaskContent Old = new() { Title = "Old", Body = "Body" };

    [Fact]
    public async Task PausedLane_KeepsWhatComes_AndSaysWhoPausedIt()
    {
        await using var sync = await StartLinkedAsync();
        var pauses = sync.Services.GetRequiredService<ILanePauses>();
        (await pauses.PauseAsync(await LaneAsync(sync), "Ask the customer first.", "ada")).Should().BeTrue();
        sync.GitHub.Requests.Clear();
        await sync.SaveAsync("t1", Old with { Title = "New" });
        await StepAsync(sync);

        sync.GitHub.Requests.Total.Should().Be(0, "a paused lane does not even read");
        var waiting = (await sync.OperationsAsync())[^1];
        waiting.Should().BeEquivalentTo(new { State = OperationState.Queued, Rule = SyncRule.Paused });
        waiting.Explanation.Should().StartWith("Waiting: its lane is paused by ada since ").And.EndWith(": Ask the customer first.");

        await pauses.ResumeAsync(waiting.LaneId);
        await sync.DrainAsync();
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("New");
        (await sync.OperationsAsync()).Single(each => each.Id == waiting.Id).Attempts.Should().Be(1, "waiting spends no attempt");
    }

    [Fact]
    public async Task OtherLanes_GoOn()
    {
        await using var sync = await StartLinkedAsync();
        await sync.Services.GetRequiredService<ILanePauses>().PauseAsync(await LaneAsync(sync), null);
        await sync.SaveAsync("t2", Old with { Title = "Another" }, SyncAction.Created);
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 2).Title.Should().Be("Another");
    }

    [Fact]
    public async Task MorePausesThanFit_AreRefused_AndTheFullDocumentIsStored()
    {
        await using var sync = await Harnesses.StartAsync();
        var pauses = sync.Services.GetRequiredService<ILanePauses>();
        var text = new string('\u20AC', ILanePauses.MaximumTextLength + 1);
        for (var lane = 1L; lane <= ILanePauses.Maximum; lane++)
        {
            (await pauses.PauseAsync(lane, text, text)).Should().BeTrue();
        }

        (await pauses.PauseAsync(ILanePauses.Maximum + 1, null)).Should().BeFalse();
        (await pauses.PauseAsync(1, "Another reason.")).Should().BeTrue("it is paused already");
        (await pauses.ListAsync()).Should().HaveCount(ILanePauses.Maximum);
        (await pauses.FindAsync(2))!.Reason.Should().HaveLength(ILanePauses.MaximumTextLength);
    }

    [Fact]
    public async Task Resync_BringsInWhatNobodyAnnounced_AndNamesWhoAsked()
    {
        await using var sync = await StartLinkedAsync();
        sync.GitHub.Faults.DropNextWebhook();
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "Theirs");
        await sync.DrainAsync();
        sync.Tasks.All.Single().Content.Title.Should().Be("Old");

        var answer = await sync.Services.GetRequiredService<ILaneResync>().ResyncAsync(await LaneAsync(sync), "ada");
        await sync.DrainAsync();

        answer.Enqueued!.Value.State.Should().Be(OperationState.Queued);
        sync.Tasks.All.Single().Content.Title.Should().Be("Theirs");
        (await sync.OperationsAsync()).Single(each => each.Id == answer.Enqueued.Value.OperationId).Explanation.Should().StartWith("Asked for by ada.");
    }

    [Fact]
    public async Task ResyncOfNothing_SaysWhy()
    {
        await using var sync = await Harnesses.StartAsync();
        (await sync.Services.GetRequiredService<ILaneResync>().ResyncAsync(99)).Should().Be(new LaneResyncAnswer(null, "There is no lane 99."));
    }

    private static async Task<SyncHarness> StartLinkedAsync()
    {
        var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();
        return sync;
    }

    private static async Task<long> LaneAsync(SyncHarness sync) => (await sync.OperationsAsync())[0].LaneId;

    /// <summary>One claim, processed: draining would wait for what is put off.</summary>
    private static async Task StepAsync(SyncHarness sync)
    {
        var claim = (await sync.Store.WorkAsync([], new ClaimRequest("worker", 1, TimeSpan.FromMinutes(1)))).Claimed.Single();
        var completion = await sync.Processor.ProcessAsync(claim, CancellationToken.None);
        await sync.Store.WorkAsync([completion], new ClaimRequest("worker", 0, TimeSpan.FromMinutes(1)));
    }
}
