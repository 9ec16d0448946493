using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>
/// A worker's call in one transaction: ends claims, renews the lease, takes over lanes of dead workers and hands lanes out. Four round
/// trips, however many lanes there are.
/// </summary>
internal sealed class PostgresWork(PostgresSession session, RecordConflictPolicy policy, ClaimFloors floors, StoreLog log)
{
    /// <summary>Lanes of dead workers that one call takes over; the next calls take the rest.</summary>
    public const int MaximumRescued = 200;

    /// <summary>Dead workers that one call looks at.</summary>
    private const int MaximumDead = 20;

    private readonly WorkingSet _set = new();

    public async Task<WorkReceipt> RunAsync(
        IReadOnlyList<Completion> completions, ClaimRequest request, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var dead = await BeginAsync(completions, request, lockTimeout, cancellationToken).ConfigureAwait(false);
        var ends = new LaneEnds(_set, session, policy);
        var outcomes = new CommitOutcome[completions.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = await ends.CompleteAsync(completions[i], cancellationToken).ConfigureAwait(false);
        }

        if (dead.Count > 0)
        {
            await ends.TakeBackAsync(dead, MaximumRescued, LaneRequeue.LeaseRanOut, cancellationToken).ConfigureAwait(false);
        }

        await ChangeWriter.ReadChildrenAsync(_set, session, cancellationToken).ConfigureAwait(false);
        var (runnable, nextDueAt) = await WriteAndLookAsync(dead, request, cancellationToken).ConfigureAwait(false);
        return new WorkReceipt(
            outcomes,
            runnable.Count == 0
                ? []
                : await new LaneClaims(session, policy, log).ClaimAsync(runnable, request.WorkerId, cancellationToken).ConfigureAwait(false),
            nextDueAt);
    }

    /// <summary>Renews the lease, locks and reads the lanes that end, and finds dead workers.</summary>
    private async Task<List<string>> BeginAsync(
        IReadOnlyList<Completion> completions, ClaimRequest request, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var sql = session.Sql;
        var dead = new List<string>();
        var batch = session.Begin(lockTimeout);
        await using (batch.ConfigureAwait(false))
        {
            batch.Add(
                sql.Renew, PostgresSession.Text(request.WorkerId), session.ClockTime(), new NpgsqlParameter<TimeSpan> { TypedValue = request.Lease });
            batch.Add(sql.Dead, session.ClockTime(), PostgresSession.Text(request.WorkerId), PostgresSession.Number(MaximumDead));
            if (completions.Count > 0)
            {
                LaneEnds.AddRead(batch, sql, _set, completions.Select(completion => (completion.Lease.LaneId, completion.Link)));
                batch.Add(sql.Operations.Known, PostgresSession.Ids(completions.Select(completion => completion.FollowUp?.Id).OfType<Guid>()));
            }

            var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await session.ReadBeginAsync(rows, cancellationToken).ConfigureAwait(false);
                await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    dead.Add(rows.GetString(0));
                }

                if (completions.Count > 0)
                {
                    await LaneReader.ReadAsync(_set, rows, cancellationToken).ConfigureAwait(false);
                    await KnownOperations.ReadAsync(_set, rows, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return dead;
    }

    /// <summary>Writes what ended, and in the same round trip looks for lanes to run: what just ended may have made some.</summary>
    private async Task<(List<RunnableLane> Runnable, DateTimeOffset? NextDueAt)> WriteAndLookAsync(
        List<string> dead, ClaimRequest request, CancellationToken cancellationToken)
    {
        var batch = session.Batch();
        await using (batch.ConfigureAwait(false))
        {
            var names = ChangeWriter.Append(_set, session, batch);
            if (dead.Count > 0)
            {
                batch.Add(session.Sql.Forget, PostgresSession.Texts(dead));
            }

            var scan = floors.Begin();
            var found = await LookAsync(batch, scan, request.MaximumLanes, cancellationToken).ConfigureAwait(false);
            names.Check();
            if (scan.FromTheFront || found.Runnable.Count == request.MaximumLanes)
            {
                return found;
            }
        }

        // There may be more before the floor.
        var again = session.Batch();
        await using (again.ConfigureAwait(false))
        {
            return await LookAsync(again, floors.Begin(fromTheFront: true), request.MaximumLanes, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(List<RunnableLane> Runnable, DateTimeOffset? NextDueAt)> LookAsync(
        NpgsqlBatch batch, ClaimFloors.Scan scan, int most, CancellationToken cancellationToken)
    {
        var runnable = new List<RunnableLane>();
        DateTimeOffset? nextDueAt = null;
        batch.Add(
            session.Sql.Lanes.LockRunnable,
            new NpgsqlParameter<DateTimeOffset[]> { TypedValue = scan.Floors },
            PostgresSession.Time(session.Now),
            PostgresSession.Number(most));
        batch.Add(session.Sql.Lanes.NextDue, PostgresSession.Number(scan.Floors.Length), PostgresSession.Time(session.Now));
        var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                runnable.Add(new RunnableLane(rows.GetInt64(0), rows.GetInt64(1), rows.GetFieldValue<DateTimeOffset>(2), rows.GetInt16(3)));
            }

            await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
            if (await rows.ReadAsync(cancellationToken).ConfigureAwait(false) && !await rows.IsDBNullAsync(0, cancellationToken).ConfigureAwait(false))
            {
                nextDueAt = rows.GetFieldValue<DateTimeOffset>(0);
            }
        }

        if (most > 0)
        {
            floors.End(scan, runnable);
        }

        return (runnable, nextDueAt);
    }
}

/// <summary>A lane that was found and locked for a claim.</summary>
internal readonly record struct RunnableLane(long Id, long Key, DateTimeOffset DueAt, short Priority);
