using Xunit;

namespace GitSync.Testing;

/// <summary>Saved links: names, lanes that turn out to be one, and comments that wait for their task.</summary>
public abstract class LinkContract<THarness> : StoreContract<THarness>
    where THarness : StoreHarness, new()
{
    /// <summary>A checkpoint is durable while the operation still runs.</summary>
    [Fact]
    public async Task Checkpoint_SavesTheLinkAndItsNames()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        var now = Clock.GetUtcNow();
        var link = StoreScenario.Link("t", 3, "marker") with
        {
            Intent = new CreateIntent(claim.Operation.Id, now, now.AddSeconds(15), new TaskContent { Title = "draft" }),
        };
        Assert.Equal(CommitOutcome.Committed, await Store.CheckpointAsync(claim.Lease, link));
        var view = (await Make.LaneOfTaskAsync("t"))!;
        Assert.Equal(link, view.Link);
        Assert.Equal(LaneName.OfIssue(StoreScenario.RepositoryId, 3), view.Lane.Remote);
        Assert.Equal("marker", view.Lane.Marker);
        Assert.Equal(claim.Operation.Id, view.Lane.Running?.Id);
    }

    /// <summary>A link without its remote side gives the name free.</summary>
    [Fact]
    public async Task Unlink_RemovesTheRemoteName()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        await Store.CheckpointAsync(claim.Lease, StoreScenario.Link("t", 3));
        await Make.CompleteAsync(claim, StoreScenario.Link("t", null));
        Assert.Null((await Make.LaneOfTaskAsync("t"))!.Lane.Remote);
        Assert.NotEqual(claim.Lease.LaneId, (await Make.EnqueueOneAsync(Make.Inbound(3, 0))).LaneId);
    }

    /// <summary>The webhook about our own creation overtook the POST's answer: its lane is taken in.</summary>
    [Fact]
    public async Task LaneOfTheSameIssueWithoutARecord_IsTakenIn()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        var early = await Make.EnqueueOneAsync(Make.Inbound(3, 5));
        Assert.NotEqual(claim.Lease.LaneId, early.LaneId);
        Assert.Equal(CommitOutcome.Committed, await Make.CompleteAsync(claim, StoreScenario.Link("t", 3)));
        var moved = await Make.ClaimOneAsync();
        Assert.Equal(early.OperationId, moved.Operation.Id);
        Assert.Equal(claim.Lease.LaneId, moved.Operation.LaneId);
        Assert.Equal(StoreScenario.At(5), moved.Lane.Watermark?.UpdatedAt);
        Assert.Equal(claim.Lease.LaneId, (await Make.EnqueueOneAsync(Make.Inbound(3, 9))).LaneId);
    }

    /// <summary>The record's own save reported it while it was being linked: that lane is taken in.</summary>
    [Fact]
    public async Task LaneOfTheSameRecordNotOnGitHub_IsTakenIn()
    {
        await Make.EnqueueOneAsync(Make.Inbound(3, 0));
        var claim = await Make.ClaimOneAsync();
        var saved = await Make.EnqueueOneAsync(Make.Outbound("t"));
        Assert.Equal(CommitOutcome.Committed, await Make.CompleteAsync(claim, StoreScenario.Link("t", 3)));
        Assert.Equal(claim.Lease.LaneId, (await Make.LaneOfTaskAsync("t"))!.Lane.Id);
        Assert.Equal(saved.OperationId, (await Make.ClaimOneAsync()).Operation.Id);
    }

    /// <summary>Of each direction one stays: the newest.</summary>
    [Fact]
    public async Task LaneTakenIn_KeepsOneOperationPerDirection()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        var mine = await Make.EnqueueOneAsync(Make.Inbound(4, 0, task: "t"));
        var theirs = await Make.EnqueueOneAsync(Make.Inbound(3, 5));
        await Make.CompleteAsync(claim, StoreScenario.Link("t", 3));
        Assert.Equal(theirs.OperationId, (await Make.FindAsync(mine.OperationId)).CanceledBy);
        Assert.Equal(theirs.OperationId, (await Make.ClaimOneAsync()).Operation.Id);
    }

    /// <summary>Two records cannot have one issue.</summary>
    [Fact]
    public async Task NameOfALaneWithARecord_IsTaken_AndEndsTheOperationVisibly()
    {
        await Make.EnqueueOneAsync(Make.Outbound("owner"));
        await Make.CompleteAsync(await Make.ClaimOneAsync(), StoreScenario.Link("owner", 3));
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        Assert.Equal(CommitOutcome.NameTaken, await Store.CheckpointAsync(claim.Lease, StoreScenario.Link("t", 3)));
        Assert.Equal(claim.Operation.Id, (await Make.LaneOfTaskAsync("t"))!.Lane.Running?.Id);
        Assert.Equal(CommitOutcome.NameTaken, await Make.CompleteAsync(claim, StoreScenario.Link("t", 3)));
        var view = (await Make.LaneOfTaskAsync("t"))!;
        Assert.Equal(LaneLink.Empty, view.Link);
        Assert.Null(view.Lane.Running);
        Assert.Equal("name_taken", (await Make.FindAsync(claim.Operation.Id)).Error?.Code);
    }

    /// <summary>An inbound comment arrives with its issue, whose task is just being made: it waits for the task too.</summary>
    [Fact]
    public async Task InboundComment_WaitsUntilItsTaskHasBothNames()
    {
        await Make.EnqueueAsync(Make.Inbound(1, 0), Make.InboundComment(9, 1, 0));
        var task = await Make.ClaimOneAsync();
        Assert.Equal(ResourceKind.Task, task.Operation.Kind);
        await Make.CompleteAsync(task, StoreScenario.Link("t", 1));
        var comment = await Make.ClaimOneAsync();
        Assert.Equal(ResourceKind.Comment, comment.Operation.Kind);
        Assert.Equal("t", comment.ParentLink?.LocalId);
    }

    /// <summary>A running lane is not taken in; whoever wants its name comes back, and is not put aside for it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NameOfARunningLane_IsWaitedFor(bool isRemote)
    {
        await Make.EnqueueAsync(Make.Outbound("t"), Make.Inbound(3, 0));
        var claims = await Make.ClaimAsync();
        var mine = claims.Single(claim => (claim.Operation.LocalId == "t") == isRemote);
        Assert.Equal(CommitOutcome.NameInUse, await Store.CheckpointAsync(mine.Lease, StoreScenario.Link("t", 3)));
        Assert.Equal(CommitOutcome.NameInUse, await Make.CompleteAsync(mine, StoreScenario.Link("t", 3)));
        var again = await Make.FindAsync(mine.Operation.Id);
        Assert.Equal((OperationState.Queued, 0), (again.State, again.Attempts));
        Assert.True(again.DueAt > again.CreatedAt);
        await Make.CompleteAsync(claims.Single(claim => claim != mine), null);
        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(CommitOutcome.Committed, await Make.CompleteAsync(await Make.ClaimOneAsync(), StoreScenario.Link("t", 3)));
        Assert.True((await Make.LaneOfTaskAsync("t"))!.Lane.IsLinked);
    }

    /// <summary>Comments start once their task is on GitHub.</summary>
    [Fact]
    public async Task LinkedTask_LetsItsCommentsStart()
    {
        await Make.EnqueueAsync(Make.Outbound("t"), Make.OutboundComment("c", "t"));
        var task = await Make.ClaimOneAsync();
        var link = StoreScenario.Link("t", 3);
        await Store.CheckpointAsync(task.Lease, link);
        var comment = await Make.ClaimOneAsync();
        Assert.Equal(ResourceKind.Comment, comment.Operation.Kind);
        Assert.Equal(link, comment.ParentLink);
        Assert.True(comment.Lane.ParentIsLinked);
    }

    /// <summary>A remote name that arrives with an operation lets comments start as well.</summary>
    [Fact]
    public async Task TaskNamedByAnArrivingOperation_LetsItsCommentsStart()
    {
        await Make.EnqueueOneAsync(Make.OutboundComment("c", "t"));
        Assert.Empty(await Make.ClaimAsync());
        await Make.EnqueueOneAsync(Make.Inbound(3, 0, task: "t"));
        Assert.Equal(2, (await Make.ClaimAsync()).Count);
    }

    /// <summary>A deleted task's comments start, to be dropped.</summary>
    [Fact]
    public async Task DeletedTask_LetsItsCommentsStart()
    {
        await Make.EnqueueAsync(Make.OutboundComment("c", "t"));
        var deletion = await Make.EnqueueOneAsync(Make.Outbound("t", SyncAction.Deleted));
        var claims = await Make.ClaimAsync();
        var comment = claims.Single(claim => claim.Operation.Kind == ResourceKind.Comment);
        Assert.Equal(deletion.OperationId, comment.Lane.ParentTombstone);
        Assert.Equal(OperationState.Dropped, (await Make.EnqueueOneAsync(Make.OutboundComment("d", "t"))).State);
    }

    /// <summary>An unlinked task's comments wait again.</summary>
    [Fact]
    public async Task UnlinkedTask_MakesItsCommentsWaitAgain()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var task = await Make.ClaimOneAsync();
        await Store.CheckpointAsync(task.Lease, StoreScenario.Link("t", 3));
        await Make.EnqueueOneAsync(Make.OutboundComment("c", "t"));
        await Make.CompleteAsync(task, StoreScenario.Link("t", null));
        Assert.Empty(await Make.ClaimAsync());
    }

    /// <summary>Comments of a lane that is taken in follow their task.</summary>
    [Fact]
    public async Task CommentsOfALaneTakenIn_FollowTheirTask()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        await Make.EnqueueOneAsync(Make.InboundComment(77, 3, 0));
        await Make.CompleteAsync(claim, StoreScenario.Link("t", 3));
        var comment = await Make.ClaimOneAsync();
        Assert.Equal(claim.Lease.LaneId, comment.Lane.ParentId);
        Assert.Equal("t", comment.ParentLink?.LocalId);
    }

    /// <summary>A comment's lane that takes in one with a task belongs to that task, and goes on when it is linked.</summary>
    [Fact]
    public async Task LaneThatTakesACommentIn_GetsItsTask()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        await Make.CompleteAsync(await Make.ClaimOneAsync(), StoreScenario.Link("t", 3));
        var bare = Make.OutboundComment("c", "t");
        await Make.EnqueueOneAsync(bare with { Address = bare.Address with { Parent = null } });
        var claim = await Make.ClaimOneAsync();
        await Make.EnqueueOneAsync(Make.InboundComment(9, 3, 0));
        var link = new LaneLink
        {
            LocalId = "c",
            Remote = new RemoteIdentity(StoreScenario.RepositoryId, 3, null, null, 9, false, null, null),
        };
        Assert.Equal(CommitOutcome.Committed, await Make.CompleteAsync(claim, link));
        Assert.Equal(SyncDirection.Inbound, (await Make.ClaimOneAsync()).Operation.Direction);
    }

    /// <summary>A lane that is handed back and one that takes it in, in one call.</summary>
    [Fact]
    public async Task RetryAndAbsorptionInOneCall_LeaveNothingRunning()
    {
        await Make.EnqueueAsync(Make.Outbound("t"), Make.Inbound(3, 0));
        var claims = await Make.ClaimAsync();
        var record = claims.Single(claim => claim.Operation.LocalId == "t");
        var issue = claims.Single(claim => claim != record);
        var receipt = await Store.WorkAsync(
            [StoreScenario.Retried(issue), StoreScenario.Completed(record, StoreScenario.Link("t", 3))],
            new ClaimRequest(StoreScenario.Worker, 0, StoreScenario.Lease));
        Assert.Equal([CommitOutcome.Committed, CommitOutcome.Committed], receipt.Outcomes);
        var counts = (await Store.SummarizeAsync()).Counts;
        Assert.Equal(0, counts[OperationState.Processing]);
        Assert.Equal(1, counts[OperationState.Queued]);
        Assert.Equal(issue.Operation.Id, (await Make.ClaimOneAsync("worker-2")).Operation.Id);
    }
}
