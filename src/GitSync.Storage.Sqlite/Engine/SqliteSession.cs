using System.Globalization;

namespace GitSync.Storage.Sqlite;

/// <summary>One open transaction: its statements, its time, and what is kept until its end to be written once.</summary>
internal sealed class SqliteSession(StatementCache statements, DateTimeOffset now)
{
    private const string ReadLane = "SELECT value FROM gitsync_counters WHERE name = 'lane'";
    private const string WriteLane = "UPDATE gitsync_counters SET value = ? WHERE name = 'lane'";
    private const string AddCount = "UPDATE gitsync_counters SET value = value + ? WHERE name = ?";

    private readonly long[] _counts = new long[OperationStates.All.Count];
    private readonly Dictionary<long, Connection?> _connections = [];
    private long? _lastLane;
    private bool _madeLanes;

    public StatementCache Statements { get; } = statements;

    /// <summary>The store's time of the call.</summary>
    public DateTimeOffset Now { get; set; } = now;

    public void Count(OperationState state, int by) => _counts[(int)state] += by;

    /// <summary>An id that no lane had or will have: an absorbed lane's history still names it.</summary>
    public long NextLaneId()
    {
        if (_lastLane is null)
        {
            var statement = Statements[ReadLane];
            statement.Step();
            _lastLane = statement.NextLong();
            statement.Reset();
        }

        _madeLanes = true;
        _lastLane++;
        return _lastLane.Value;
    }

    /// <summary>A repository's connection, looked up once per transaction.</summary>
    public Connection? ConnectionOf(long repositoryId)
    {
        if (!_connections.TryGetValue(repositoryId, out var connection))
        {
            _connections[repositoryId] = connection = ConnectionRows.FindByRepository(Statements, repositoryId);
        }

        return connection;
    }

    public void ForgetConnections() => _connections.Clear();

    /// <summary>What to return to when a call is undone.</summary>
    public long[] Mark() => [.. _counts];

    public void ReturnTo(long[] mark)
    {
        // Lane ids given meanwhile stay given: a gap is harmless, an id given twice is not.
        mark.CopyTo(_counts, 0);
        _connections.Clear();
    }

    /// <summary>Writes what was kept, before the commit.</summary>
    public void Flush()
    {
        for (var state = 0; state < _counts.Length; state++)
        {
            if (_counts[state] != 0)
            {
                Statements[AddCount].Add(_counts[state]).Add(state.ToString(CultureInfo.InvariantCulture)).Run();
                _counts[state] = 0;
            }
        }

        if (_madeLanes)
        {
            Statements[WriteLane].Add(_lastLane!.Value).Run();
            _madeLanes = false;
        }
    }
}
