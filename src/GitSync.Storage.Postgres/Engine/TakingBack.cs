using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>
/// Puts lanes back into the queue that their worker does not run any more: because its lease ran out, or because it stops. Apart from all
/// other work and, when they cannot go back together, one by one: a lane that cannot go back must hold up nobody.
/// </summary>
internal sealed class TakingBack(Transactions transactions, RecordConflictPolicy policy, StoreLog log)
{
    /// <summary>Lanes that one call takes back; the next calls take the rest.</summary>
    public const int MaximumRescued = 200;

    /// <summary>Dead workers that one call looks at.</summary>
    private const int MaximumDead = 20;

    private static readonly TimeSpan LockTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>Takes over lanes of workers whose lease ran out.</summary>
    public Task RescueAsync(CancellationToken cancellationToken) => RunAsync(null, MaximumRescued, LaneRequeue.LeaseRanOut, cancellationToken);

    /// <summary>Hands back everything a worker holds, and forgets the worker.</summary>
    public Task HandBackAsync(string worker, CancellationToken cancellationToken) =>
        RunAsync(worker, int.MaxValue, LaneRequeue.HandedBack, cancellationToken);

    private async Task RunAsync(string? worker, int most, Func<LaneLease, Completion> how, CancellationToken cancellationToken)
    {
        try
        {
            await TryAsync(worker, most, how, null, cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (Exception failure) when (WorkerCalls.IsOfAPart(failure))
        {
            log.Failed(failure);
        }

        foreach (var lane in await HeldAsync(worker, cancellationToken).ConfigureAwait(false))
        {
            await TakeAloneAsync(worker, lane, how, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TakeAloneAsync(string? worker, long lane, Func<LaneLease, Completion> how, CancellationToken cancellationToken)
    {
        Func<LaneLease, Completion>[] ways = [how, lease => LaneRequeue.Faulty(lease, "faulty_lane", "it could not be put back into the queue; see the log.")];
        foreach (var way in ways)
        {
            try
            {
                await TryAsync(worker, MaximumRescued, way, lane, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception failure) when (WorkerCalls.IsOfAPart(failure))
            {
                log.Failed(failure);
            }
        }
    }

    private Task<bool> TryAsync(string? worker, int most, Func<LaneLease, Completion> how, long? only, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            async session =>
            {
                var workers = await BeginAsync(session, worker, cancellationToken).ConfigureAwait(false);
                if (workers.Count == 0)
                {
                    return false;
                }

                var set = new WorkingSet();
                await new LaneEnds(set, session, policy).TakeBackAsync(workers, most, how, only, cancellationToken).ConfigureAwait(false);
                await ChangeWriter.WriteLastAsync(set, session, Forget, cancellationToken).ConfigureAwait(false);
                return true;

                void Forget(NpgsqlBatch batch)
                {
                    // A lane that somebody else's transaction holds cannot go back now: a later call takes it.
                    batch.Add(session.Sql.Expire, PostgresSession.Texts(workers));
                    batch.Add(session.Sql.Forget, PostgresSession.Texts(workers));
                }
            },
            null,
            cancellationToken);

    private static async Task<List<string>> BeginAsync(PostgresSession session, string? worker, CancellationToken cancellationToken)
    {
        var workers = new List<string>();
        var batch = session.Begin(LockTimeout);
        await using (batch.ConfigureAwait(false))
        {
            if (worker is null)
            {
                batch.Add(session.Sql.Dead, session.ClockTime(), PostgresSession.Number(MaximumDead));
            }

            var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await session.ReadBeginAsync(rows, cancellationToken).ConfigureAwait(false);
                await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    workers.Add(rows.GetString(0));
                }
            }
        }

        if (worker is not null)
        {
            workers.Add(worker);
        }

        return workers;
    }

    private Task<List<long>> HeldAsync(string? worker, CancellationToken cancellationToken) => transactions.RunAsync(
        async session =>
        {
            var workers = await BeginAsync(session, worker, cancellationToken).ConfigureAwait(false);
            var lanes = new List<long>();
            var batch = session.Batch();
            await using (batch.ConfigureAwait(false))
            {
                batch.Add(session.Sql.Lanes.LockHeldBy, PostgresSession.Texts(workers), PostgresSession.Number(MaximumRescued), NoLane());
                var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (rows.ConfigureAwait(false))
                {
                    while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        lanes.Add(rows.GetInt64(0));
                    }
                }
            }

            return lanes;
        },
        null,
        cancellationToken);

    private static NpgsqlParameter NoLane() => new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint };
}
