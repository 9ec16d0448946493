using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace GitSync.Storage.Postgres;

/// <summary>One open transaction: its connection, its statements and its time. Not thread-safe.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, StoreSql sql, TimeProvider? clock, LaneIds laneIds)
{
    /// <summary>Where the answer to <see cref="BeginWork"/> says whether another worker's lease has run out.</summary>
    public const int FoundDeadColumn = 3;

    /// <summary>What is written together with the commit, in one round trip; null when nothing is left to write.</summary>
    private NpgsqlBatch? _last;
    private bool _hasBegun;

    public StoreSql Sql { get; } = sql;

    /// <summary>The store's time of the transaction: the database's, or the clock's that a test gave.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>The transaction's id, to ask for its fate when the answer to the commit is lost.</summary>
    public string? TransactionId { get; private set; }

    /// <summary>Whether the transaction is the application's: then its counts are kept apart.</summary>
    public bool IsApplications { get; init; }

    private DateTimeOffset? Given => clock is null ? null : StoredTime.Cut(clock.GetUtcNow());

    /// <summary>A batch that begins with the time; <see cref="ReadBeginAsync"/> takes its answer.</summary>
    public NpgsqlBatch Begin(TimeSpan lockTimeout)
    {
        var batch = Batch();
        batch.Add(Sql.Begin, Time(Given), Milliseconds(lockTimeout));
        return batch;
    }

    /// <summary>The same for a worker's call, whose lease it renews; <see cref="FoundDeadColumn"/> says more.</summary>
    public NpgsqlBatch BeginWork(TimeSpan lockTimeout, ClaimRequest request)
    {
        var batch = Batch();
        batch.Add(
            Sql.BeginWork, Time(Given), Milliseconds(lockTimeout), Text(request.WorkerId), new NpgsqlParameter<TimeSpan> { TypedValue = request.Lease });
        return batch;
    }

    public async Task ReadBeginAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
        Now = rows.GetFieldValue<DateTimeOffset>(0);
        TransactionId = rows.GetString(1);
        _hasBegun = true;
    }

    public NpgsqlBatch Batch() => connection.CreateBatch();

    /// <summary>
    /// Writes the last statements of the transaction, whose errors are known when it ends: they are sent together with the commit. In the application's
    /// transaction, which goes on, they are sent at once. The session disposes of the batch.
    /// </summary>
    public async Task WriteLastAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        _last = batch;
        if (IsApplications)
        {
            await SendLastAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends what is left to write and commits, in one round trip.</summary>
    public async Task CommitAsync(NpgsqlTransaction transaction)
    {
        if (_last is null)
        {
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            return;
        }

        _last.Add("COMMIT");
        await SendLastAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task SendLastAsync(CancellationToken cancellationToken)
    {
        var batch = _last!;
        _last = null;
        await using (batch.ConfigureAwait(false))
        {
            if (batch.BatchCommands.Count > 0)
            {
                await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The clock's time for statements that ask the database for it otherwise.</summary>
    public NpgsqlParameter ClockTime() => Time(Given);

    /// <summary>The transaction's time where it is known already, else the clock's.</summary>
    public NpgsqlParameter TimeSoFar() => Time(_hasBegun ? Now : Given);

    public async ValueTask<long> NextLaneIdAsync(CancellationToken cancellationToken)
    {
        if (laneIds.TryTake() is { } id)
        {
            return id;
        }

        var command = new NpgsqlCommand(Sql.Lanes.NextIds, connection);
        await using (command.ConfigureAwait(false))
        {
            laneIds.Refill((long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!);
        }

        return await NextLaneIdAsync(cancellationToken).ConfigureAwait(false);
    }

    public static NpgsqlParameter Time(DateTimeOffset? time) =>
        new() { Value = (object?)time ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static NpgsqlParameter Milliseconds(TimeSpan span) => Text(((long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));

    public static NpgsqlParameter Text(string text) => new NpgsqlParameter<string> { TypedValue = text };

    public static NpgsqlParameter TextOrNull(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Number(int number) => new NpgsqlParameter<int> { TypedValue = number };

    public static NpgsqlParameter Texts(IEnumerable<string> texts) => new NpgsqlParameter<string[]> { TypedValue = [.. texts] };

    public static NpgsqlParameter Numbers(IEnumerable<long> numbers) => new NpgsqlParameter<long[]> { TypedValue = [.. numbers] };

    public static NpgsqlParameter Id(Guid id) => new NpgsqlParameter<Guid> { TypedValue = id };

    public static NpgsqlParameter Ids(IEnumerable<Guid> ids) => new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] };
}

/// <summary>Statements of a batch, one line each.</summary>
internal static class BatchExtensions
{
    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }
}

/// <summary>Ids of lanes to come: a block is fetched at a time, a rest is lost with the process. Thread-safe.</summary>
internal sealed class LaneIds
{
    /// <summary>The sequence's increment.</summary>
    private const int BlockSize = 100;

    private readonly Lock _gate = new();
    private readonly Queue<long> _free = new(BlockSize);

    public long? TryTake()
    {
        lock (_gate)
        {
            return _free.TryDequeue(out var id) ? id : null;
        }
    }

    public void Refill(long first)
    {
        lock (_gate)
        {
            for (var id = first; id < first + BlockSize; id++)
            {
                _free.Enqueue(id);
            }
        }
    }
}
