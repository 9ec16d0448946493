using GitSync.Testing;

namespace GitSync.Storage.Sqlite.Tests;

/// <summary>A database file per test, deleted afterwards.</summary>
public sealed class SqliteStoreHarness : StoreHarness
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gitsync-sqlite-");
    private readonly List<SqliteSyncStore> _stores = [];

    public string ConnectionString => "Data Source=" + Path.Combine(_directory.FullName, "gitsync.db");

    public override async Task<ISyncStore> OpenAsync(TimeProvider clock, RecordConflictPolicy policy)
    {
        var store = new SqliteSyncStore(new SqliteStorageOptions { ConnectionString = ConnectionString }, clock, policy);
        _stores.Add(store);
        await store.InitializeAsync();
        return store;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }
}
