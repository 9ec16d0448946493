using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace GitSync.Benchmarks;

/// <summary>What the disk and SQLite allow: rows of an operation's size, inserted raw, synchronous=FULL.</summary>
internal static class SqliteFloor
{
    private const int DocumentBytes = 600;

    public static double Measure(int rows, int perCommit)
    {
        using var directory = new TemporaryDirectory();
        using var connection = new SqliteConnection($"Data Source={directory.Database};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE floor (id INTEGER PRIMARY KEY, document BLOB NOT NULL)");
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO floor (document) VALUES ($document)";
        insert.Parameters.AddWithValue("$document", new byte[DocumentBytes]);
        insert.Prepare();
        var since = Stopwatch.GetTimestamp();
        for (var row = 0; row < rows; row += perCommit)
        {
            Execute(connection, "BEGIN IMMEDIATE");
            for (var i = 0; i < perCommit; i++)
            {
                insert.ExecuteNonQuery();
            }

            Execute(connection, "COMMIT");
        }

        return rows / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
