namespace GitSync.Testing.Tests;

public sealed class InMemoryAuditLog : AuditContract<InMemoryStoreHarness>;

public sealed class InMemoryCancels : CancelContract<InMemoryStoreHarness>;

public sealed class InMemoryClaims : ClaimContract<InMemoryStoreHarness>;

public sealed class InMemoryCompletions : CompletionContract<InMemoryStoreHarness>;

public sealed class InMemoryConnections : ConnectionContract<InMemoryStoreHarness>;

public sealed class InMemoryDeliveries : DeliveryContract<InMemoryStoreHarness>;

public sealed class InMemoryEnqueues : EnqueueContract<InMemoryStoreHarness>;

public sealed class InMemoryLaneNames : LaneNamingContract<InMemoryStoreHarness>;

public sealed class InMemoryLinks : LinkContract<InMemoryStoreHarness>;

public sealed class InMemoryMaintenance : MaintenanceContract<InMemoryStoreHarness>;

public sealed class InMemorySharedState : SharedStateContract<InMemoryStoreHarness>;

public sealed class InMemoryReads : ReaderContract<InMemoryStoreHarness>;

public sealed class InMemorySearches : SearchContract<InMemoryStoreHarness>;

public sealed class InMemoryWholeRecords : WholeRecordContract<InMemoryStoreHarness>;

public sealed class InMemoryHistories : HistoryContract<InMemoryStoreHarness>;

public sealed class InMemoryContractCoverage
{
    [Fact]
    public void InMemoryStore_JoinsEverySuite() =>
        Assert.Empty(StoreContracts.MissingFrom(typeof(InMemoryContractCoverage).Assembly, typeof(InMemoryStoreHarness)));

    [Fact]
    public void Suites_AreFound() => Assert.True(StoreContracts.All.Count >= 9);
}
