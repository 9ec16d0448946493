using Xunit;

namespace GitSync.Testing;

/// <summary>What an administrator takes out of the queue, and what follows for its lane.</summary>
public abstract class CancelContract<THarness> : StoreContract<THarness>
    where THarness : StoreHarness, new()
{
    /// <summary>It ends, its lane says so, and nobody runs it.</summary>
    [Fact]
    public async Task QueuedOperation_EndsAsCanceled()
    {
        var queued = await Make.EnqueueOneAsync(Make.Outbound("t"));
        Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.True(await Store.CancelAsync(queued.OperationId, "ada"));
        var canceled = await Make.FindAsync(queued.OperationId);
        Assert.Equal(OperationState.Canceled, canceled.State);
        Assert.Equal(SyncRule.CanceledByAdministrator, canceled.Rule);
        Assert.Equal("Canceled by ada.", canceled.Explanation);
        Assert.Equal(Clock.GetUtcNow(), canceled.EndedAt);
        Assert.Null(canceled.CanceledBy);
        var lane = (await Make.LaneOfTaskAsync("t"))!.Lane;
        Assert.Null(lane.QueuedOutbound);
        Assert.Null(lane.RecordWatermark);
        Assert.Equal(new LaneOutcome(canceled.Id, canceled.State, canceled.Rule, canceled.Explanation, Clock.GetUtcNow()), lane.LastOutcome);
        Assert.Empty(await Make.ClaimAsync());
        var counts = (await Store.SummarizeAsync()).Counts;
        Assert.Equal((0, 1), (counts[OperationState.Queued], counts[OperationState.Canceled]));
    }

    /// <summary>What runs or ended stays as it is.</summary>
    [Fact]
    public async Task RunningEndedOrUnknownOperation_StaysAsItIs()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        Assert.False(await Store.CancelAsync(claim.Operation.Id));
        Assert.Equal(CommitOutcome.Committed, await Make.CompleteAsync(claim));
        Assert.False(await Store.CancelAsync(claim.Operation.Id));
        Assert.False(await Store.CancelAsync(Make.NextId()));
        Assert.Equal(OperationState.Completed, (await Make.FindAsync(claim.Operation.Id)).State);
        var queued = await Make.EnqueueOneAsync(Make.Outbound("t"));
        Assert.True(await Store.CancelAsync(queued.OperationId));
        Assert.False(await Store.CancelAsync(queued.OperationId));
    }

    /// <summary>What it had marked as seen is forgotten.</summary>
    [Fact]
    public async Task SameNewsAgain_IsQueued()
    {
        await Store.CancelAsync((await Make.EnqueueOneAsync(Make.Inbound(1, 5))).OperationId);
        Assert.Equal(OperationState.Queued, (await Make.EnqueueOneAsync(Make.Inbound(1, 5))).State);
        Assert.Single(await Make.ClaimAsync());
    }

    /// <summary>What waited behind it comes next.</summary>
    [Fact]
    public async Task HeadOfALane_GivesWayToTheNext()
    {
        var outbound = await Make.EnqueueOneAsync(Make.Outbound("t"));
        var head = await Make.EnqueueOneAsync(Make.Inbound(1, -10, task: "t"));
        Assert.Equal(outbound.LaneId, head.LaneId);
        Assert.True(await Store.CancelAsync(head.OperationId));
        Assert.Equal(outbound.OperationId, (await Make.ClaimOneAsync()).Operation.Id);
    }

    /// <summary>Beside what runs, and what runs goes on.</summary>
    [Fact]
    public async Task OperationBehindARunningOne_IsCanceledAlone()
    {
        await Make.EnqueueOneAsync(Make.Inbound(1, 0));
        var claim = await Make.ClaimOneAsync();
        var next = await Make.EnqueueOneAsync(Make.Inbound(1, 5));
        Assert.True(await Store.CancelAsync(next.OperationId));
        Assert.Empty(await Make.ClaimAsync());
        Assert.Equal(CommitOutcome.Committed, await Make.CompleteAsync(claim));
        Assert.Empty(await Make.ClaimAsync());
    }

    /// <summary>What waits for its next try is not tried again.</summary>
    [Fact]
    public async Task OperationThatWaitsForItsNextTry_IsNotTriedAgain()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        await Make.EndAsync(StoreScenario.Retried(claim, Clock.GetUtcNow().AddMinutes(1)));
        Assert.True(await Store.CancelAsync(claim.Operation.Id));
        Clock.Advance(TimeSpan.FromHours(1));
        var receipt = await Store.WorkAsync([], new ClaimRequest(StoreScenario.Worker, 9, StoreScenario.Lease));
        Assert.Empty(receipt.Claimed);
        Assert.Null(receipt.NextDueAt);
        Assert.Equal("server_error", (await Make.FindAsync(claim.Operation.Id)).Error?.Code);
    }

    /// <summary>Whoever comes first, worker or administrator: an operation ends once.</summary>
    [Fact]
    public async Task CancelsBesideClaims_EndEveryOperationOnce()
    {
        const int lanes = 60;
        var entered = await Make.EnqueueAsync([.. Enumerable.Range(0, lanes).Select(number => Make.Inbound(number, 0))]);
        var canceling = Task.Run(async () =>
        {
            var canceled = new HashSet<Guid>();
            foreach (var outcome in entered.Reverse())
            {
                if (await Store.CancelAsync(outcome.OperationId))
                {
                    canceled.Add(outcome.OperationId);
                }
            }

            return canceled;
        });
        var waits = true;
        for (Completion[] done = []; waits || done.Length > 0;)
        {
            waits = !canceling.IsCompleted;
            var receipt = await Store.WorkAsync(done, new ClaimRequest(StoreScenario.Worker, 2, StoreScenario.Lease));
            Assert.All(receipt.Outcomes, outcome => Assert.True(outcome is CommitOutcome.Committed or CommitOutcome.Busy, outcome.ToString()));
            done =
            [
                .. done.Where((_, i) => receipt.Outcomes[i] == CommitOutcome.Busy),
                .. receipt.Claimed.Select(claim => StoreScenario.Completed(claim)),
            ];
            await Task.Yield();
        }

        var ended = await canceling;
        foreach (var outcome in entered)
        {
            var wanted = ended.Contains(outcome.OperationId) ? OperationState.Canceled : OperationState.Completed;
            Assert.Equal(wanted, (await Make.FindAsync(outcome.OperationId)).State);
        }

        await StoreInvariants.AssertAsync(Store, [.. entered.Select(outcome => outcome.OperationId)], []);
    }

    /// <summary>A resource whose deletion is canceled is not gone: news of it enter, and its comments wait for it again.</summary>
    [Fact]
    public async Task CanceledDeletion_BringsTheResourceBack()
    {
        await Make.EnqueueAsync(Make.Outbound("t"), Make.OutboundComment("c", "t"));
        var deletion = await Make.EnqueueOneAsync(Make.Outbound("t", SyncAction.Deleted));
        Assert.NotNull((await Make.LaneOfTaskAsync("t"))!.Lane.Tombstone);
        Assert.True(await Store.CancelAsync(deletion.OperationId));
        Assert.Null((await Make.LaneOfTaskAsync("t"))!.Lane.Tombstone);
        Assert.Empty(await Make.ClaimAsync());
        var edit = await Make.EnqueueOneAsync(Make.Outbound("t"));
        Assert.Equal(OperationState.Queued, edit.State);
        await Make.CompleteAsync(await Make.ClaimOneAsync(), StoreScenario.Link("t", 1));
        Assert.Equal("c", (await Make.ClaimOneAsync()).Operation.LocalId);
    }
}
