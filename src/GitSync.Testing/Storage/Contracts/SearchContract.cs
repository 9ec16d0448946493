using Xunit;

namespace GitSync.Testing;

/// <summary>What is found among all operations, newest first, and in which portions.</summary>
public abstract class SearchContract<THarness> : StoreContract<THarness>
    where THarness : StoreHarness, new()
{
    /// <summary>Without a filter every operation is found, wherever it is, and whole.</summary>
    [Fact]
    public async Task NoFilter_FindsEveryOperationNewestFirstInPages()
    {
        var ids = await Make.EnterEveryStateAsync();
        var found = await FindAllAsync(new OperationSearch { Limit = 2 });
        Assert.Equal(ids.OrderDescending(), found.Select(operation => operation.Id));
        foreach (var operation in found)
        {
            Assert.Equal(StoredDocuments.Write(await Make.FindAsync(operation.Id)), StoredDocuments.Write(operation));
        }
    }

    /// <summary>The filter by state is exact.</summary>
    [Fact]
    public async Task State_FindsThatStateOnly()
    {
        await Make.EnterEveryStateAsync();
        var seen = 0;
        foreach (var state in OperationStates.All)
        {
            var found = await FindAllAsync(new OperationSearch { State = state });
            Assert.NotEmpty(found);
            Assert.All(found, operation => Assert.Equal(state, operation.State));
            seen += found.Count;
        }

        Assert.Equal((await FindAllAsync(new OperationSearch())).Count, seen);
    }

    /// <summary>Direction, kind and repository leave the others out, alone and together.</summary>
    [Fact]
    public async Task DirectionKindAndRepository_LeaveTheOthersOut()
    {
        var inbound = (await Make.EnqueueOneAsync(Make.Inbound(1, 0))).OperationId;
        var outbound = (await Make.EnqueueOneAsync(Make.Outbound("t"))).OperationId;
        var comment = (await Make.EnqueueOneAsync(Make.InboundComment(5, 1, 0))).OperationId;
        var elsewhere = Make.Outbound("u");
        elsewhere = elsewhere with { Operation = elsewhere.Operation with { RepositoryId = 4711 } };
        await Make.EnqueueOneAsync(elsewhere);
        Assert.Equal([comment, inbound], await IdsAsync(new OperationSearch { Direction = SyncDirection.Inbound }));
        Assert.Equal([comment], await IdsAsync(new OperationSearch { Kind = ResourceKind.Comment }));
        Assert.Equal([elsewhere.Operation.Id], await IdsAsync(new OperationSearch { RepositoryId = 4711 }));
        var mine = new OperationSearch { Direction = SyncDirection.Outbound, RepositoryId = StoreScenario.RepositoryId };
        Assert.Equal([outbound], await IdsAsync(mine));
        Assert.Equal([outbound], await IdsAsync(mine with { State = OperationState.Queued, Kind = ResourceKind.Task }));
        Assert.Empty(await IdsAsync(mine with { State = OperationState.Completed }));
    }

    /// <summary>Whatever an id or a code is made of, it is found as it is written, and nothing else is.</summary>
    [Fact]
    public async Task TextsThatWouldMeanSomethingInSql_MeanThemselves()
    {
        string[] texts = ["'; DROP TABLE lanes; --", "' OR '1'='1", "%", "_", "\"", "\\", "$schema$", "{0}", "@p", "/* */"];
        foreach (var text in texts)
        {
            await Make.EnqueueOneAsync(Make.Outbound(text));
        }

        foreach (var text in texts)
        {
            var lane = Assert.Single(await Store.FindLanesAsync([LaneName.OfTask(text)])).Value;
            Assert.Equal(text, lane.Lane.Local?.RecordId);
            Assert.Equal(text, Assert.Single(await FindAllAsync(new OperationSearch { LaneId = lane.Lane.Id })).LocalId);
            Assert.Empty(await FindAllAsync(new OperationSearch { ErrorCode = text }));
            Assert.Null(await Store.FindByProjectAsync(text));
        }

        Assert.Equal(texts.Length, (await FindAllAsync(new OperationSearch())).Count);
    }

    /// <summary>A lane's operations are found wherever they are.</summary>
    [Fact]
    public async Task Lane_FindsWhatWaitsRunsAndEndedInIt()
    {
        await Make.EnterEveryStateAsync();
        var first = await Make.EnqueueOneAsync(Make.Inbound(77, 0));
        await Make.CompleteAsync((await Make.ClaimAsync()).Single(claim => claim.Operation.Id == first.OperationId));
        var second = await Make.EnqueueOneAsync(Make.Inbound(77, 5));
        await Make.ClaimOneAsync();
        var third = await Make.EnqueueOneAsync(Make.Inbound(77, 9));
        var ofLane = new OperationSearch { LaneId = first.LaneId };
        Assert.Equal([third.OperationId, second.OperationId, first.OperationId], await IdsAsync(ofLane));
        Assert.Equal([second.OperationId], await IdsAsync(ofLane with { State = OperationState.Processing }));
        Assert.Equal([first.OperationId], await IdsAsync(ofLane with { State = OperationState.Completed }));
        Assert.Equal([second.OperationId, first.OperationId], await IdsAsync(ofLane with { Before = third.OperationId }));
        Assert.Empty(await IdsAsync(ofLane with { Direction = SyncDirection.Outbound }));
        Assert.Empty(await IdsAsync(new OperationSearch { LaneId = long.MaxValue }));
    }

    /// <summary>What failed, and what failed and is tried again, is found by its code.</summary>
    [Fact]
    public async Task ErrorCode_FindsWhatFailedAndWhatIsTriedAgain()
    {
        await Make.EnqueueAsync(Make.Outbound("fails"), Make.Outbound("waits"), Make.Outbound("works"));
        var claims = (await Make.ClaimAsync()).ToDictionary(claim => claim.Operation.LocalId!);
        await Make.EndAsync(StoreScenario.Failed(claims["fails"]));
        await Make.EndAsync(StoreScenario.Retried(claims["waits"], Clock.GetUtcNow().AddMinutes(1)));
        await Make.CompleteAsync(claims["works"]);
        await Make.EnqueueOneAsync(Make.Outbound("new"));
        Assert.Equal([claims["fails"].Operation.Id], await IdsAsync(new OperationSearch { ErrorCode = "validation" }));
        var waits = new OperationSearch { ErrorCode = "server_error" };
        Assert.Equal([claims["waits"].Operation.Id], await IdsAsync(waits));
        Assert.Equal([claims["waits"].Operation.Id], await IdsAsync(waits with { State = OperationState.Queued }));
        Assert.Empty(await IdsAsync(waits with { State = OperationState.Errored }));
        Assert.Empty(await IdsAsync(waits with { State = OperationState.Completed }));
        Assert.Empty(await IdsAsync(new OperationSearch { ErrorCode = "\0" }));
    }

    /// <summary>What a webhook brought is found, whatever became of it.</summary>
    [Fact]
    public async Task Delivery_FindsWhatItBrought()
    {
        EnqueueItem[] brought = [Make.Inbound(1, 0), Make.Inbound(1, 5), Make.Inbound(2, 0)];
        var delivery = Make.Delivery();
        await Store.EnqueueAsync(new EnqueueBatch { Delivery = delivery, Items = brought });
        await Make.EnqueueOneAsync(Make.Inbound(3, 0));
        var search = new OperationSearch { DeliveryId = delivery.Id };
        Assert.Equal(brought.Select(item => item.Operation.Id).OrderDescending(), await IdsAsync(search with { Limit = 2 }));
        Assert.Equal([brought[0].Operation.Id], await IdsAsync(search with { State = OperationState.Canceled }));
        Assert.Empty(await IdsAsync(new OperationSearch { DeliveryId = Make.NextId() }));
    }

    /// <summary>Ids that tell no time stand where they sort.</summary>
    [Fact]
    public async Task IdsOfAnotherKind_AreFoundInTheirOrder()
    {
        var (low, high) = (Guid.Parse("00000000-0000-4000-8000-000000000001"), Guid.Parse("f0000000-0000-4000-8000-000000000001"));
        var middle = Make.Inbound(1, 0);
        foreach (var item in new[] { WithId(low, 2), middle, WithId(high, 3) })
        {
            await Make.EnqueueOneAsync(item);
            await Make.CompleteAsync(await Make.ClaimOneAsync());
        }

        Assert.Equal([high, middle.Operation.Id, low], await IdsAsync(new OperationSearch { Limit = 1 }));
        Assert.Equal([high, middle.Operation.Id, low], await IdsAsync(new OperationSearch { State = OperationState.Completed }));
    }

    /// <summary>Something rare among very many is found, in portions that say where to go on.</summary>
    [Fact]
    public async Task RareOperation_IsLookedForInPortions()
    {
        const int batch = 500;
        var rare = Make.Inbound(1, 0);
        rare = rare with { Operation = rare.Operation with { RepositoryId = 4711 }, Admission = Admission.Refused(SyncRule.FilteredOut, "left out.") };
        await Make.EnqueueOneAsync(rare);
        for (var i = 0; i <= OperationSearch.MaximumScanned; i += batch)
        {
            await Make.EnqueueAsync([.. Enumerable.Range(i, batch).Select(number => Make.Inbound(number, 0) with { Admission = rare.Admission })]);
        }

        foreach (var search in new[] { new OperationSearch(), new OperationSearch { State = OperationState.Disabled } })
        {
            var wanted = search with { RepositoryId = 4711 };
            var first = await Store.SearchOperationsAsync(wanted);
            Assert.Empty(first.Operations);
            Assert.NotNull(first.Continue);
            var second = await Store.SearchOperationsAsync(wanted with { Before = first.Continue });
            Assert.Equal(rare.Operation.Id, Assert.Single(second.Operations).Id);
            Assert.Null(second.Continue);
        }
    }

    /// <summary>A page is bounded.</summary>
    [Fact]
    public async Task LimitOutOfBounds_IsRefused()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.SearchOperationsAsync(new OperationSearch { Limit = 0 }));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.SearchOperationsAsync(new OperationSearch { Limit = 501 }));
    }

    private EnqueueItem WithId(Guid id, int number)
    {
        var item = Make.Inbound(number, 0);
        return item with { Operation = item.Operation with { Id = id } };
    }

    private async Task<Guid[]> IdsAsync(OperationSearch search) => [.. (await FindAllAsync(search)).Select(operation => operation.Id)];

    private Task<IReadOnlyList<SyncOperation>> FindAllAsync(OperationSearch search) => StoreInvariants.FindAllAsync(Store, search);
}
