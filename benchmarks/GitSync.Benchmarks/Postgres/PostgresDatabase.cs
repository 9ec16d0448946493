using GitSync.Storage.Postgres;

namespace GitSync.Benchmarks;

/// <summary>A database of its own on the server.</summary>
internal sealed class PostgresDatabase : IQueueDatabase
{
    private readonly BenchmarkServer _server;
    private readonly List<PostgresSyncStore> _stores = [];

    private PostgresDatabase(BenchmarkServer server, string connectionString, PostgresStorageOptions options)
    {
        _server = server;
        ConnectionString = connectionString;
        Options = options with { ConnectionString = connectionString };
    }

    public string ConnectionString { get; }

    public PostgresStorageOptions Options { get; }

    public static async Task<PostgresDatabase> MakeAsync(BenchmarkServer server, PostgresStorageOptions? options = null) =>
        new(server, await server.CreateDatabaseAsync().ConfigureAwait(false), options ?? new PostgresStorageOptions());

    public async Task<ISyncStore> OpenAsync()
    {
        var store = new PostgresSyncStore(Options);
        _stores.Add(store);
        await store.InitializeAsync().ConfigureAwait(false);
        return store;
    }

    public Task SettleAsync() => _server.SettleAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync().ConfigureAwait(false);
        }

        await _server.DropDatabaseAsync(ConnectionString).ConfigureAwait(false);
    }
}
