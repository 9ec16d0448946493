namespace GitSync.Storage.Postgres;

/// <summary>
/// The calls of workers, each in a transaction of its own. A call whose parts cannot be committed together goes on part by part, so that
/// a faulty completion, or one whose lane somebody holds, does not hurt the others.
/// </summary>
internal sealed class WorkerCalls(
    PostgresStorageOptions options, Transactions transactions, TimeProvider? clock, RecordConflictPolicy policy, StoreLog log)
{
    /// <summary>How long a completion that goes on alone waits for its lane: its worker has others.</summary>
    private static readonly TimeSpan AloneLockTimeout = TimeSpan.FromMilliseconds(50);

    private readonly ClaimFloors _floors = new(clock ?? TimeProvider.System);

    public async Task<WorkReceipt> WorkAsync(IReadOnlyList<Completion> completions, ClaimRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(completions, request, options.GroupLockTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsOfAPart(failure))
        {
            log.PartFailed(failure);
        }

        var outcomes = new CommitOutcome[completions.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = await CompleteAloneAsync(completions[i], request, cancellationToken).ConfigureAwait(false);
        }

        var claims = await TryAsync([], request, options.GroupLockTimeout, cancellationToken).ConfigureAwait(false);
        return claims with { Outcomes = outcomes };
    }

    public Task<CommitOutcome> CheckpointAsync(LaneLease lease, LaneLink link, CancellationToken cancellationToken) => transactions.RunAsync(
        async session =>
        {
            var set = new WorkingSet();
            var batch = session.Begin(options.LockTimeout);
            await using (batch.ConfigureAwait(false))
            {
                LaneEnds.AddRead(batch, session.Sql, set, [(lease.LaneId, link)]);
                var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (rows.ConfigureAwait(false))
                {
                    await session.ReadBeginAsync(rows, cancellationToken).ConfigureAwait(false);
                    await LaneReader.ReadAsync(set, rows, cancellationToken).ConfigureAwait(false);
                }
            }

            var outcome = await new LaneEnds(set, session, policy).CheckpointAsync(lease, link, cancellationToken).ConfigureAwait(false);
            if (outcome == CommitOutcome.Committed)
            {
                await ChangeWriter.WriteAsync(set, session, cancellationToken).ConfigureAwait(false);
            }

            return outcome;
        },
        cancellationToken);

    /// <summary>Everything the worker holds goes back to the queue, and the worker is forgotten.</summary>
    public Task ReleaseAsync(string worker, CancellationToken cancellationToken) => transactions.RunAsync(
        async session =>
        {
            var set = new WorkingSet();
            await BeginAsync(session, cancellationToken).ConfigureAwait(false);
            await new LaneEnds(set, session, policy).TakeBackAsync([worker], int.MaxValue, LaneRequeue.HandedBack, cancellationToken)
                .ConfigureAwait(false);
            await ChangeWriter.WriteAsync(set, session, cancellationToken).ConfigureAwait(false);
            var batch = session.Batch();
            await using (batch.ConfigureAwait(false))
            {
                // A lane that somebody else's transaction holds cannot be handed back now: it is free for rescue at once.
                batch.Add(session.Sql.Expire, PostgresSession.Texts([worker]));
                batch.Add(session.Sql.Forget, PostgresSession.Texts([worker]));
                return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <returns>False when the operation is not errored, or its document cannot be read.</returns>
    public Task<bool> RetryAsync(Guid id, CancellationToken cancellationToken) => transactions.RunAsync(
        async session =>
        {
            await BeginAsync(session, cancellationToken).ConfigureAwait(false);
            var set = new WorkingSet();
            if (await ErroredOperation.ReadAsync(id, set, session, cancellationToken).ConfigureAwait(false) is not { Lane: { } lane } errored)
            {
                return false;
            }

            var again = LaneRequeue.Retry(set.StateOf(lane), errored.Operation, session.Now);
            foreach (var canceled in again.Cancel)
            {
                LaneMoves.Cancel(lane, canceled, id, session.Now);
            }

            set.Save(lane, again.Lane);
            errored.Operation = LaneNaming.Identify(again.Operation, again.Lane);
            set.Enter(lane, errored);
            await ChangeWriter.WriteAsync(set, session, cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Failures that may be about one part of a call; the others would be the same for each part.</summary>
    private static bool IsOfAPart(Exception failure) => failure is not (OperationCanceledException or ObjectDisposedException)
        && (failure is not StoreUnavailableException || IsLocked(failure));

    private static bool IsLocked(Exception failure) => failure.InnerException is { } inner && PostgresFailures.IsLocked(inner);

    private static async Task BeginAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        var batch = session.Begin(TimeSpan.FromSeconds(1));
        await using (batch.ConfigureAwait(false))
        {
            var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await session.ReadBeginAsync(rows, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task<WorkReceipt> TryAsync(
        IReadOnlyList<Completion> completions, ClaimRequest request, TimeSpan lockTimeout, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            session => new PostgresWork(session, policy, _floors, log).RunAsync(completions, request, lockTimeout, cancellationToken),
            cancellationToken);

    private async Task<CommitOutcome> CompleteAloneAsync(Completion completion, ClaimRequest request, CancellationToken cancellationToken)
    {
        var only = request with { MaximumLanes = 0 };
        try
        {
            return (await TryAsync([completion], only, AloneLockTimeout, cancellationToken).ConfigureAwait(false)).Outcomes[0];
        }
        catch (StoreUnavailableException locked) when (IsLocked(locked))
        {
            return CommitOutcome.Busy;
        }
        catch (Exception failure) when (IsOfAPart(failure))
        {
            log.PartFailed(failure);
            var faulty = LaneRequeue.Faulty(completion.Lease, "faulty_completion", failure.Message);
            return (await TryAsync([faulty], only, options.LockTimeout, cancellationToken).ConfigureAwait(false)).Outcomes[0];
        }
    }
}
