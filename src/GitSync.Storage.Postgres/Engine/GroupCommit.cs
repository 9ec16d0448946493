using System.Threading.Channels;

namespace GitSync.Storage.Postgres;

/// <summary>
/// Concurrent enqueues share a transaction: a commit costs a disk flush and a round trip, whatever is in it. Nobody is waited for: what
/// waits when a transaction ends goes into the next. A group that fails, or meets a lane that somebody holds for long, goes on call by
/// call beside the groups, so that each call fails, or waits, alone.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    /// <summary>Calls that may wait; further callers wait for room.</summary>
    private const int MaximumWaiting = 4096;

    /// <summary>Calls that go on alone at once, each with a connection: first shortly, then, when their lane is locked, with patience.</summary>
    private const int MaximumAlone = 8;

    private readonly Channel<EnqueueCall> _waiting = Channel.CreateBounded<EnqueueCall>(
        new BoundedChannelOptions(MaximumWaiting) { FullMode = BoundedChannelFullMode.Wait });

    private readonly SemaphoreSlim _alone = new(MaximumAlone);
    private readonly SemaphoreSlim _patient = new(MaximumAlone);
    private readonly SemaphoreSlim _setAside = new(MaximumWaiting);
    private readonly PostgresStorageOptions _options;
    private readonly Transactions _transactions;
    private readonly StoreSql _sql;
    private readonly RecordConflictPolicy _policy;
    private readonly Task _loop;

    public GroupCommit(PostgresStorageOptions options, Transactions transactions, StoreSql sql, RecordConflictPolicy policy)
    {
        _sql = sql;
        _options = options;
        _transactions = transactions;
        _policy = policy;
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Stores a batch; returns when it is durable.</summary>
    public async Task<EnqueueReceipt> EnqueueAsync(EnqueueBatch batch, CancellationToken cancellationToken)
    {
        var call = new EnqueueCall(batch, cancellationToken);
        try
        {
            await _waiting.Writer.WriteAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(PostgresSyncStore));
        }

        return await call.Result.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        for (var i = 0; i < MaximumWaiting; i++)
        {
            await _setAside.WaitAsync().ConfigureAwait(false);
        }

        _alone.Dispose();
        _patient.Dispose();
        _setAside.Dispose();
    }

    private async Task LoopAsync()
    {
        var group = new List<EnqueueCall>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            while (group.Count < _options.MaximumGroup && _waiting.Reader.TryRead(out var call))
            {
                if (call.CancellationToken.IsCancellationRequested)
                {
                    call.Result.TrySetCanceled(call.CancellationToken);
                    continue;
                }

                group.Add(call);
            }

            if (group.Count > 0)
            {
                await CommitAsync(group).ConfigureAwait(false);
                await LetCallersGoOnAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Callers that were just answered come first: what they bring next goes into the next group, which would be small without it. Their
    /// continuations are in the thread's own queue, which the pool serves before the shared one.
    /// </summary>
    private static Task LetCallersGoOnAsync() =>
        Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);

    private async Task CommitAsync(List<EnqueueCall> group)
    {
        try
        {
            var batches = group.ConvertAll(call => call.Batch);
            var receipts = await _transactions.RunAsync(
                session => new PostgresEnqueue(session, _policy).TakeAsync(batches, _options.GroupLockTimeout, CancellationToken.None),
                (_, connection) => StoredTrace.OfAsync(batches, _sql, connection),
                CancellationToken.None).ConfigureAwait(false);
            for (var i = 0; i < receipts.Length; i++)
            {
                group[i].Result.TrySetResult(receipts[i]);
            }
        }
        catch (StoreUnavailableException unavailable) when (!PostgresFailures.IsOfItsLane(unavailable))
        {
            // It would be the same for each of them.
            foreach (var call in group)
            {
                call.Result.TrySetException(unavailable);
            }
        }
        catch (Exception)
        {
            foreach (var call in group)
            {
                await _setAside.WaitAsync().ConfigureAwait(false);
                _ = Task.Run(() => CommitAloneAsync(call));
            }
        }
    }

    private async Task CommitAloneAsync(EnqueueCall call)
    {
        try
        {
            EnqueueReceipt receipt;
            try
            {
                receipt = await CommitAloneAsync(call, _alone, _options.GroupLockTimeout).ConfigureAwait(false);
            }
            catch (StoreUnavailableException unavailable) when (unavailable.InnerException is { } inner && PostgresFailures.IsLocked(inner))
            {
                receipt = await CommitAloneAsync(call, _patient, _options.LockTimeout).ConfigureAwait(false);
            }

            call.Result.TrySetResult(receipt);
        }
        catch (OperationCanceledException)
        {
            call.Result.TrySetCanceled(call.CancellationToken);
        }
        catch (Exception failure)
        {
            call.Result.TrySetException(failure);
        }
        finally
        {
            _setAside.Release();
        }
    }

    private async Task<EnqueueReceipt> CommitAloneAsync(EnqueueCall call, SemaphoreSlim room, TimeSpan lockTimeout)
    {
        await room.WaitAsync(call.CancellationToken).ConfigureAwait(false);
        try
        {
            var receipts = await _transactions.RunAsync(
                session => new PostgresEnqueue(session, _policy).TakeAsync([call.Batch], lockTimeout, call.CancellationToken),
                (_, connection) => StoredTrace.OfAsync([call.Batch], _sql, connection),
                call.CancellationToken).ConfigureAwait(false);
            return receipts[0];
        }
        finally
        {
            room.Release();
        }
    }

    private sealed record EnqueueCall(EnqueueBatch Batch, CancellationToken CancellationToken)
    {
        public TaskCompletionSource<EnqueueReceipt> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
