using GitSync.Testing;

namespace GitSync.Storage.Postgres.Tests;

public sealed class PartitionedAuditLog : AuditContract<PartitionedStoreHarness>;

public sealed class PartitionedCancels : CancelContract<PartitionedStoreHarness>;

public sealed class PartitionedClaims : ClaimContract<PartitionedStoreHarness>;

public sealed class PartitionedCompletions : CompletionContract<PartitionedStoreHarness>;

public sealed class PartitionedConnectionsOfProjects : ConnectionContract<PartitionedStoreHarness>;

public sealed class PartitionedDeliveries : DeliveryContract<PartitionedStoreHarness>;

public sealed class PartitionedEnqueues : EnqueueContract<PartitionedStoreHarness>;

public sealed class PartitionedHistories : HistoryContract<PartitionedStoreHarness>;

public sealed class PartitionedLaneNames : LaneNamingContract<PartitionedStoreHarness>;

public sealed class PartitionedLinksOfLanes : LinkContract<PartitionedStoreHarness>;

public sealed class PartitionedMaintenance : MaintenanceContract<PartitionedStoreHarness>;

public sealed class PartitionedSharedState : SharedStateContract<PartitionedStoreHarness>;

public sealed class PartitionedReads : ReaderContract<PartitionedStoreHarness>;

public sealed class PartitionedSearches : SearchContract<PartitionedStoreHarness>;

public sealed class PartitionedWholeRecords : WholeRecordContract<PartitionedStoreHarness>;

public sealed class PartitionedContractCoverage
{
    [Fact]
    public void PartitionedStore_JoinsEverySuite() =>
        Assert.Empty(StoreContracts.MissingFrom(typeof(PartitionedContractCoverage).Assembly, typeof(PartitionedStoreHarness)));
}
