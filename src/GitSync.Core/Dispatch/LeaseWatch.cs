namespace GitSync;

/// <summary>Knows when the worker's lease has to be renewed, and cancels running operations before it runs out.</summary>
internal sealed class LeaseWatch : IDisposable
{
    private readonly GitSyncOptions _options;
    private readonly TimeProvider _time;
    private CancellationTokenSource _running;
    private DateTimeOffset _renewAt;

    public LeaseWatch(GitSyncOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _running = new CancellationTokenSource(Safe, time);
        _renewAt = time.GetUtcNow();
    }

    /// <summary>Canceled when no new request to GitHub may be begun any more.</summary>
    public CancellationToken Token => _running.Token;

    /// <summary>How long until the lease should be renewed.</summary>
    public TimeSpan RenewIn => _renewAt - _time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private TimeSpan Safe => _options.Lease - _options.LeaseMargin;

    /// <summary>The store has renewed the lease.</summary>
    public void Renewed()
    {
        _renewAt = _time.GetUtcNow() + (_options.Lease / 3);
        if (!_running.IsCancellationRequested)
        {
            _running.CancelAfter(Safe);
        }

        if (_running.IsCancellationRequested)
        {
            // Not disposed: operations that are ending still hold its token.
            _running = new CancellationTokenSource(Safe, _time);
        }
    }

    public void Cancel() => _running.Cancel();

    public void Dispose() => _running.Dispose();
}
