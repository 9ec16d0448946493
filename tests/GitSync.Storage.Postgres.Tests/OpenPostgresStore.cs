using GitSync.Testing;
using Npgsql;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>A test with a store in a schema of its own, opened before it and dropped after it.</summary>
public abstract class OpenPostgresStore : IAsyncLifetime
{
    private protected PostgresStoreHarness Harness { get; } = new();

    private protected ManualClock Clock { get; } = new();

    private protected PostgresSyncStore Store { get; private set; } = null!;

    private protected StoreScenario Make { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Store = await Harness.OpenPostgresAsync(Clock, configure: Configure);
        await Store.InitializeAsync();
        Make = new StoreScenario(Store, Clock);
    }

    public async Task DisposeAsync() => await Harness.DisposeAsync();

    private protected virtual void Configure(PostgresStorageOptions options)
    {
    }

    private protected static async Task<NpgsqlConnection> ConnectAsync(string? connectionString = null)
    {
        var connection = new NpgsqlConnection(connectionString ?? await PostgresStoreHarness.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private protected async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql.Replace("$schema$", Harness.Schema, StringComparison.Ordinal), connection);
        return await command.ExecuteScalarAsync();
    }
}
