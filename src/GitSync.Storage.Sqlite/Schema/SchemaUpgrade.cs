using System.Reflection;
using System.Runtime.ExceptionServices;
using DbUp;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;

namespace GitSync.Storage.Sqlite;

/// <summary>Brings the schema up to this package's, in one transaction, so that hosts that start together do it once.</summary>
internal static class SchemaUpgrade
{
    private const string Journal = "gitsync_schema";

    /// <exception cref="SqliteException">SQLite refused a script.</exception>
    /// <exception cref="InvalidOperationException">The schema is newer than this package, or could not be made.</exception>
    public static void Run(SqliteConnection connection)
    {
        // BEGIN IMMEDIATE waits for another host's upgrade (busy_timeout) and then finds it done.
        Execute(connection, "BEGIN IMMEDIATE");
        try
        {
            Upgrade(connection);
            Execute(connection, "COMMIT");
        }
        catch
        {
            RollBack(connection);
            throw;
        }
    }

    private static void RollBack(SqliteConnection connection)
    {
        try
        {
            Execute(connection, "ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLITE_FULL and SQLITE_IOERR have ended the transaction already, and what they say is what counts.
        }
    }

    private static void Upgrade(SqliteConnection connection)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var engine = DeployChanges.To
            .SqliteDatabase(new SharedConnection(connection))
            .WithScriptsEmbeddedInAssembly(assembly, name => name.EndsWith(".sql", StringComparison.Ordinal))
            .JournalToSqliteTable(Journal)
            .WithVariablesDisabled()
            .LogToNowhere()
            .Build();
        HashSet<string> known = [.. engine.GetDiscoveredScripts().Select(script => script.Name)];
        if (engine.GetExecutedScripts().Find(name => !known.Contains(name)) is { } newer)
        {
            throw new InvalidOperationException(
                $"The database has the schema step \"{newer}\", which this version of GitSync.Storage.Sqlite does not know: "
                + "a newer version upgraded it. Use that version, or an earlier copy of the file.");
        }

        var result = engine.PerformUpgrade();
        if (!result.Successful)
        {
            if (result.Error is SqliteException failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            throw new InvalidOperationException($"The schema step \"{result.ErrorScript?.Name}\" failed: {result.Error.Message}", result.Error);
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
