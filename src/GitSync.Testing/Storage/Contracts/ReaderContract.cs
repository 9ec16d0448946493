using Xunit;

namespace GitSync.Testing;

/// <summary>What status pages read.</summary>
public abstract class ReaderContract<THarness> : StoreContract<THarness>
    where THarness : StoreHarness, new()
{
    /// <summary>Every state is listed, by id.</summary>
    [Fact]
    public async Task List_PagesThroughEveryStateById()
    {
        var ids = await Make.EnterEveryStateAsync();
        var listed = new List<Guid>();
        Guid? after = null;
        for (var page = 0; page < 10; page++)
        {
            var rows = await Store.ListOperationsAsync(new OperationQuery { After = after, Limit = 2 });
            if (rows.Count == 0)
            {
                break;
            }

            listed.AddRange(rows.Select(row => row.Id));
            after = rows[^1].Id;
        }

        Assert.Equal(ids.Order(), listed);
    }

    /// <summary>The filter by state is exact.</summary>
    [Fact]
    public async Task List_FiltersByState()
    {
        await Make.EnterEveryStateAsync();
        var seen = 0;
        foreach (var state in OperationStates.All)
        {
            var rows = await Store.ListOperationsAsync(new OperationQuery { State = state });
            Assert.All(rows, row => Assert.Equal(state, row.State));
            Assert.True(rows.Count > 0, $"No operation is {state.Name()}.");
            seen += rows.Count;
        }

        Assert.Equal((await Store.ListOperationsAsync(new OperationQuery())).Count, seen);
    }

    /// <summary>Running operations are listed by id as well, whichever lane is the oldest.</summary>
    [Fact]
    public async Task List_PagesThroughRunningOnesById()
    {
        await Make.EnqueueOneAsync(Make.Outbound("a"));
        await Make.CompleteAsync(await Make.ClaimOneAsync());
        var ids = new List<Guid>();
        foreach (var task in new[] { "b", "a", "c" })
        {
            ids.Add((await Make.EnqueueOneAsync(Make.Outbound(task))).OperationId);
        }

        await Make.ClaimAsync();
        await Make.EnqueueOneAsync(Make.Outbound("d"));
        var running = new OperationQuery { State = OperationState.Processing, Limit = 2 };
        Assert.Equal(ids[..2], (await Store.ListOperationsAsync(running)).Select(row => row.Id));
        Assert.Equal(ids[2..], (await Store.ListOperationsAsync(running with { After = ids[1] })).Select(row => row.Id));
        Assert.Equal(ids[1], Assert.Single(await Store.ListOperationsAsync(running with { Local = LaneName.OfTask("a") })).Id);
        Assert.Empty(await Store.ListOperationsAsync(running with { Local = LaneName.OfTask("d") }));
    }

    /// <summary>The filter by record shows that record's operations.</summary>
    [Fact]
    public async Task List_FiltersByRecord()
    {
        await Make.EnterEveryStateAsync();
        await Make.EnqueueAsync(Make.Outbound("mine"), Make.Outbound("mine"));
        var rows = await Store.ListOperationsAsync(new OperationQuery { Local = LaneName.OfTask("mine") });
        Assert.Equal([OperationState.Canceled, OperationState.Queued], rows.Select(row => row.State));
        Assert.Single(await Store.ListOperationsAsync(new OperationQuery { Local = LaneName.OfTask("mine"), State = OperationState.Queued }));
        Assert.Empty(await Store.ListOperationsAsync(new OperationQuery { Local = LaneName.OfTask("nobody") }));
    }

    /// <summary>A page is bounded.</summary>
    [Fact]
    public async Task List_RefusesALimitOutOfBounds()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ListOperationsAsync(new OperationQuery { Limit = 0 }));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ListOperationsAsync(new OperationQuery { Limit = 501 }));
    }

    /// <summary>Kept counts are the real ones.</summary>
    [Fact]
    public async Task Summary_CountsEveryStateAndNamesTheOldest()
    {
        var empty = await Store.SummarizeAsync();
        Assert.Equal(OperationStates.All.Count, empty.Counts.Count);
        Assert.All(empty.Counts, count => Assert.Equal(0, count.Value));
        Assert.Null(empty.OldestQueuedAt);
        await Make.EnterEveryStateAsync();
        var since = (await Store.ListOperationsAsync(new OperationQuery { State = OperationState.Queued })).Min(row => row.WaitingSince);
        var summary = await Store.SummarizeAsync();
        Assert.Equal(since, summary.OldestQueuedAt);
        foreach (var state in OperationStates.All)
        {
            Assert.Equal((await Store.ListOperationsAsync(new OperationQuery { State = state })).Count, summary.Counts[state]);
        }
    }

    /// <summary>Unknown names are left out.</summary>
    [Fact]
    public async Task Lanes_AreFoundByLocalName()
    {
        await Make.EnqueueAsync(Make.Outbound("a"), Make.Outbound("b"));
        var lanes = await Store.FindLanesAsync([LaneName.OfTask("a"), LaneName.OfTask("b"), LaneName.OfTask("nobody")]);
        Assert.Equal(2, lanes.Count);
        var view = lanes[LaneName.OfTask("a")];
        Assert.Equal(LaneName.OfTask("a"), view.Lane.Local);
        Assert.NotNull(view.Lane.QueuedOutbound);
        Assert.NotNull(view.Lane.RecordWatermark);
        Assert.Null(view.HeadDueAt);
        Assert.Null(view.HeadError);
        Assert.Empty(await Store.FindLanesAsync(Array.Empty<LaneName>()));
    }

    /// <summary>A look through a repository knows GitHub's objects, not the records.</summary>
    [Fact]
    public async Task Lanes_AreFoundByRemoteName()
    {
        await Make.EnqueueAsync(Make.Inbound(7, 1), Make.Inbound(8, 1));
        var (there, nobody) = (LaneName.OfIssue(StoreScenario.RepositoryId, 7), LaneName.OfIssue(StoreScenario.RepositoryId, 9));
        var lanes = await Store.FindLanesAsync([there, nobody]);
        Assert.Equal(there, Assert.Single(lanes).Key);
        Assert.Equal(there, lanes[there].Lane.Remote);
    }

    /// <summary>Lanes are found by their ids; unknown ones are left out.</summary>
    [Fact]
    public async Task Lanes_AreFoundById()
    {
        var (a, b) = ((await Make.EnqueueOneAsync(Make.Outbound("a"))).LaneId, (await Make.EnqueueOneAsync(Make.Inbound(7, 1))).LaneId);
        await Make.EnqueueOneAsync(Make.Outbound("c"));
        var lanes = await Store.FindLanesAsync([a, b, long.MaxValue, a]);
        Assert.Equal([a, b], lanes.Keys.Order());
        Assert.Equal((await Make.LaneOfTaskAsync("a"))!.Lane, lanes[a].Lane);
        Assert.NotNull(lanes[b].Lane.QueuedInbound);
        Assert.Empty(await Store.FindLanesAsync(Array.Empty<long>()));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.FindLanesAsync([.. Enumerable.Range(0, 501).Select(id => (long)id)]));
    }

    /// <summary>While it runs, and no longer.</summary>
    [Fact]
    public async Task Lane_NamesTheWorkerThatHoldsIt()
    {
        var lane = (await Make.EnqueueOneAsync(Make.Inbound(1, 0))).LaneId;
        Assert.Null((await Store.FindLanesAsync([lane]))[lane].WorkerId);
        var claim = await Make.ClaimOneAsync();
        Assert.Equal(StoreScenario.Worker, (await Store.FindLanesAsync([lane]))[lane].WorkerId);
        await Make.EndAsync(StoreScenario.Completed(claim));
        Assert.Null((await Store.FindLanesAsync([lane]))[lane].WorkerId);
    }

    /// <summary>Unknown ids are null.</summary>
    [Fact]
    public async Task UnknownOperation_IsNull() => Assert.Null(await Store.FindOperationAsync(Make.NextId()));

    /// <summary>By id, in pages, of one repository or of all, by how they ended.</summary>
    [Fact]
    public async Task Lanes_AreListedInPages()
    {
        for (var i = 0; i < 5; i++)
        {
            await Make.EnqueueOneAsync(Make.Outbound($"t{i}"));
        }

        await Make.EnqueueOneAsync(Make.Outbound("elsewhere") with { Operation = Make.Outbound("elsewhere").Operation with { RepositoryId = 4711 } });
        var all = await Store.ListLanesAsync(new LaneQuery());
        Assert.Equal(6, all.Count);
        Assert.Equal(all.Select(view => view.Lane.Id).Order(), all.Select(view => view.Lane.Id));
        Assert.All(all, view => Assert.NotNull(view.Lane.QueuedOutbound));
        var mine = new LaneQuery { RepositoryId = StoreScenario.RepositoryId, Limit = 3 };
        var first = await Store.ListLanesAsync(mine);
        var second = await Store.ListLanesAsync(mine with { After = first[^1].Lane.Id });
        Assert.Equal(["task:t0", "task:t1", "task:t2", "task:t3", "task:t4"], first.Concat(second).Select(view => view.Lane.Local?.Value));
        Assert.Empty(await Store.ListLanesAsync(mine with { LastOutcome = OperationState.Completed }));
        var claim = Assert.Single(await Make.ClaimAsync(1));
        await Make.CompleteAsync(claim);
        Assert.Equal([claim.Lane.Id], (await Store.ListLanesAsync(mine with { LastOutcome = OperationState.Completed })).Select(view => view.Lane.Id));
    }
}
