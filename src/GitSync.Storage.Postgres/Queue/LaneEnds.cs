using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Ends claims and takes lanes back, in memory, on lanes that the transaction holds.</summary>
internal sealed class LaneEnds(WorkingSet set, PostgresSession session, RecordConflictPolicy policy)
{
    private readonly PostgresLinks _links = new(set, session);

    /// <summary>Adds the statements that lock and read claimed lanes, and lanes whose names their links ask for.</summary>
    public static void AddRead(NpgsqlBatch batch, LaneSql sql, WorkingSet set, IReadOnlyCollection<(long LaneId, LaneLink? Link)> claims)
    {
        LaneName[] names = [.. claims.SelectMany(claim => PostgresLinks.NamesOf(claim.Link)).Distinct()];
        set.Ask(names);
        LaneReader.AddLockAndRead(
            batch, sql, sql.ByClaims, PostgresSession.Numbers(claims.Select(claim => claim.LaneId)), PostgresSession.Texts(names.Select(StoredText.Name)));
    }

    public async Task<CommitOutcome> CheckpointAsync(LaneLease lease, LaneLink link, CancellationToken cancellationToken) => Held(lease) is not { } lane
        ? CommitOutcome.LeaseLost
        : await _links.TrySaveAsync(lane, link, cancellationToken).ConfigureAwait(false) ?? CommitOutcome.Committed;

    /// <summary>Reads the documents that these ends change, in one round trip instead of one for each: in an outage all of a batch fail.</summary>
    public Task ReadDocumentsAsync(IEnumerable<Completion> completions, CancellationToken cancellationToken) => StoredDocumentsOf.ReadAsync(
        session,
        completions.Where(completion => completion.ChangesDocument).Select(completion => Held(completion.Lease)?.Running).OfType<OperationEntry>().Distinct(),
        cancellationToken);

    public async Task<CommitOutcome> CompleteAsync(Completion completion, CancellationToken cancellationToken)
    {
        if (Held(completion.Lease) is not { } lane)
        {
            return CommitOutcome.LeaseLost;
        }

        if (completion.Link is { } link && await _links.TrySaveAsync(lane, link, cancellationToken).ConfigureAwait(false) is { } obstacle)
        {
            // The lane must not stay claimed: its worker has nothing more to say about it.
            await EndAsync(lane, LaneRequeue.Unlinked(completion.Lease, obstacle, session.Now), cancellationToken).ConfigureAwait(false);
            return obstacle;
        }

        // An illegal end is the processor's fault: it must neither hold the lane for ever nor fail the other completions.
        var ends = OperationStates.CanMove(OperationState.Processing, completion.State)
            ? completion
            : LaneRequeue.Faulty(completion.Lease, "faulty_completion", $"a running operation cannot end as {completion.State.Name()}.");
        await EndAsync(lane, ends, cancellationToken).ConfigureAwait(false);
        if (completion.FollowUp is { } next && !set.Known.ContainsKey(next.Id))
        {
            var accepted = await PostgresEnqueue.AcceptAsync(set, session, policy, lane, next, Admission.Granted, cancellationToken).ConfigureAwait(false);
            set.Known[next.Id] = new EnqueueOutcome(next.Id, lane.Id, accepted.Operation.State, accepted.Operation.Explanation);
        }

        return CommitOutcome.Committed;
    }

    /// <summary>Lanes of these workers go back to the queue; those that are locked are left for a later call.</summary>
    public async Task TakeBackAsync(
        IReadOnlyCollection<string> workers, int most, Func<LaneLease, Completion> how, long? only, CancellationToken cancellationToken)
    {
        var ids = await LockHeldAsync(workers, most, only, cancellationToken).ConfigureAwait(false);
        if (ids.Count == 0)
        {
            return;
        }

        await LaneReader.ReadAsync(set, session, session.Sql.Lanes.ByIds, [PostgresSession.Numbers(ids)], cancellationToken).ConfigureAwait(false);
        foreach (var id in ids.Order())
        {
            if (set.Find(id) is { Running: { } running, Worker: { } worker } lane && workers.Contains(worker))
            {
                var lease = new LaneLease(id, running.Operation.Id, worker, lane.State.Fence);
                await EndAsync(lane, how(lease), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async Task EndAsync(LaneEntry lane, Completion completion, CancellationToken cancellationToken)
    {
        var running = lane.Running!;
        if (completion.ChangesDocument)
        {
            await StoredDocumentsOf.ReadAsync(session, [running], cancellationToken).ConfigureAwait(false);
            running.IsRewritten = running.IsWhole;
        }

        var state = set.StateOf(lane);
        var ending = LaneTransitions.End(state, running.Operation, completion, session.Now);
        if (ending.Heir is { } heir && lane.Queued.Find(queued => queued.Operation.Id == heir) is { } waiting)
        {
            await StoredDocumentsOf.ReadAsync(session, [running, waiting], cancellationToken).ConfigureAwait(false);
            if (running.IsWhole && waiting.IsWhole)
            {
                LaneMoves.Rewrite(waiting, LaneTransitions.Inherit(waiting.Operation, running.Operation));
            }
        }

        LaneMoves.End(lane, ending, state.Fence);
        set.Save(lane, ending.Lane);
    }

    private LaneEntry? Held(LaneLease lease) => set.Find(lease.LaneId) is { IsRemoved: false } lane
        && lane.Running?.Operation.Id == lease.OperationId && lane.Worker == lease.WorkerId && lane.State.Fence == lease.Fence ? lane : null;

    private async Task<List<long>> LockHeldAsync(
        IReadOnlyCollection<string> workers, int most, long? only, CancellationToken cancellationToken)
    {
        var ids = new List<long>();
        var batch = session.Batch();
        await using (batch.ConfigureAwait(false))
        {
            batch.Add(
                session.Sql.Lanes.LockHeldBy,
                PostgresSession.Texts(workers),
                PostgresSession.Number(most),
                new NpgsqlParameter { Value = (object?)only ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
            var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    ids.Add(rows.GetInt64(0));
                }
            }
        }

        return ids;
    }
}
