using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>
/// The default dispatcher: one loop claims runnable lanes for free slots, runs the processor on each, and commits what ended together
/// with the next claim. Lanes run in parallel; the store's running row keeps each lane serial, across all hosts.
/// </summary>
internal sealed partial class InProcessDispatcher(
    ISyncQueue queue,
    ISyncProcessor processor,
    ISyncReadiness readiness,
    OperationIds ids,
    TimeProvider time,
    IOptions<GitSyncOptions> options,
    IEnumerable<IWakeRelay> relays,
    ILogger<InProcessDispatcher> logger) : BackgroundService, ISyncDispatcher
{
    /// <summary>How long a completion whose lane is locked waits before it is offered again.</summary>
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(50);

    private readonly GitSyncOptions _options = options.Value;
    private readonly string _workerId = $"{Environment.MachineName}:{Environment.ProcessId}:{ids.Next():N}";
    private readonly WakeSignal _wake = new();
    private readonly IWakeRelay[] _relays = [.. relays];
    private string? _unavailable;

    /// <summary>At most one completion per slot is ever under way, so the buffer is bounded by the concurrency.</summary>
    private readonly Channel<Completion> _ended = Channel.CreateUnbounded<Completion>(new UnboundedChannelOptions { SingleReader = true });

    public void Wake()
    {
        _wake.Set();
        foreach (var relay in _relays)
        {
            relay.Announce();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.Ready.WaitAsync(stoppingToken).ConfigureAwait(false);
        foreach (var relay in _relays)
        {
            relay.Woken += _wake.Set;
        }

        using var lease = new LeaseWatch(_options, time);
        var pending = new List<Completion>();
        var running = 0;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await LetHandlersGoOnAsync().ConfigureAwait(false);
                Drain(pending);
                var free = _options.MaximumConcurrency - running + pending.Count;
                if (free == 0 && lease.RenewIn > TimeSpan.Zero)
                {
                    await _wake.WaitAsync(lease.RenewIn, time, stoppingToken).ConfigureAwait(false);
                    continue;
                }

                var receipt = await WorkAsync(pending, free, lease, stoppingToken).ConfigureAwait(false);
                if (receipt is null)
                {
                    await _wake.WaitAsync(_options.PollInterval, time, stoppingToken).ConfigureAwait(false);
                    continue;
                }

                running += receipt.Claimed.Count - pending.Count;
                KeepBusy(pending, receipt.Outcomes);
                running += pending.Count;
                foreach (var claim in receipt.Claimed)
                {
                    _ = Task.Run(() => RunAsync(claim, lease.Token), CancellationToken.None);
                }

                // Claimed something: look again at once, there may be more. Otherwise wait for whatever comes first.
                if (receipt.Claimed.Count == 0)
                {
                    var pause = PauseUntil(receipt.NextDueAt, lease);
                    await _wake.WaitAsync(pending.Count > 0 && BusyPause < pause ? BusyPause : pause, time, stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what runs is ended below.
        }

        foreach (var relay in _relays)
        {
            relay.Woken -= _wake.Set;
        }

        await StopAsync(pending, running, lease).ConfigureAwait(false);
    }

    /// <summary>What was committed or lost is done with; a completion whose lane was locked is offered again.</summary>
    private static void KeepBusy(List<Completion> pending, IReadOnlyList<CommitOutcome> outcomes)
    {
        var kept = 0;
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i] == CommitOutcome.Busy)
            {
                pending[kept++] = pending[i];
            }
        }

        pending.RemoveRange(kept, pending.Count - kept);
    }

    private TimeSpan PauseUntil(DateTimeOffset? nextDueAt, LeaseWatch lease)
    {
        var pause = lease.RenewIn < _options.PollInterval ? lease.RenewIn : _options.PollInterval;
        return nextDueAt - time.GetUtcNow() is { } untilDue && untilDue < pause ? untilDue : pause;
    }

    /// <summary>
    /// Handlers that have just been started, or are about to end, come first: what ends together is committed together. This goes to the end of the thread
    /// pool's shared queue, behind them.
    /// </summary>
    private static Task LetHandlersGoOnAsync() =>
        Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);

    private void Drain(List<Completion> pending)
    {
        while (pending.Count < _options.MaximumConcurrency && _ended.Reader.TryRead(out var completion))
        {
            pending.Add(completion);
        }
    }

    /// <summary>One commit. Null when the store failed: the completions stay and are offered again; a fence makes that harmless.</summary>
    private async Task<WorkReceipt?> WorkAsync(
        IReadOnlyList<Completion> pending, int free, LeaseWatch lease, CancellationToken cancellationToken)
    {
        // Counted from before the request: the database's lease began somewhere between then and the answer.
        var asked = time.GetTimestamp();
        try
        {
            var receipt = await queue.WorkAsync(pending, new ClaimRequest(_workerId, free, _options.Lease), cancellationToken)
                .ConfigureAwait(false);
            lease.Renewed(asked);
            _unavailable = null;
            for (var i = 0; i < receipt.Outcomes.Count; i++)
            {
                if (receipt.Outcomes[i] is not (CommitOutcome.Committed or CommitOutcome.Busy))
                {
                    LogNotCommitted(logger, pending[i].Lease.OperationId, pending[i].Lease.LaneId, receipt.Outcomes[i]);
                }
            }

            return receipt;
        }
        catch (ObjectDisposedException)
        {
            // A host that failed to start is torn down without being stopped; the lease runs out by itself.
            return null;
        }
        catch (StoreUnavailableException unavailable)
        {
            // Asked again at every poll, said once.
            if (_unavailable != unavailable.Message)
            {
                _unavailable = unavailable.Message;
                LogUnavailable(logger, unavailable.Message);
            }

            return null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogStoreFailed(logger, failure);
            return null;
        }
    }

    private async Task RunAsync(ClaimedOperation claim, CancellationToken cancellationToken)
    {
        Completion completion;
        try
        {
            using var deadline = new CancellationTokenSource(_options.RunTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);

            // A call that ignores its token is left behind after the margin; whatever it still says fails at the fence.
            completion = await processor.ProcessAsync(claim, either.Token)
                .WaitAsync(_options.RunTimeout + _options.LeaseMargin, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            LogProcessorThrew(logger, failure, claim.Operation.Id);
            completion = Thrown(claim, failure);
        }

        _ended.Writer.TryWrite(completion);
        _wake.Set();
    }

    private Completion Thrown(ClaimedOperation claim, Exception failure)
    {
        var error = new OperationError("processor", $"The processor failed ({failure.GetType().Name}); see the log.");
        var again = claim.Operation.Attempts < _options.MaximumAttempts;
        return new Completion
        {
            Lease = claim.Lease,
            State = again ? OperationState.Queued : OperationState.Errored,
            Rule = again ? SyncRule.Retry : SyncRule.Failed,
            Explanation = error.Message,
            Error = error,
            DueAt = again ? time.GetUtcNow() + _options.RetryDelay : null,
        };
    }

    /// <summary>A graceful stop: running operations get a moment, the rest goes back to the queue at once.</summary>
    private async Task StopAsync(List<Completion> pending, int running, LeaseWatch lease)
    {
        lease.Cancel();
        using var grace = new CancellationTokenSource(_options.StopGrace, time);
        try
        {
            while (pending.Count < running)
            {
                pending.Add(await _ended.Reader.ReadAsync(grace.Token).ConfigureAwait(false));
            }
        }
        catch (OperationCanceledException)
        {
            LogStillRunning(logger, running - pending.Count);
        }

        await WorkAsync(pending, 0, lease, CancellationToken.None).ConfigureAwait(false);
        try
        {
            await queue.ReleaseAsync(_workerId, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // The lease runs out by itself.
            if (failure is not ObjectDisposedException)
            {
                LogStoreFailed(logger, failure);
            }
        }
    }

    [LoggerMessage(1101, LogLevel.Warning, "Operation {OperationId} of lane {LaneId} was not committed: {Outcome}")]
    private static partial void LogNotCommitted(ILogger logger, Guid operationId, long laneId, CommitOutcome outcome);

    [LoggerMessage(1102, LogLevel.Error, "The sync store failed; trying again")]
    private static partial void LogStoreFailed(ILogger logger, Exception exception);

    [LoggerMessage(1105, LogLevel.Warning, "The sync store is not available; trying again until it is: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);

    [LoggerMessage(1103, LogLevel.Error, "The processor threw on operation {OperationId}")]
    private static partial void LogProcessorThrew(ILogger logger, Exception exception, Guid operationId);

    [LoggerMessage(1104, LogLevel.Warning, "{Count} operations were still running when the host stopped; they go back to the queue")]
    private static partial void LogStillRunning(ILogger logger, int count);
}
