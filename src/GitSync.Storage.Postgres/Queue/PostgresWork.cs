using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>
/// A worker's call in one transaction: ends claims, renews the lease and hands lanes out. Three round trips, however many lanes there are: what ends is
/// read, written together with the look for lanes to run, and those are started together with the commit. Two when nothing ends, or nothing is asked for.
/// </summary>
internal sealed class PostgresWork(PostgresSession session, RecordConflictPolicy policy, ClaimFloors floors, StoreLog log)
{
    private readonly WorkingSet _ending = new();

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
        var look = completions.Count == 0 && request.MaximumLanes > 0 ? new ClaimLook(floors, request.MaximumLanes) : null;
        await BeginAsync(completions, request, look, lockTimeout, cancellationToken).ConfigureAwait(false);
        var outcomes = await EndAsync(completions, cancellationToken).ConfigureAwait(false);
        var most = FoundDead && !afterRescue ? 0 : request.MaximumLanes;
        if (outcomes.Length > 0)
        {
            look = await WriteAsync(most, cancellationToken).ConfigureAwait(false);
        }

        if (most == 0 || look is null)
        {
            return new WorkReceipt(outcomes, [], null);
        }

        if (look.MayHaveMissedSome)
        {
            look = new ClaimLook(floors, most, fromTheFront: true);
            await LookAsync(session.Batch(), look, cancellationToken).ConfigureAwait(false);
        }

        if (look.Lanes.Lanes.Count == 0)
        {
            return new WorkReceipt(outcomes, [], look.NextDueAt);
        }

        var claimed = await new LaneClaims(look.Lanes, session, policy, log).ClaimAsync(request.WorkerId, cancellationToken).ConfigureAwait(false);

        // Lanes that were found and could not start have changed just now: they are looked for again at once.
        return new WorkReceipt(outcomes, claimed, claimed.Count == 0 ? session.Now : null);
    }

    /// <summary>Renews the lease, looks for dead workers, and locks and reads the lanes that end; or, when none do, those that can start.</summary>
    private async Task BeginAsync(
        IReadOnlyList<Completion> completions, ClaimRequest request, ClaimLook? look, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        Guid[] followUps = [.. completions.Select(completion => completion.FollowUp?.Id).OfType<Guid>()];
        var batch = session.BeginWork(lockTimeout, request);
        await using (batch.ConfigureAwait(false))
        {
            if (completions.Count > 0)
            {
                LaneEnds.AddRead(batch, session.Sql.Lanes, _ending, [.. completions.Select(completion => (completion.Lease.LaneId, completion.Link))]);
            }

            if (followUps.Length > 0)
            {
                KnownOperations.AddRead(batch, session.Sql.Operations, followUps);
            }

            look?.AddTo(batch, session);
            var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await session.ReadBeginAsync(rows, cancellationToken).ConfigureAwait(false);
                FoundDead = rows.GetBoolean(PostgresSession.FoundDeadColumn);
                if (completions.Count > 0)
                {
                    await LaneReader.ReadAsync(_ending, rows, cancellationToken).ConfigureAwait(false);
                }

                if (followUps.Length > 0)
                {
                    await KnownOperations.ReadAsync(_ending, rows, cancellationToken).ConfigureAwait(false);
                }

                if (look is not null)
                {
                    await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                    await look.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task<CommitOutcome[]> EndAsync(IReadOnlyList<Completion> completions, CancellationToken cancellationToken)
    {
        var ends = new LaneEnds(_ending, session, policy);
        await ends.ReadDocumentsAsync(completions, cancellationToken).ConfigureAwait(false);
        var outcomes = new CommitOutcome[completions.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = await ends.CompleteAsync(completions[i], cancellationToken).ConfigureAwait(false);
        }

        return outcomes;
    }

    /// <summary>Writes what ended, and in the same round trip looks for lanes to run: what just ended may have made some.</summary>
    /// <returns>Null when none were asked for.</returns>
    private async Task<ClaimLook?> WriteAsync(int most, CancellationToken cancellationToken)
    {
        if (most == 0)
        {
            await ChangeWriter.WriteLastAsync(_ending, session, null, cancellationToken).ConfigureAwait(false);
            return null;
        }

        await ChangeWriter.ReadChildrenAsync(_ending, session, cancellationToken).ConfigureAwait(false);
        var batch = session.Batch();
        ChangeWriter.Append(_ending, session, batch);
        var look = new ClaimLook(floors, most);
        await LookAsync(batch, look, cancellationToken).ConfigureAwait(false);
        return look;
    }

    private async Task LookAsync(NpgsqlBatch batch, ClaimLook look, CancellationToken cancellationToken)
    {
        await using (batch.ConfigureAwait(false))
        {
            look.AddTo(batch, session);
            var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await look.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
