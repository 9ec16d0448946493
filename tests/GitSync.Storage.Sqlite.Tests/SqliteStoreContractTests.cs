using GitSync.Testing;

namespace GitSync.Storage.Sqlite.Tests;

public sealed class SqliteAuditLog : AuditContract<SqliteStoreHarness>;

public sealed class SqliteCancels : CancelContract<SqliteStoreHarness>;

public sealed class SqliteClaims : ClaimContract<SqliteStoreHarness>;

public sealed class SqliteCompletions : CompletionContract<SqliteStoreHarness>;

public sealed class SqliteConnectionsOfProjects : ConnectionContract<SqliteStoreHarness>;

public sealed class SqliteDeliveries : DeliveryContract<SqliteStoreHarness>;

public sealed class SqliteEnqueues : EnqueueContract<SqliteStoreHarness>;

public sealed class SqliteHistories : HistoryContract<SqliteStoreHarness>;

public sealed class SqliteLaneNames : LaneNamingContract<SqliteStoreHarness>;

public sealed class SqliteLinksOfLanes : LinkContract<SqliteStoreHarness>;

public sealed class SqliteMaintenance : MaintenanceContract<SqliteStoreHarness>;

public sealed class SqliteSharedState : SharedStateContract<SqliteStoreHarness>;

public sealed class SqliteReads : ReaderContract<SqliteStoreHarness>;

public sealed class SqliteSearches : SearchContract<SqliteStoreHarness>;

public sealed class SqliteWholeRecords : WholeRecordContract<SqliteStoreHarness>;

public sealed class SqliteContractCoverage
{
    [Fact]
    public void SqliteStore_JoinsEverySuite() =>
        Assert.Empty(StoreContracts.MissingFrom(typeof(SqliteContractCoverage).Assembly, typeof(SqliteStoreHarness)));
}
