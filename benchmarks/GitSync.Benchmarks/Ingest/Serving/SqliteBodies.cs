using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace GitSync.Benchmarks;

/// <summary>Bodies in a SQLite file, synchronous=FULL, by one thread that writes: SQLite allows one at a time.</summary>
internal sealed class SqliteBodies : IBodyStore
{
    public const string Count = "SELECT count(*) FROM bodies";
    public const int MostPerCommit = 256;

    /// <summary>More than requests are ever under way.</summary>
    private const int MostWaiting = 1_024;

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Task _writing;

    /// <param name="connectionString">The file.</param>
    /// <param name="mostPerCommit">1 for a commit each; else all that wait share one, up to so many.</param>
    public SqliteBodies(string connectionString, int mostPerCommit) => _writing = Task.Factory.StartNew(
        () => Write(connectionString, mostPerCommit), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public async Task StoreAsync(Guid id, byte[] body)
    {
        var waiting = new Waiting(id, body, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await _waiting.Writer.WriteAsync(waiting).ConfigureAwait(false);
        await waiting.Stored.Task.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.Complete();
        await _writing.ConfigureAwait(false);
    }

    private void Write(string connectionString, int mostPerCommit)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE bodies (id INTEGER PRIMARY KEY, delivery BLOB NOT NULL, body BLOB NOT NULL)");
        using var begin = Prepare(connection, "BEGIN IMMEDIATE");
        using var commit = Prepare(connection, "COMMIT");
        using var insert = Prepare(connection, "INSERT INTO bodies (delivery, body) VALUES ($delivery, $body)", "$delivery", "$body");
        var group = new List<Waiting>(mostPerCommit);
        while (WaitForMore())
        {
            begin.ExecuteNonQuery();
            while (group.Count < mostPerCommit && _waiting.Reader.TryRead(out var one))
            {
                insert.Parameters[0].Value = one.Id.ToByteArray();
                insert.Parameters[1].Value = one.Body;
                insert.ExecuteNonQuery();
                group.Add(one);
            }

            commit.ExecuteNonQuery();
            group.ForEach(one => one.Stored.SetResult());
            group.Clear();
        }
    }

    private bool WaitForMore() => _waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter(name, SqliteType.Blob));
        }

        command.Prepare();
        return command;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed record Waiting(Guid Id, byte[] Body, TaskCompletionSource Stored);
}
