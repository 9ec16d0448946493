using System.Globalization;
using Microsoft.Data.Sqlite;

namespace GitSync.Storage.Sqlite;

/// <summary>Opens connections with the settings the store relies on.</summary>
internal sealed class SqliteConnections(SqliteStorageOptions options)
{
    /// <summary>Pages of WAL after which a commit copies it back (16 MiB): SQLite's 1,000 would do so at every larger commit.</summary>
    private const int CheckpointPages = 4096;

    private readonly string _reading = new SqliteConnectionStringBuilder(options.ConnectionString)
    {
        Mode = SqliteOpenMode.ReadOnly,
        Pooling = true,
        DefaultTimeout = Seconds(options),
    }.ToString();

    private readonly string _writing = new SqliteConnectionStringBuilder(options.ConnectionString)
    {
        // The writer keeps its one connection; giving it to a pool would only keep the file open after the store is closed.
        Pooling = false,
        DefaultTimeout = Seconds(options),
    }.ToString();

    public SqliteConnection OpenForWriting()
    {
        var connection = new SqliteConnection(_writing);
        connection.Open();
        var synchronous = options.Synchronous == SqliteSynchronous.Full ? "FULL" : "NORMAL";

        // temp_store: pages that a savepoint would return to are kept in memory; from 64 KiB on they would go to a temporary file, one by one.
        try
        {
            Execute(connection, string.Create(
                CultureInfo.InvariantCulture,
                $"""
                 PRAGMA busy_timeout = {(long)options.BusyTimeout.TotalMilliseconds};
                 PRAGMA journal_mode = WAL;
                 PRAGMA synchronous = {synchronous};
                 PRAGMA wal_autocheckpoint = {CheckpointPages};
                 PRAGMA cache_size = -{options.CacheKibibytes};
                 PRAGMA temp_store = MEMORY;
                 {(options.MaximumPages is { } pages ? $"PRAGMA max_page_count = {pages};" : "")}
                 """));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public SqliteConnection OpenForReading()
    {
        var connection = new SqliteConnection(_reading);
        connection.Open();
        return connection;
    }

    public void Close()
    {
        using var connection = new SqliteConnection(_reading);
        SqliteConnection.ClearPool(connection);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static int Seconds(SqliteStorageOptions options) => Math.Max(1, (int)Math.Ceiling(options.BusyTimeout.TotalSeconds));
}
