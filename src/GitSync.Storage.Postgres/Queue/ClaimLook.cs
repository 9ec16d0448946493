using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>One look for lanes that can start: they are locked, and read with their links and documents, in one round trip.</summary>
/// <param name="floors">Where looks begin.</param>
/// <param name="most">Lanes that are asked for.</param>
/// <param name="fromTheFront">True when a look from a floor has not found enough.</param>
internal sealed class ClaimLook(ClaimFloors floors, int most, bool fromTheFront = false)
{
    private readonly ClaimFloors.Scan _scan = floors.Begin(fromTheFront);

    /// <summary>What was found.</summary>
    public WorkingSet Lanes { get; } = new();

    /// <summary>When the next lane is due, where none was found; null when none waits for a time.</summary>
    public DateTimeOffset? NextDueAt { get; private set; }

    /// <summary>Whether there may be more before the floor.</summary>
    public bool MayHaveMissedSome => !_scan.FromTheFront && Lanes.Lanes.Count < most;

    /// <summary>Adds the statements; <see cref="ReadAsync"/> takes their answers.</summary>
    public void AddTo(NpgsqlBatch batch, PostgresSession session)
    {
        batch.Add(
            session.Sql.Lanes.LockRunnable,
            new NpgsqlParameter<DateTimeOffset[]> { TypedValue = _scan.Floors },
            session.TimeSoFar(),
            PostgresSession.Number(most));
        LaneReader.AddReadWhole(batch, session.Sql.Lanes);
    }

    /// <summary>Reads the answers; the reader stands on the first.</summary>
    public async Task ReadAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
        var row = new RowReader(rows);
        row.Skip(2);
        NextDueAt = row.NextTimeOrNull();
        var took = row.NextSpan();
        await LaneReader.ReadLanesAsync(Lanes, rows, true, cancellationToken).ConfigureAwait(false);
        floors.End(_scan, Lanes.Lanes.Select(lane => lane.StoredReady).OfType<ReadyKey>(), took);
    }
}
