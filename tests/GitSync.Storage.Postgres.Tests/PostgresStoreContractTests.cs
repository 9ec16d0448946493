using GitSync.Testing;

namespace GitSync.Storage.Postgres.Tests;

public sealed class PostgresAuditLog : AuditContract<PostgresStoreHarness>;

public sealed class PostgresCancels : CancelContract<PostgresStoreHarness>;

public sealed class PostgresClaims : ClaimContract<PostgresStoreHarness>;

public sealed class PostgresCompletions : CompletionContract<PostgresStoreHarness>;

public sealed class PostgresConnectionsOfProjects : ConnectionContract<PostgresStoreHarness>;

public sealed class PostgresDeliveries : DeliveryContract<PostgresStoreHarness>;

public sealed class PostgresEnqueues : EnqueueContract<PostgresStoreHarness>;

public sealed class PostgresHistories : HistoryContract<PostgresStoreHarness>;

public sealed class PostgresLaneNames : LaneNamingContract<PostgresStoreHarness>;

public sealed class PostgresLinksOfLanes : LinkContract<PostgresStoreHarness>;

public sealed class PostgresMaintenance : MaintenanceContract<PostgresStoreHarness>;

public sealed class PostgresSharedState : SharedStateContract<PostgresStoreHarness>;

public sealed class PostgresReads : ReaderContract<PostgresStoreHarness>;

public sealed class PostgresSearches : SearchContract<PostgresStoreHarness>;

public sealed class PostgresWholeRecords : WholeRecordContract<PostgresStoreHarness>;

public sealed class PostgresContractCoverage
{
    [Fact]
    public void PostgresStore_JoinsEverySuite() =>
        Assert.Empty(StoreContracts.MissingFrom(typeof(PostgresContractCoverage).Assembly, typeof(PostgresStoreHarness)));
}
