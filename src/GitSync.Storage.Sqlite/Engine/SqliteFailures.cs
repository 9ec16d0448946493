using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GitSync.Storage.Sqlite;

/// <summary>Says what a failure of SQLite means to somebody who only wants to store something.</summary>
/// <remarks>See <see href="https://www.sqlite.org/rescode.html"/>.</remarks>
internal static class SqliteFailures
{
    /// <summary>The failure as the store's callers know it: a database that does not serve right now, else as it is.</summary>
    public static Exception Translate(Exception failure, SqliteStorageOptions options) => failure switch
    {
        SqliteException known when SentenceOf(known, options) is { } sentence => new StoreUnavailableException(sentence, known),
        _ => failure,
    };

    private static string? SentenceOf(SqliteException failure, SqliteStorageOptions options) => failure.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY => $"SQLITE_BUSY: another process kept the database's write lock longer than BusyTimeout ({options.BusyTimeout}); nothing was stored. Try again.",
        raw.SQLITE_FULL => "SQLITE_FULL: the disk with the database is full; nothing was stored. Make room on it, then it goes on.",
        raw.SQLITE_READONLY =>
            $"SQLITE_READONLY ({failure.SqliteExtendedErrorCode}): the database cannot be written to; nothing was stored. Give the host's user the right to write to the file and its folder.",
        raw.SQLITE_CANTOPEN => "SQLITE_CANTOPEN: the database cannot be opened. Make sure that its folder is there, and that the host's user has the right to write to both.",
        raw.SQLITE_IOERR => $"SQLITE_IOERR ({failure.SqliteExtendedErrorCode}): the disk with the database fails or is full; nothing was stored. Look at the disk, then it goes on.",
        _ => null,
    };
}
