namespace GitSync;

/// <summary>A signal that many set and one waits for; setting it twice is one wake-up.</summary>
internal sealed class WakeSignal
{
    private readonly SemaphoreSlim _semaphore = new(0, 1);
    private int _isSet;

    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            _semaphore.Release();
        }
    }

    /// <summary>Returns when set, or after the pause. One waiter only.</summary>
    public async Task WaitAsync(TimeSpan pause, TimeProvider time, CancellationToken cancellationToken)
    {
        if (pause > TimeSpan.Zero)
        {
            using var elapsed = new CancellationTokenSource(pause, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(elapsed.Token, cancellationToken);
            try
            {
                await _semaphore.WaitAsync(either.Token).ConfigureAwait(false);
                Volatile.Write(ref _isSet, 0);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The pause is over.
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}
