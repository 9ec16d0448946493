using Xunit;

namespace GitSync.Testing;

/// <summary>What enters, under which rules, and what entering twice does.</summary>
public abstract class EnqueueContract<THarness> : StoreContract<THarness>
    where THarness : StoreHarness, new()
{
    /// <summary>An accepted operation is stored whole.</summary>
    [Fact]
    public async Task AcceptedOperation_IsQueuedAndReadBackWhole()
    {
        var item = Make.Inbound(1, 0, "the title");
        var outcome = await Make.EnqueueOneAsync(item);
        var stored = Assert.IsType<TaskSyncOperation>(await Make.FindAsync(item.Operation.Id));
        Assert.Equal(OperationState.Queued, outcome.State);
        Assert.Equal(outcome.LaneId, stored.LaneId);
        Assert.Equal(OperationState.Queued, stored.State);
        Assert.Equal(SyncRule.Accepted, stored.Rule);
        Assert.Equal("Queued.", stored.Explanation);
        Assert.Equal("the title", stored.Issue?.Title);
        Assert.Equal(item.Operation.ContentHash, stored.ContentHash);
        Assert.Equal(Clock.GetUtcNow(), stored.CreatedAt);
        Assert.Equal(Clock.GetUtcNow(), stored.WaitingSince);
        Assert.Null(stored.EndedAt);
    }

    /// <summary>A retry of the caller is harmless.</summary>
    [Fact]
    public async Task SameOperationAgain_ChangesNothingAndGivesTheStoredOutcome()
    {
        var item = Make.Inbound(1, 0);
        var first = await Make.EnqueueOneAsync(item);
        Assert.Equal(first, await Make.EnqueueOneAsync(item));
        await Make.CompleteAsync(await Make.ClaimOneAsync());
        var later = await Make.EnqueueOneAsync(item);
        Assert.Equal(OperationState.Completed, later.State);
        Assert.Equal(first.LaneId, later.LaneId);
        Assert.Single(await Store.ListOperationsAsync(new OperationQuery()));
    }

    /// <summary>The newer one of a direction covers the older one, which keeps its age.</summary>
    [Fact]
    public async Task NewerOfTheSameDirection_CancelsTheQueuedOneAndKeepsItsAge()
    {
        var older = await Make.EnqueueOneAsync(Make.Inbound(1, 0));
        var since = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromSeconds(9));
        var newer = await Make.EnqueueOneAsync(Make.Inbound(1, 5, "other"));
        Assert.Equal((0, 1), (older.Covered, newer.Covered));
        var canceled = await Make.FindAsync(older.OperationId);
        Assert.Equal(OperationState.Canceled, canceled.State);
        Assert.Equal(newer.OperationId, canceled.CanceledBy);
        Assert.Equal(SyncRule.Superseded, canceled.Rule);
        Assert.Equal(Clock.GetUtcNow(), canceled.EndedAt);
        Assert.Equal(since, (await Make.FindAsync(newer.OperationId)).WaitingSince);
        Assert.Equal(newer.OperationId, (await Make.ClaimOneAsync()).Operation.Id);
    }

    /// <summary>Both directions wait side by side; the older one starts first.</summary>
    [Fact]
    public async Task OppositeDirections_BothStayQueued()
    {
        var outbound = await Make.EnqueueOneAsync(Make.Outbound("t"));
        var inbound = await Make.EnqueueOneAsync(Make.Inbound(1, -60, task: "t"));
        Assert.Equal(outbound.LaneId, inbound.LaneId);
        var lane = (await Make.LaneOfTaskAsync("t"))!.Lane;
        Assert.Equal(inbound.OperationId, lane.QueuedInbound?.Id);
        Assert.Equal(outbound.OperationId, lane.QueuedOutbound?.Id);
        Assert.Equal(inbound.OperationId, (await Make.ClaimOneAsync()).Operation.Id);
    }

    /// <summary>An older state is dropped for the newer one.</summary>
    [Fact]
    public async Task OlderState_IsDroppedForTheNewerOne()
    {
        var newer = await Make.EnqueueOneAsync(Make.Inbound(1, 5));
        var older = await Make.EnqueueOneAsync(Make.Inbound(1, 0, "other"));
        var dropped = await Make.FindAsync(older.OperationId);
        Assert.Equal(OperationState.Dropped, dropped.State);
        Assert.Equal(newer.OperationId, dropped.DroppedFor);
        Assert.Equal(SyncRule.Outdated, dropped.Rule);
    }

    /// <summary>Same second and content: nothing new.</summary>
    [Fact]
    public async Task SameSecondSameContent_IsADuplicate()
    {
        var first = await Make.EnqueueOneAsync(Make.Inbound(1, 0));
        var second = await Make.EnqueueOneAsync(Make.Inbound(1, 0));
        Assert.Equal(OperationState.Duplicate, second.State);
        Assert.Equal(first.OperationId, (await Make.FindAsync(second.OperationId)).DuplicateOf);
    }

    /// <summary>Same second, other content: the queued one reads GitHub, and carries the greater state in case it cannot.</summary>
    [Fact]
    public async Task SameSecondOtherContent_FlagsTheQueuedOneToFetch()
    {
        var one = Make.Inbound(1, 0, "one");
        var two = Make.Inbound(1, 0, "two");
        await Make.EnqueueAsync(one, two);
        var queued = (await Make.ClaimOneAsync()).Operation;
        Assert.Equal(one.Operation.Id, queued.Id);
        Assert.True(queued.Fetch);
        var greater = one.Operation.ContentHash!.Value.CompareTo(two.Operation.ContentHash!.Value) > 0 ? one : two;
        Assert.Equal(greater.Operation.ContentHash, queued.ContentHash);
        Assert.Equal(((TaskSyncOperation)greater.Operation).Issue!.Title, ((TaskSyncOperation)queued).Issue!.Title);
    }

    /// <summary>The form of a pull request that knows more is not lost when a newer state of its issue form covers the operation that carries it.</summary>
    [Fact]
    public async Task PullRequestStateCarriedByAnIssuesOperation_IsCarriedOnByTheNextOne()
    {
        await Make.EnqueueAsync(Make.Inbound(1, 1, "issue"), Make.InboundPullRequest(1, 9, "pull request"), Make.Inbound(1, 2, "newer issue"));

        var queued = Assert.IsType<TaskSyncOperation>((await Make.ClaimOneAsync()).Operation);
        Assert.Equal("pull request", queued.Issue!.Title);
        Assert.True(queued.Fetch);
    }

    /// <summary>What is older than a state that another operation has taken in is old news, whichever form that operation has.</summary>
    [Fact]
    public async Task PullRequestStateOlderThanOneThatIsCarried_IsDropped()
    {
        await Make.EnqueueAsync(Make.Inbound(1, 1, "issue"), Make.InboundPullRequest(1, 9, "pull request"));
        await Make.ClaimOneAsync();

        var older = await Make.EnqueueOneAsync(Make.InboundPullRequest(1, 8, "older"));

        Assert.Equal(OperationState.Dropped, older.State);
    }

    /// <summary>A deletion covers both directions and everything that comes later.</summary>
    [Fact]
    public async Task Deletion_CancelsBothDirectionsAndDropsWhatComesLater()
    {
        var outbound = await Make.EnqueueOneAsync(Make.Outbound("t"));
        var inbound = await Make.EnqueueOneAsync(Make.Inbound(1, 5, task: "t"));
        var deletion = await Make.EnqueueOneAsync(Make.Inbound(1, 0, action: SyncAction.Deleted));
        var late = await Make.EnqueueOneAsync(Make.Inbound(1, 50));
        Assert.Equal(deletion.OperationId, (await Make.FindAsync(outbound.OperationId)).CanceledBy);
        Assert.Equal(deletion.OperationId, (await Make.FindAsync(inbound.OperationId)).CanceledBy);
        Assert.Equal(deletion.OperationId, (await Make.FindAsync(late.OperationId)).DroppedFor);
        Assert.Equal(deletion.OperationId, (await Make.LaneOfTaskAsync("t"))!.Lane.Tombstone?.OperationId);
    }

    /// <summary>A batch enters in its order, as one.</summary>
    [Fact]
    public async Task Batch_EntersInOrder()
    {
        var outcomes = await Make.EnqueueAsync(Make.Inbound(1, 0), Make.Inbound(1, 5), Make.Inbound(2, 0));
        Assert.Equal([OperationState.Queued, OperationState.Queued, OperationState.Queued], outcomes.Select(outcome => outcome.State!.Value));
        Assert.Equal(OperationState.Canceled, (await Make.FindAsync(outcomes[0].OperationId)).State);
        Assert.Equal(outcomes[0].LaneId, outcomes[1].LaneId);
        Assert.NotEqual(outcomes[0].LaneId, outcomes[2].LaneId);
    }

    /// <summary>A delivery is stored with its operations, once.</summary>
    [Fact]
    public async Task KnownDelivery_MakesTheWholeBatchANoOp()
    {
        var delivery = Make.Delivery();
        var first = await Store.EnqueueAsync(new EnqueueBatch { Delivery = delivery, Items = [Make.Inbound(1, 0)] });
        var second = await Store.EnqueueAsync(new EnqueueBatch { Delivery = delivery, Items = [Make.Inbound(1, 5)] });
        Assert.False(first.DeliveryWasKnown);
        Assert.True(second.DeliveryWasKnown);
        Assert.Empty(second.Outcomes);
        Assert.Single(await Store.ListOperationsAsync(new OperationQuery()));
        var stored = await Store.FindDeliveryAsync(delivery.Id);
        Assert.NotNull(stored);
        Assert.Equal(delivery with { Body = stored.Body, Operations = stored.Operations }, stored);
        Assert.Equal("{}"u8.ToArray(), stored.Body.ToArray());
        Assert.Null(await Store.FindDeliveryAsync(Make.NextId()));
    }

    /// <summary>A priority, a due time and a trace survive the way through the store.</summary>
    [Fact]
    public async Task DueOperation_IsNotClaimedBeforeItsTime()
    {
        var item = Make.Outbound("t");
        var due = Clock.GetUtcNow().AddSeconds(30);
        await Make.EnqueueOneAsync(item with { Operation = item.Operation with { DueAt = due } });
        var early = await Store.WorkAsync([], new ClaimRequest("w", 5, StoreScenario.Lease));
        Assert.Empty(early.Claimed);
        Assert.Equal(due, early.NextDueAt);
        Assert.Equal(due, (await Make.LaneOfTaskAsync("t"))!.HeadDueAt);
        Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(await Make.ClaimAsync());
    }
}
