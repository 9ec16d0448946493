using Xunit;

namespace GitSync.Testing;

/// <summary>Which lanes are handed out, in which order, and to whom.</summary>
public abstract class ClaimContract<THarness> : StoreContract<THarness>
    where THarness : StoreHarness, new()
{
    /// <summary>A worker learns since when its operation could have begun: since it entered, or since it was due.</summary>
    [Fact]
    public async Task Claim_TellsSinceWhenItsOperationCouldHaveBegun()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var entered = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromSeconds(2));
        var claim = await Make.ClaimOneAsync();
        Assert.Equal(entered, claim.RunnableSince);
        var due = Clock.GetUtcNow().AddMinutes(1);
        await Make.EndAsync(StoreScenario.Retried(claim, due));
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(due, (await Make.ClaimOneAsync()).RunnableSince);
    }

    /// <summary>A claimed lane is handed out once.</summary>
    [Fact]
    public async Task ClaimedLane_IsNotClaimedAgain()
    {
        await Make.EnqueueOneAsync(Make.Inbound(1, 0));
        var claim = await Make.ClaimOneAsync();
        Assert.Empty(await Make.ClaimAsync(worker: "worker-2"));
        Assert.Equal(OperationState.Processing, (await Make.FindAsync(claim.Operation.Id)).State);
        Assert.Equal(OperationState.Processing, claim.Operation.State);
        Assert.Equal(1, claim.Operation.Attempts);
        Assert.Equal(Clock.GetUtcNow(), claim.Operation.StartedAt);
        Assert.Equal(claim.Operation.Id, claim.Lane.Running?.Id);
        Assert.Equal(1, claim.Lease.Fence);
    }

    /// <summary>An operation that arrives while its lane runs waits for the end.</summary>
    [Fact]
    public async Task OperationOfARunningLane_WaitsForItsEnd()
    {
        await Make.EnqueueOneAsync(Make.Inbound(1, 0));
        var claim = await Make.ClaimOneAsync();
        var next = await Make.EnqueueOneAsync(Make.Inbound(1, 5));
        Assert.Empty(await Make.ClaimAsync());
        var receipt = await Store.WorkAsync([StoreScenario.Completed(claim)], new ClaimRequest(StoreScenario.Worker, 1, StoreScenario.Lease));
        Assert.Equal([CommitOutcome.Committed], receipt.Outcomes);
        var second = Assert.Single(receipt.Claimed);
        Assert.Equal(next.OperationId, second.Operation.Id);
        Assert.Equal(2, second.Lease.Fence);
    }

    /// <summary>User edits go before repair, repair before backfill; within one, who waits longest.</summary>
    [Fact]
    public async Task Lanes_AreClaimedByPriorityThenAge()
    {
        await Make.EnqueueOneAsync(Make.Outbound("backfill", priority: SyncPriority.Backfill));
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Make.EnqueueOneAsync(Make.Outbound("repair", priority: SyncPriority.Reconcile));
        await Make.EnqueueOneAsync(Make.Outbound("second"));
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Make.EnqueueOneAsync(Make.Outbound("third"));
        var two = await Make.ClaimAsync(2);
        var rest = await Make.ClaimAsync();
        Assert.Equal(["second", "third", "repair", "backfill"], two.Concat(rest).Select(claim => claim.Operation.LocalId));
    }

    /// <summary>A user's edit does not wait behind the backfill of its own lane.</summary>
    [Fact]
    public async Task MostUrgentOperationOfALane_LendsTheLaneItsPriority()
    {
        await Make.EnqueueOneAsync(Make.Outbound("repair", priority: SyncPriority.Reconcile));
        var backfill = Make.Inbound(1, 0, task: "t");
        await Make.EnqueueOneAsync(backfill with { Operation = backfill.Operation with { Priority = SyncPriority.Backfill } });
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        Assert.Equal(backfill.Operation.Id, (await Make.ClaimAsync(1)).Single().Operation.Id);
    }

    /// <summary>No more than asked for.</summary>
    [Fact]
    public async Task MaximumLanes_BoundsTheClaim()
    {
        await Make.EnqueueAsync([.. Enumerable.Range(1, 9).Select(number => Make.Inbound(number, 0))]);
        Assert.Empty(await Make.ClaimAsync(0));
        Assert.Equal(4, (await Make.ClaimAsync(4)).Count);
        Assert.Equal(5, (await Make.ClaimAsync(100)).Count);
    }

    /// <summary>The claim brings the link along.</summary>
    [Fact]
    public async Task Claim_BringsTheLink()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var link = StoreScenario.Link("t", 1, "marker") with
        {
            Base = new LaneBase(
                new TaskContent { Title = "base" },
                RemoteKind.Issue,
                StoreScenario.At(0),
                new ContentHash(9),
                new RemoteFacts(false, false, false, false, "ada"),
                Make.NextId()),
        };
        await Make.CompleteAsync(await Make.ClaimOneAsync(), link);
        await Make.EnqueueOneAsync(Make.Inbound(1, 5));
        var claim = await Make.ClaimOneAsync();
        Assert.Equal(link, claim.Link);
        Assert.Null(claim.ParentLink);
        Assert.Equal("marker", claim.Lane.Marker);
    }

    /// <summary>A worker that stays away loses its lanes; the attempt counts.</summary>
    [Fact]
    public async Task LeaseRanOut_LaneGoesToAnotherWorkerUnderANewFence()
    {
        await Make.EnqueueOneAsync(Make.Inbound(1, 0));
        var first = await Make.ClaimOneAsync();
        Clock.Advance(StoreScenario.Lease - TimeSpan.FromTicks(10));
        Assert.Empty(await Make.ClaimAsync(worker: "worker-2"));
        Clock.Advance(TimeSpan.FromTicks(10));
        var second = await Make.ClaimOneAsync("worker-2");
        Assert.Equal(first.Operation.Id, second.Operation.Id);
        Assert.Equal(2, second.Operation.Attempts);
        Assert.True(second.Lease.Fence > first.Lease.Fence);
        Assert.Equal(CommitOutcome.LeaseLost, await Make.CompleteAsync(first, StoreScenario.Link("t", 1)));
        Assert.Equal(CommitOutcome.LeaseLost, await Store.CheckpointAsync(first.Lease, StoreScenario.Link("t", 1)));
        Assert.Null(await Make.LaneOfTaskAsync("t"));
        Assert.Equal(CommitOutcome.Committed, await Make.CompleteAsync(second));
    }

    /// <summary>Asking for work renews.</summary>
    [Fact]
    public async Task RenewedLease_KeepsTheLane()
    {
        await Make.EnqueueOneAsync(Make.Inbound(1, 0));
        var claim = await Make.ClaimOneAsync();
        for (var i = 0; i < 3; i++)
        {
            Clock.Advance(StoreScenario.Lease / 2);
            Assert.Empty(await Make.ClaimAsync(0));
            Assert.Empty(await Make.ClaimAsync(worker: "worker-2"));
        }

        Assert.Equal(CommitOutcome.Committed, await Make.CompleteAsync(claim));
    }

    /// <summary>What arrived meanwhile covers the operation of the dead worker.</summary>
    [Fact]
    public async Task LeaseRanOut_NewerQueuedOperationCoversTheOldOne()
    {
        await Make.EnqueueOneAsync(Make.Inbound(1, 0));
        var first = await Make.ClaimOneAsync();
        var newer = await Make.EnqueueOneAsync(Make.Inbound(1, 5));
        Clock.Advance(StoreScenario.Lease);
        Assert.Equal(newer.OperationId, (await Make.ClaimOneAsync("worker-2")).Operation.Id);
        Assert.Equal(newer.OperationId, (await Make.FindAsync(first.Operation.Id)).CanceledBy);
    }

    /// <summary>A graceful stop costs nothing.</summary>
    [Fact]
    public async Task Release_HandsEverythingBackWithoutSpendingAnAttempt()
    {
        await Make.EnqueueAsync(Make.Inbound(1, 0), Make.Inbound(2, 0));
        var held = await Make.ClaimAsync();
        await Store.ReleaseAsync(StoreScenario.Worker);
        var again = await Make.ClaimAsync(worker: "worker-2");
        Assert.Equal(held.Select(claim => claim.Operation.Id), again.Select(claim => claim.Operation.Id));
        Assert.All(again, claim => Assert.Equal(1, claim.Operation.Attempts));
        Assert.Equal(CommitOutcome.LeaseLost, await Make.CompleteAsync(held[0]));
    }

    /// <summary>Many lanes of a dead worker come back in bounded portions.</summary>
    [Fact]
    public async Task ManyLanesOfADeadWorker_AllComeBack()
    {
        const int lanes = 450;
        await Make.EnqueueAsync([.. Enumerable.Range(1, lanes).Select(number => Make.Inbound(number, 0))]);
        Assert.Equal(lanes, (await Make.ClaimAsync(1000)).Count);
        Clock.Advance(StoreScenario.Lease);
        var rescued = 0;
        for (var call = 0; call < 3; call++)
        {
            rescued += (await Make.ClaimAsync(1000, "worker-2")).Count;
        }

        Assert.Equal(lanes, rescued);
    }
}
