using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace GitSync.SampleHost.Board;

/// <summary>The board in a SQLite file: one writer at a time, so rows need no locks.</summary>
internal sealed class SqliteBoard(string connectionString) : BoardDatabase
{
    /// <summary>How long a writer waits for the other one.</summary>
    private const int BusyTimeoutSeconds = 5;

    public override bool HoldsNul => true;

    protected override string RowLock => "";

    protected override async Task MakeTablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await connection.ExecuteAsync("PRAGMA journal_mode = WAL;");
        await connection.ExecuteAsync(ReadScript("sqlite.sql"));
    }

    protected override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(connectionString) { DefaultTimeout = BusyTimeoutSeconds };
        await connection.OpenAsync(cancellationToken);

        // SQLite's own waiting is finer than the library's, which sleeps 150 ms between two tries.
        await connection.ExecuteAsync($"PRAGMA busy_timeout = {BusyTimeoutSeconds * 1000};");
        return connection;
    }

    protected override void ForgetIdleConnections()
    {
        // Connections to a file do not die.
    }

    /// <summary>BEGIN IMMEDIATE: what is read stays as it is, and turning from reading to writing cannot fail (SQLITE_BUSY).</summary>
    protected override ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        ValueTask.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));
}
