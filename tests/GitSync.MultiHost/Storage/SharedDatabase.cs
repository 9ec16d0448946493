using GitSync.Storage.Postgres;
using GitSync.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.MultiHost;

/// <summary>The database of a run, as the coordinator and the hosts open it.</summary>
internal static class SharedDatabase
{
    /// <summary>A paused process may keep SQLite's one write lock for as long as it is paused.</summary>
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromMinutes(1);

    public static void Register(GitSyncBuilder builder, HostSettings settings)
    {
        var connection = Environment.GetEnvironmentVariable(HostSettings.ConnectionVariable) ?? "";
        switch (settings.Storage)
        {
            case StorageKind.Postgres:
                builder.UsePostgres(Postgres(connection, settings.Schema, settings.Partitions));
                break;
            case StorageKind.Sqlite:
                builder.UseSqlite(Sqlite(connection));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(settings), settings.Storage, "Unknown storage.");
        }
    }

    /// <summary>A store for the coordinator, to prepare and to read. The caller disposes it.</summary>
    public static ISyncStore Open(StorageKind storage, string connection, string schema, int partitions) => storage switch
    {
        StorageKind.Postgres => new PostgresSyncStore(Postgres(connection, schema, partitions)),
        StorageKind.Sqlite => new SqliteSyncStore(Sqlite(connection), TimeProvider.System),
        _ => throw new ArgumentOutOfRangeException(nameof(storage), storage, "Unknown storage."),
    };

    private static PostgresStorageOptions Postgres(string connection, string schema, int partitions) =>
        new() { ConnectionString = connection, Schema = schema, Partitions = partitions };

    /// <summary>A killed process loses nothing that is committed, whether SQLite waits for the disk or not.</summary>
    private static SqliteStorageOptions Sqlite(string connection) =>
        new() { ConnectionString = connection, Synchronous = SqliteSynchronous.Normal, BusyTimeout = BusyTimeout };
}
