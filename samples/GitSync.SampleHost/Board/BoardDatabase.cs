using Dapper;
using Microsoft.Data.Sqlite;

namespace GitSync.SampleHost.Board;

/// <summary>
/// The board's own tables, in the same database file as GitSync's: that is what lets a task and its sync operation be saved in one
/// transaction.
/// </summary>
internal sealed class BoardDatabase(string connectionString)
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS tasks (
            seq             INTEGER PRIMARY KEY AUTOINCREMENT,
            id              TEXT NOT NULL UNIQUE,
            project         TEXT NOT NULL,
            title           TEXT NOT NULL,
            body            TEXT NOT NULL,
            is_open         INTEGER NOT NULL,
            state_reason    TEXT NULL,
            labels          TEXT NOT NULL,
            assignees       TEXT NOT NULL,
            milestone       TEXT NULL,
            author          TEXT NULL,
            is_pull_request INTEGER NOT NULL,
            is_draft        INTEGER NOT NULL,
            is_merged       INTEGER NOT NULL,
            is_locked       INTEGER NOT NULL,
            modified_ticks  INTEGER NOT NULL
        );
        CREATE TABLE IF NOT EXISTS comments (
            seq             INTEGER PRIMARY KEY AUTOINCREMENT,
            id              TEXT NOT NULL UNIQUE,
            task_id         TEXT NOT NULL,
            body            TEXT NOT NULL,
            author          TEXT NULL,
            modified_ticks  INTEGER NOT NULL
        );
        CREATE INDEX IF NOT EXISTS ix_comments_task ON comments (task_id, seq);
        """;

    /// <summary>How long a writer waits for the other one: SQLite has one at a time.</summary>
    private const int BusyTimeoutSeconds = 5;

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await connection.ExecuteAsync("PRAGMA journal_mode = WAL;");
        await connection.ExecuteAsync(Schema);
    }

    public async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(connectionString) { DefaultTimeout = BusyTimeoutSeconds };
        await connection.OpenAsync(cancellationToken);

        // SQLite's own waiting is finer than the library's, which sleeps 150 ms between two tries.
        await connection.ExecuteAsync($"PRAGMA busy_timeout = {BusyTimeoutSeconds * 1000};");
        return connection;
    }
}
