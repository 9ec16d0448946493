using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Fills a working set: locks lanes and reads them, within batches that others begin and end.</summary>
internal static class LaneReader
{
    /// <summary>Adds the statements that lock and read a selection; <see cref="ReadAsync(WorkingSet, NpgsqlDataReader, CancellationToken)"/> takes their answers.</summary>
    public static void AddLockAndRead(NpgsqlBatch batch, LaneSql sql, string selection, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        batch.Add(sql.Lock(selection), parameters);
        batch.Add(sql.Read);
        batch.Add(sql.ReadOperations);
    }

    /// <summary>Locks and reads a selection in a round trip of its own.</summary>
    public static async Task ReadAsync(
        WorkingSet set, PostgresSession session, string selection, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        var batch = session.Batch();
        await using (batch.ConfigureAwait(false))
        {
            AddLockAndRead(batch, session.Sql.Lanes, selection, parameters);
            var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await ReadLanesAsync(set, rows, false, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads the answers of <see cref="AddLockAndRead"/>; the reader stands before them.</summary>
    public static async Task ReadAsync(WorkingSet set, NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await ReadLanesAsync(set, rows, false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds the statements that read lanes that were locked or found, with their links and documents.</summary>
    public static void AddReadWhole(NpgsqlBatch batch, LaneSql sql)
    {
        batch.Add(sql.ReadWhole);
        batch.Add(sql.ReadWholeOperations);
    }

    /// <summary>Reads the two answers about lanes and their operations; the reader stands before them. What is in the set already stays as it is.</summary>
    public static async Task ReadLanesAsync(WorkingSet set, NpgsqlDataReader rows, bool whole, CancellationToken cancellationToken)
    {
        var lanes = new Dictionary<long, (LaneEntry Lane, RunningRow? Runs)>();
        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var read = ReadLane(new RowReader(rows), whole);
            if (set.Find(read.Lane.Id) is null)
            {
                lanes.Add(read.Lane.Id, read);
                set.Add(read.Lane);
            }
        }

        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (lanes.TryGetValue(rows.GetInt64(0), out var read))
            {
                AddOperation(set, read.Lane, new RowReader(rows), whole, read.Runs);
            }
        }
    }

    private static void AddOperation(WorkingSet set, LaneEntry lane, RowReader row, bool whole, RunningRow? runs)
    {
        var operation = StoredOperation.Read(row, whole, OperationState.Queued, out var damage);
        var running = runs is { } started && started.OperationId == operation.Id ? runs : null;
        if (running is { } run)
        {
            operation = LaneNaming.Identify(
                operation with { State = OperationState.Processing, StartedAt = run.StartedAt, Attempts = run.Attempts, DueAt = null }, run.Linked, run.Parent);
        }

        var entry = set.Add(new OperationEntry(operation, lane, running is null ? StoredPlace.Queued : StoredPlace.Running)
        {
            IsWhole = whole && damage is null,
            Damage = damage,
        });
        if (running is null)
        {
            lane.Queued.Add(entry);
        }
        else
        {
            (lane.Running, lane.Worker) = (entry, running.Value.Worker);
        }
    }

    private static (LaneEntry Lane, RunningRow? Running) ReadLane(RowReader row, bool whole)
    {
        var key = row.NextLong();
        var lane = new LaneState
        {
            Id = row.NextLong(),
            Kind = (ResourceKind)row.NextShort(),
            Local = NameOf(row.NextTextOrNull()),
            Remote = NameOf(row.NextTextOrNull()),
            Marker = row.NextTextOrNull(),
            ParentId = row.NextLongOrNull(),
            RepositoryId = row.NextLong(),
            InstallationId = row.NextLongOrNull(),
            Fence = row.NextLong(),
            Tombstone = ReadTombstone(ref row),
            Watermark = ReadWatermark(ref row),
            PullRequestWatermark = ReadWatermark(ref row),
            RecordWatermark = ReadRecordWatermark(ref row),
            LastOutcome = ReadOutcome(ref row),
            ParentIsLinked = row.NextBool(),
            ParentTombstone = row.NextGuidOrNull(),
        };
        ReadyKey? ready = row.NextShortOrNull() is { } priority ? new ReadyKey((SyncPriority)priority, row.NextTime()) : null;
        row.Skip(ready is null ? 1 : 0);
        var fence = lane.Fence;
        RunningRow? running = null;
        if (row.NextGuidOrNull() is { } operation)
        {
            var worker = row.NextText();
            lane = lane with { Fence = row.NextLong() };
            running = new RunningRow(operation, worker, row.NextInt(), row.NextTime(), row.NextLongOrNull(), row.NextLongOrNull());
        }
        else
        {
            row.Skip(6);
        }

        var link = whole ? row.NextBytesOrNull() : null;
        var parent = whole ? row.NextBytesOrNull() : null;
        var entry = new LaneEntry(lane, key, false)
        {
            StoredFence = fence,
            StoredReady = ready,
            LinkDocument = link,
            ParentLinkDocument = parent,
        };
        return (entry, running);
    }

    private static LaneName? NameOf(string? name) => name is null ? null : new LaneName(name);

    private static Tombstone? ReadTombstone(ref RowReader row)
    {
        if (row.NextGuidOrNull() is { } id)
        {
            return new Tombstone(id, (SyncSide)row.NextShort(), row.NextTime());
        }

        row.Skip(2);
        return null;
    }

    private static Watermark? ReadWatermark(ref RowReader row)
    {
        if (row.NextGitHubTime() is { } at)
        {
            return new Watermark(at, row.NextGuid(), row.NextHash());
        }

        row.Skip(2);
        return null;
    }

    private static RecordWatermark? ReadRecordWatermark(ref RowReader row)
    {
        if (row.NextTimeOrNull() is { } at)
        {
            return new RecordWatermark(at, row.NextGuid());
        }

        row.Skip(1);
        return null;
    }

    private static LaneOutcome? ReadOutcome(ref RowReader row)
    {
        if (row.NextGuidOrNull() is not { } id)
        {
            row.Skip(4);
            return null;
        }

        var state = (OperationState)row.NextShort();
        var at = row.NextTime();
        var rule = SyncRules.Find(row.NextTextOrNull());
        return new LaneOutcome(id, state, rule, row.NextTextOrNull(), at);
    }

    private readonly record struct RunningRow(
        Guid OperationId, string Worker, int Attempts, DateTimeOffset StartedAt, long? Linked, long? Parent);
}
