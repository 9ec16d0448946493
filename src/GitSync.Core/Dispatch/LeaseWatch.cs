namespace GitSync;

/// <summary>
/// Knows when the worker's lease has to be renewed, and cancels running operations before it runs out. Goes by elapsed time, which a clock
/// that is set does not change.
/// </summary>
internal sealed class LeaseWatch : IDisposable
{
    private readonly GitSyncOptions _options;
    private readonly TimeProvider _time;
    private CancellationTokenSource _running;
    private long? _renewedAt;

    public LeaseWatch(GitSyncOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _running = new CancellationTokenSource(Safe, time);
    }

    /// <summary>Canceled when no new request to GitHub may be begun any more.</summary>
    public CancellationToken Token => _running.Token;

    /// <summary>How long until the lease should be renewed.</summary>
    public TimeSpan RenewIn => _renewedAt is { } at ? Rest(_options.Lease / 3, at) : TimeSpan.Zero;

    private TimeSpan Safe => _options.Lease - _options.LeaseMargin;

    /// <summary>The store has renewed the lease.</summary>
    /// <param name="asked">The clock's timestamp from before the request.</param>
    public void Renewed(long asked)
    {
        _renewedAt = asked;
        var safe = Rest(Safe, asked);
        if (!_running.IsCancellationRequested)
        {
            _running.CancelAfter(safe);
        }

        if (_running.IsCancellationRequested)
        {
            // Not disposed: operations that are ending still hold its token.
            _running = new CancellationTokenSource(safe, _time);
        }
    }

    public void Cancel() => _running.Cancel();

    public void Dispose() => _running.Dispose();

    private TimeSpan Rest(TimeSpan of, long since) => of - _time.GetElapsedTime(since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
}
