using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GitSync.Storage.Sqlite;

/// <summary>Runs a call inside the application's own transaction, on its connection; the application commits.</summary>
internal static class ForeignTransaction
{
    private const string Savepoint = "SAVEPOINT gitsync_call";
    private const string Release = "RELEASE gitsync_call";
    private const string RollbackTo = "ROLLBACK TO gitsync_call";
    private const string HasTables = "SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = 'gitsync_lanes'";

    public static T Run<T>(DbTransaction transaction, SqliteStorageOptions options, TimeProvider clock, Func<SqliteSession, T> work)
    {
        var connection = ConnectionOf(transaction, options);
        using var statements = new StatementCache(connection);
        var found = statements[HasTables].Step();
        statements[HasTables].Reset();
        if (!found)
        {
            throw new ArgumentException(
                "The transaction's database has no GitSync tables. Pass a transaction of the database that SqliteStorageOptions names.",
                nameof(transaction));
        }

        statements[Savepoint].Run();
        try
        {
            var session = new SqliteSession(statements, StoredTime.Now(clock));
            var result = work(session);
            session.Flush();
            statements[Release].Run();
            return result;
        }
        catch when (!statements.IsOutsideTransaction)
        {
            statements[RollbackTo].Run();
            statements[Release].Run();
            throw;
        }
    }

    private static SqliteConnection ConnectionOf(DbTransaction transaction, SqliteStorageOptions options)
    {
        if (transaction is not SqliteTransaction { Connection: { } connection })
        {
            throw new ArgumentException(
                $"Pass an open Microsoft.Data.Sqlite.SqliteTransaction on GitSync's database file; this is a {transaction.GetType().FullName}"
                + (transaction is SqliteTransaction ? " that has ended." : "."),
                nameof(transaction));
        }

        // The file SQLite has open, not the text it was opened by: the two may spell one path differently.
        var theirs = raw.sqlite3_db_filename(connection.Handle, "main").utf8_to_string();
        var ours = new SqliteConnectionStringBuilder(options.ConnectionString).DataSource;
        if (!ours.StartsWith("file:", StringComparison.Ordinal) && !string.Equals(Path.GetFullPath(ours), theirs, StringComparison.Ordinal)
            && !IsSameFile(ours, theirs))
        {
            throw new ArgumentException(
                $"The transaction is on another database ({theirs}) than SqliteStorageOptions names ({ours}); one transaction cannot span both.",
                nameof(transaction));
        }

        return connection;
    }

    private static bool IsSameFile(string ours, string theirs)
    {
        var resolved = File.ResolveLinkTarget(ours, returnFinalTarget: true)?.FullName;
        return resolved is not null && string.Equals(resolved, theirs, StringComparison.Ordinal);
    }
}
