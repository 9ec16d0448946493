using GitSync.Storage.Postgres;

namespace GitSync.Benchmarks;

/// <summary>A database of its own on the server.</summary>
internal sealed class PostgresDatabase : IQueueDatabase
{
    private readonly BenchmarkServer _server;
    private readonly List<PostgresSyncStore> _stores = [];

    private readonly bool _isKept;

    private PostgresDatabase(BenchmarkServer server, string connectionString, PostgresStorageOptions options, bool isKept)
    {
        _server = server;
        _isKept = isKept;
        ConnectionString = connectionString;
        Options = options with { ConnectionString = connectionString };
    }

    public string ConnectionString { get; }

    public PostgresStorageOptions Options { get; }

    public static async Task<PostgresDatabase> MakeAsync(BenchmarkServer server, PostgresStorageOptions? options = null) =>
        new(server, await server.CreateDatabaseAsync().ConfigureAwait(false), options ?? new PostgresStorageOptions(), isKept: false);

    /// <summary>One that stays and is there again under its name.</summary>
    public static async Task<PostgresDatabase> KeepAsync(BenchmarkServer server, string name) =>
        new(server, await server.KeepDatabaseAsync(name).ConfigureAwait(false), new PostgresStorageOptions(), isKept: true);

    public async Task<ISyncStore> OpenAsync(TimeProvider? clock = null)
    {
        var store = new PostgresSyncStore(Options, clock);
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

        if (!_isKept)
        {
            await _server.DropDatabaseAsync(ConnectionString).ConfigureAwait(false);
        }
    }
}
