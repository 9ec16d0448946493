using GitSync.Storage.Sqlite;

namespace GitSync.Benchmarks;

/// <summary>A file in a directory of its own.</summary>
internal sealed class SqliteDatabase : IQueueDatabase
{
    private readonly TemporaryDirectory _directory;
    private readonly List<SqliteSyncStore> _stores = [];

    private SqliteDatabase(TemporaryDirectory directory) => _directory = directory;

    public string ConnectionString => "Data Source=" + _directory.Database;

    public static Task<IQueueDatabase> MakeAsync() => Task.FromResult<IQueueDatabase>(new SqliteDatabase(new TemporaryDirectory()));

    /// <summary>One that stays and is there again under its name.</summary>
    public static SqliteDatabase Keep(string name) => new(new TemporaryDirectory(name));

    public async Task<ISyncStore> OpenAsync(TimeProvider? clock = null)
    {
        var store = new SqliteSyncStore(new SqliteStorageOptions { ConnectionString = ConnectionString }, clock ?? TimeProvider.System);
        _stores.Add(store);
        await store.InitializeAsync().ConfigureAwait(false);
        return store;
    }

    public Task SettleAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync().ConfigureAwait(false);
        }

        _directory.Dispose();
    }
}

/// <summary>A directory that is gone afterwards, unless it has a name to be found by again.</summary>
internal sealed class TemporaryDirectory(string? name = null) : IDisposable
{
    private const string Prefix = "gitsync-benchmark-";

    private readonly DirectoryInfo _directory = name is null
        ? Directory.CreateTempSubdirectory(Prefix)
        : Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), Prefix + name));

    public string Database => Path.Combine(_directory.FullName, "queue.db");

    public void Dispose()
    {
        if (name is null)
        {
            _directory.Delete(recursive: true);
        }
    }
}
