using System.Globalization;
using GitSync.Testing;
using GitSync.Tests;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>A schema of its own per test, in one database of the test process: faster than a database each.</summary>
public class PostgresStoreHarness : StoreHarness
{
    private static readonly Lazy<Task<string>> Database = new(async () => await (await PostgresServer.Shared).CreateDatabaseAsync());
    private static int _schemas;

    private readonly List<PostgresSyncStore> _stores = [];

    /// <summary>The test's schema.</summary>
    public string Schema { get; } = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _schemas)}");

    /// <summary>The database that all tests share.</summary>
    public static Task<string> ConnectionString => Database.Value;

    private protected virtual int Partitions => 0;

    /// <inheritdoc />
    public override async Task<ISyncStore> OpenAsync(TimeProvider clock, RecordConflictPolicy policy) => await OpenPostgresAsync(clock, policy);

    /// <summary>Opens a store, with options of the test's own.</summary>
    public async Task<PostgresSyncStore> OpenPostgresAsync(
        TimeProvider? clock, RecordConflictPolicy policy = RecordConflictPolicy.PerField, Action<PostgresStorageOptions>? configure = null)
    {
        var options = new PostgresStorageOptions { ConnectionString = await ConnectionString, Schema = Schema, Partitions = Partitions };
        configure?.Invoke(options);
        var store = new PostgresSyncStore(options, clock, policy);
        _stores.Add(store);
        return store;
    }

    /// <summary>Executes SQL as an administrator would.</summary>
    public async Task ExecuteAsync(string sql) =>
        await PostgresServer.ExecuteAsync(await ConnectionString, sql.Replace("$schema$", Schema, StringComparison.Ordinal));

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        await ExecuteAsync("DROP SCHEMA IF EXISTS $schema$ CASCADE");
        GC.SuppressFinalize(this);
    }
}

/// <summary>The same on hash partitions by installation.</summary>
public sealed class PartitionedStoreHarness : PostgresStoreHarness
{
    private protected override int Partitions => 4;
}
