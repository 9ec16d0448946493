using System.Collections.Concurrent;

namespace GitSync.Storage.Postgres;

/// <summary>
/// The calls of workers. A call whose parts cannot be committed together goes on part by part, so that a faulty completion, a lane that
/// somebody holds, or a damaged one does not hurt the others. What was committed is told, whatever becomes of the rest.
/// </summary>
internal sealed class WorkerCalls(
    PostgresStorageOptions options, Transactions transactions, TakingBack takingBack, StoreSql sql, TimeProvider? clock, RecordConflictPolicy policy, StoreLog log)
{
    /// <summary>How long a completion that goes on alone waits for its lane: its worker has others.</summary>
    private static readonly TimeSpan AloneLockTimeout = TimeSpan.FromMilliseconds(50);

    private readonly ClaimFloors _floors = new(clock ?? TimeProvider.System);

    /// <summary>
    /// Workers that may hold claims they were never told of, because nobody could say what became of a commit: they hand everything back.
    /// </summary>
    private readonly ConcurrentDictionary<string, bool> _unsure = new(StringComparer.Ordinal);

    public async Task<WorkReceipt> WorkAsync(IReadOnlyList<Completion> completions, ClaimRequest request, CancellationToken cancellationToken)
    {
        if (_unsure.ContainsKey(request.WorkerId))
        {
            await takingBack.HandBackAsync(request.WorkerId, cancellationToken).ConfigureAwait(false);
            _unsure.TryRemove(request.WorkerId, out _);
        }

        IReadOnlyList<CommitOutcome> outcomes;
        try
        {
            var (receipt, foundDead) = await TryAsync(completions, request, false, options.GroupLockTimeout, cancellationToken).ConfigureAwait(false);
            if (!foundDead)
            {
                return receipt;
            }

            outcomes = receipt.Outcomes;
        }
        catch (Exception failure) when (IsOfAPart(failure))
        {
            log.Failed(failure);
            outcomes = await CompleteOneByOneAsync(completions, request, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await takingBack.RescueAsync(cancellationToken).ConfigureAwait(false);
            return await ClaimAsync(request, cancellationToken).ConfigureAwait(false) with { Outcomes = outcomes };
        }
        catch (Exception failure) when (outcomes.Any(outcome => outcome != CommitOutcome.Busy) && failure is not (OperationCanceledException or ObjectDisposedException))
        {
            log.Failed(failure);
            return new WorkReceipt(outcomes, [], null);
        }
    }

    public Task<CommitOutcome> CheckpointAsync(LaneLease lease, LaneLink link, CancellationToken cancellationToken) => transactions.RunAsync(
        async session =>
        {
            var set = new WorkingSet();
            var batch = session.Begin(options.LockTimeout);
            await using (batch.ConfigureAwait(false))
            {
                LaneEnds.AddRead(batch, session.Sql.Lanes, set, [(lease.LaneId, link)]);
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
                await ChangeWriter.WriteLastAsync(set, session, null, cancellationToken).ConfigureAwait(false);
            }

            return outcome;
        },
        null,
        cancellationToken);

    /// <summary>Failures that may be about one part of a call; the others would be the same for each part.</summary>
    public static bool IsOfAPart(Exception failure) => failure is not (OperationCanceledException or ObjectDisposedException)
        && (failure is not StoreUnavailableException || PostgresFailures.IsOfItsLane(failure));

    private async Task<(WorkReceipt Receipt, bool FoundDead)> TryAsync(
        IReadOnlyList<Completion> completions, ClaimRequest request, bool afterRescue, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        try
        {
            return await transactions.RunAsync(
                async session =>
                {
                    var work = new PostgresWork(session, policy, _floors, log);
                    return (Receipt: await work.RunAsync(completions, request, afterRescue, lockTimeout, cancellationToken).ConfigureAwait(false), work.FoundDead);
                },
                (done, connection) => StoredTrace.OfAsync(completions, done.Receipt, sql, connection),
                cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException unavailable) when (unavailable.InnerException is CommitUnknownException)
        {
            _unsure[request.WorkerId] = true;
            throw;
        }
    }

    /// <summary>Claims together; when that cannot be, because of one lane, lane by lane without it.</summary>
    private async Task<WorkReceipt> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return (await TryAsync([], request, true, options.GroupLockTimeout, cancellationToken).ConfigureAwait(false)).Receipt;
        }
        catch (Exception failure) when (IsOfAPart(failure))
        {
            log.Failed(failure);
        }

        var claimed = new List<ClaimedOperation>();
        DateTimeOffset? nextDueAt = null;
        var isRenewed = false;
        for (var lane = 0; lane < request.MaximumLanes; lane++)
        {
            try
            {
                var (one, _) = await TryAsync([], request with { MaximumLanes = 1 }, true, options.GroupLockTimeout, cancellationToken).ConfigureAwait(false);
                claimed.AddRange(one.Claimed);
                nextDueAt = one.NextDueAt;
                isRenewed = true;
                if (one.Claimed.Count == 0)
                {
                    break;
                }
            }
            catch (Exception failure) when (IsOfAPart(failure) && (isRenewed || lane + 1 < request.MaximumLanes))
            {
                // The lane in front is the one: it is looked at again later, so that the others come first.
                log.Failed(failure);
                await transactions.PutOffFirstAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return new WorkReceipt([], claimed, nextDueAt);
    }

    private async Task<CommitOutcome[]> CompleteOneByOneAsync(
        IReadOnlyList<Completion> completions, ClaimRequest request, CancellationToken cancellationToken)
    {
        var outcomes = new CommitOutcome[completions.Count];
        Array.Fill(outcomes, CommitOutcome.Busy);
        for (var i = 0; i < outcomes.Length; i++)
        {
            try
            {
                outcomes[i] = await CompleteAloneAsync(completions[i], request with { MaximumLanes = 0 }, cancellationToken).ConfigureAwait(false);
            }
            catch (StoreUnavailableException) when (i > 0)
            {
                // The rest is offered again; what came before is committed and must be told.
                break;
            }
        }

        return outcomes;
    }

    private async Task<CommitOutcome> CompleteAloneAsync(Completion completion, ClaimRequest only, CancellationToken cancellationToken)
    {
        try
        {
            return (await TryAsync([completion], only, false, AloneLockTimeout, cancellationToken).ConfigureAwait(false)).Receipt.Outcomes[0];
        }
        catch (Exception failure) when (IsOfAPart(failure) && !PostgresFailures.IsOfTheData(failure))
        {
            log.Failed(failure);
            return CommitOutcome.Busy;
        }
        catch (Exception failure) when (IsOfAPart(failure))
        {
            log.Failed(failure);
            var faulty = LaneRequeue.Faulty(completion.Lease, "faulty_completion", failure.Message);
            return (await TryAsync([faulty], only, false, options.LockTimeout, cancellationToken).ConfigureAwait(false)).Receipt.Outcomes[0];
        }
    }
}
