using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>
/// A worker's call in one transaction: ends claims, renews the lease and hands lanes out. Four round trips, however many lanes there are,
/// and a fifth when some of them failed.
/// </summary>
internal sealed class PostgresWork(PostgresSession session, RecordConflictPolicy policy, ClaimFloors floors, ClaimedLanes claimedLanes, StoreLog log)
{
    private readonly WorkingSet _set = new();

    /// <summary>The lanes that were handed out, to be remembered once that is committed.</summary>
    public IReadOnlyList<ClaimedLane> Claimed { get; private set; } = [];

    /// <summary>Whether there are workers whose lease ran out. Their lanes are taken over first, so nothing is claimed then.</summary>
    public bool FoundDead { get; private set; }

    /// <param name="completions">What ends.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="afterRescue">Whether dead workers have been looked after already.</param>
    /// <param name="lockTimeout">How long to wait for a lane that somebody else holds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<WorkReceipt> RunAsync(
        IReadOnlyList<Completion> completions, ClaimRequest request, bool afterRescue, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        await BeginAsync(completions, request, lockTimeout, cancellationToken).ConfigureAwait(false);
        var ends = new LaneEnds(_set, session, policy);
        await ends.ReadDocumentsAsync(completions, cancellationToken).ConfigureAwait(false);
        var outcomes = new CommitOutcome[completions.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = await ends.CompleteAsync(completions[i], cancellationToken).ConfigureAwait(false);
        }

        await ChangeWriter.ReadChildrenAsync(_set, session, cancellationToken).ConfigureAwait(false);
        var most = FoundDead && !afterRescue ? 0 : request.MaximumLanes;
        var (runnable, nextDueAt) = await WriteAndLookAsync(most, cancellationToken).ConfigureAwait(false);
        if (runnable.Count == 0)
        {
            return new WorkReceipt(outcomes, [], nextDueAt);
        }

        var claims = new LaneClaims(session, policy, log);
        var claimed = await claims.ClaimAsync(runnable, request.WorkerId, cancellationToken).ConfigureAwait(false);
        Claimed = claims.Claimed;
        return new WorkReceipt(outcomes, claimed, nextDueAt);
    }

    /// <summary>Renews the lease, locks and reads the lanes that end, and looks for dead workers.</summary>
    private async Task BeginAsync(
        IReadOnlyList<Completion> completions, ClaimRequest request, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var sql = session.Sql;
        var recall = new LaneRecall(_set, session, claimedLanes, completions);
        Guid[] followUps = [.. completions.Select(completion => completion.FollowUp?.Id).OfType<Guid>()];
        var batch = session.Begin(lockTimeout);
        await using (batch.ConfigureAwait(false))
        {
            batch.Add(
                sql.Renew, PostgresSession.Text(request.WorkerId), session.ClockTime(), new NpgsqlParameter<TimeSpan> { TypedValue = request.Lease });
            batch.Add(sql.HasDead, session.ClockTime(), PostgresSession.Text(request.WorkerId));
            if (completions.Count > 0)
            {
                recall.AddTo(batch);
            }

            if (followUps.Length > 0)
            {
                KnownOperations.AddRead(batch, sql.Operations, followUps);
            }

            var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await session.ReadBeginAsync(rows, cancellationToken).ConfigureAwait(false);
                await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
                FoundDead = rows.GetBoolean(0);
                if (completions.Count > 0)
                {
                    await recall.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
                }

                if (followUps.Length > 0)
                {
                    await KnownOperations.ReadAsync(_set, rows, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        await recall.ReadChangedAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what ended, and in the same round trip looks for lanes to run: what just ended may have made some.</summary>
    private async Task<(List<RunnableLane> Runnable, DateTimeOffset? NextDueAt)> WriteAndLookAsync(int most, CancellationToken cancellationToken)
    {
        var batch = session.Batch();
        await using (batch.ConfigureAwait(false))
        {
            ChangeWriter.Append(_set, session, batch);
            var scan = floors.Begin();
            var found = await LookAsync(batch, scan, most, cancellationToken).ConfigureAwait(false);
            if (scan.FromTheFront || found.Runnable.Count == most)
            {
                return found;
            }
        }

        // There may be more before the floor.
        var again = session.Batch();
        await using (again.ConfigureAwait(false))
        {
            return await LookAsync(again, floors.Begin(fromTheFront: true), most, cancellationToken).ConfigureAwait(false);
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
