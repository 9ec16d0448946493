using Xunit;

namespace GitSync.Testing;

/// <summary>How operations find their lane.</summary>
public abstract class LaneNamingContract<THarness> : StoreContract<THarness>
    where THarness : StoreHarness, new()
{
    /// <summary>The remote name finds its lane, and the lane learns the local name.</summary>
    [Fact]
    public async Task LaneFoundByRemoteName_TakesAFreeLocalName()
    {
        var first = await Make.EnqueueOneAsync(Make.Inbound(1, 0));
        var second = await Make.EnqueueOneAsync(Make.Inbound(1, 5, task: "t"));
        Assert.Equal(first.LaneId, second.LaneId);
        Assert.Equal(first.LaneId, (await Make.LaneOfTaskAsync("t"))!.Lane.Id);
    }

    /// <summary>The local name finds its lane, and the lane learns the remote name.</summary>
    [Fact]
    public async Task LaneFoundByLocalName_TakesAFreeRemoteName()
    {
        var outbound = await Make.EnqueueOneAsync(Make.Outbound("t"));
        await Make.EnqueueOneAsync(Make.Inbound(1, 0, task: "t"));
        var inbound = await Make.EnqueueOneAsync(Make.Inbound(1, 5));
        Assert.Equal(outbound.LaneId, inbound.LaneId);
        Assert.True((await Make.LaneOfTaskAsync("t"))!.Lane.IsLinked);
    }

    /// <summary>A taken name stays with its lane.</summary>
    [Fact]
    public async Task RemoteNameComesFirst_AndALocalNameOfAnotherLaneIsLeftThere()
    {
        var local = await Make.EnqueueOneAsync(Make.Outbound("t"));
        var remote = await Make.EnqueueOneAsync(Make.Inbound(1, 0));
        var both = await Make.EnqueueOneAsync(Make.Inbound(1, 5, task: "t"));
        Assert.Equal(remote.LaneId, both.LaneId);
        Assert.Equal(local.LaneId, (await Make.LaneOfTaskAsync("t"))!.Lane.Id);
        Assert.Null((await Make.LaneOfTaskAsync("t"))!.Lane.Remote);
    }

    /// <summary>A marker adopts a lane that is being created.</summary>
    [Fact]
    public async Task MarkerOfALaneWithoutRemoteName_AdoptsIt()
    {
        var outbound = await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        Assert.Equal(CommitOutcome.Committed, await Store.CheckpointAsync(claim.Lease, StoreScenario.Link("t", null, "marker-1")));
        var inbound = Make.Inbound(8, 0);
        var arrived = await Make.EnqueueOneAsync(inbound with { Address = inbound.Address with { Marker = "marker-1" } });
        Assert.Equal(outbound.LaneId, arrived.LaneId);
        Assert.Equal(LaneName.OfIssue(StoreScenario.RepositoryId, 8), (await Make.LaneOfTaskAsync("t"))!.Lane.Remote);
    }

    /// <summary>A comment that is seen first names a lane for its issue; the one that creates the issue takes it in.</summary>
    [Fact]
    public async Task MarkerOfALaneThatIsBeingCreated_ComesBeforeALaneThatACommentMade()
    {
        var outbound = await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        await Store.CheckpointAsync(claim.Lease, StoreScenario.Link("t", null, "marker-1"));
        var comment = await Make.EnqueueOneAsync(Make.InboundComment(50, issue: 8, seconds: 0));
        var inbound = Make.Inbound(8, 0);
        var arrived = await Make.EnqueueOneAsync(inbound with { Address = inbound.Address with { Marker = "marker-1" } });
        Assert.Equal(outbound.LaneId, arrived.LaneId);
        await Make.CompleteAsync(claim, StoreScenario.Link("t", 8, "marker-1"));
        var task = (await Make.LaneOfTaskAsync("t"))!.Lane;
        Assert.Equal((outbound.LaneId, LaneName.OfIssue(StoreScenario.RepositoryId, 8)), (task.Id, task.Remote));
        Assert.Equal(task.Id, (await Store.FindLanesAsync([comment.LaneId]))[comment.LaneId].Lane.ParentId);
    }

    /// <summary>A retry that does not know the answer must not undo what the webhook found out.</summary>
    [Fact]
    public async Task RetryWithoutRemoteSide_KeepsTheNameThatAMarkerBrought()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        var intent = StoreScenario.Link("t", null, "marker-1");
        await Store.CheckpointAsync(claim.Lease, intent);
        var inbound = Make.Inbound(8, 0);
        await Make.EnqueueOneAsync(inbound with { Address = inbound.Address with { Marker = "marker-1" } });
        await Make.EndAsync(StoreScenario.Retried(claim) with { Link = intent });
        Assert.Equal(LaneName.OfIssue(StoreScenario.RepositoryId, 8), (await Make.LaneOfTaskAsync("t"))!.Lane.Remote);
    }

    /// <summary>A copied marker adopts nothing.</summary>
    [Fact]
    public async Task MarkerOfALinkedLane_AdoptsNothing()
    {
        var outbound = await Make.EnqueueOneAsync(Make.Outbound("t"));
        await Make.CompleteAsync(await Make.ClaimOneAsync(), StoreScenario.Link("t", 8, "marker-1"));
        var copy = Make.Inbound(9, 0);
        var arrived = await Make.EnqueueOneAsync(copy with { Address = copy.Address with { Marker = "marker-1" } });
        Assert.NotEqual(outbound.LaneId, arrived.LaneId);
    }

    /// <summary>Whoever can read a body can copy its marker into another repository before our lane knows its object.</summary>
    [Fact]
    public async Task MarkerCopiedIntoAnotherRepository_AdoptsNothing()
    {
        var outbound = await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        await Store.CheckpointAsync(claim.Lease, StoreScenario.Link("t", null, "marker-1"));
        const long Elsewhere = StoreScenario.RepositoryId + 1;
        var copy = Make.Inbound(8, 0);
        var arrived = await Make.EnqueueOneAsync(copy with
        {
            Operation = ((TaskSyncOperation)copy.Operation) with { RepositoryId = Elsewhere, Issue = null, ContentHash = null },
            Address = copy.Address with { Remote = LaneName.OfIssue(Elsewhere, 8), Marker = "marker-1" },
            RequireConnection = false,
        });
        Assert.NotEqual(outbound.LaneId, arrived.LaneId);
        Assert.Null((await Make.LaneOfTaskAsync("t"))!.Lane.Remote);
    }

    /// <summary>The parent's lane is made before the comment's.</summary>
    [Fact]
    public async Task CommentOnAnUnknownTask_MakesTheTasksLaneAndWaits()
    {
        var comment = await Make.EnqueueOneAsync(Make.OutboundComment("c", "t"));
        var parent = (await Make.LaneOfTaskAsync("t"))!;
        var stored = Assert.IsType<CommentSyncOperation>(await Make.FindAsync(comment.OperationId));
        Assert.Equal(parent.Lane.Id, stored.ParentLaneId);
        Assert.Empty(await Make.ClaimAsync());
    }

    /// <summary>A parent that is linked already is not asked for again; while it is only getting there, the rules decide.</summary>
    [Fact]
    public async Task OnlyIfUnlinked_IsSkippedOnceBothSidesAreKnown()
    {
        var first = await Make.EnqueueOneAsync(Make.Inbound(1, null) with { OnlyIfUnlinked = true });
        var second = await Make.EnqueueOneAsync(Make.Inbound(1, null) with { OnlyIfUnlinked = true });
        Assert.Equal(OperationState.Queued, first.State);
        Assert.Equal(OperationState.Duplicate, second.State);
        await Make.CompleteAsync(await Make.ClaimOneAsync());
        var unlinked = await Make.EnqueueOneAsync(Make.Inbound(1, null) with { OnlyIfUnlinked = true });
        Assert.Equal(OperationState.Queued, unlinked.State);
        await Make.CompleteAsync(await Make.ClaimOneAsync(), StoreScenario.Link("t", 1));
        Assert.Null((await Make.EnqueueOneAsync(Make.Inbound(1, null) with { OnlyIfUnlinked = true })).State);
    }

    /// <summary>A tombstone is no reason to fetch.</summary>
    [Fact]
    public async Task OnlyIfUnlinked_IsSkippedWhenTheResourceIsGone()
    {
        await Make.EnqueueOneAsync(Make.Inbound(1, 0, action: SyncAction.Deleted));
        await Make.CompleteAsync(await Make.ClaimOneAsync());
        Assert.Null((await Make.EnqueueOneAsync(Make.Inbound(1, null) with { OnlyIfUnlinked = true })).State);
    }

    /// <summary>The link's ids are on the operation.</summary>
    [Fact]
    public async Task OperationOfALinkedLane_NamesItsLink()
    {
        var first = await Make.EnqueueOneAsync(Make.Inbound(1, 0));
        await Make.CompleteAsync(await Make.ClaimOneAsync(), StoreScenario.Link("t", 1));
        var second = await Make.EnqueueOneAsync(Make.Inbound(1, 5));
        Assert.Equal(first.LaneId, ((TaskSyncOperation)await Make.FindAsync(first.OperationId)).GitHubIssueId);
        Assert.Equal(first.LaneId, ((TaskSyncOperation)await Make.FindAsync(second.OperationId)).GitHubIssueId);
    }
}
