using GitSync.Storage.Sqlite;

namespace GitSync.Benchmarks;

/// <summary>A file in a directory of its own.</summary>
internal sealed class SqliteDatabase : IQueueDatabase
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<SqliteSyncStore> _stores = [];

    public static Task<IQueueDatabase> MakeAsync() => Task.FromResult<IQueueDatabase>(new SqliteDatabase());

    public async Task<ISyncStore> OpenAsync()
    {
        var store = new SqliteSyncStore(new SqliteStorageOptions { ConnectionString = "Data Source=" + _directory.Database }, TimeProvider.System);
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

/// <summary>A directory that is gone afterwards.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gitsync-benchmark-");

    public string Database => Path.Combine(_directory.FullName, "queue.db");

    public void Dispose() => _directory.Delete(recursive: true);
}
