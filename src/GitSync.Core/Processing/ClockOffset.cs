namespace GitSync;

/// <summary>How far GitHub's clock is ahead of ours, from the <c>Date</c> headers of its answers. Thread-safe.</summary>
internal sealed class ClockOffset
{
    /// <summary>The header has whole seconds and travels: less than this is noise.</summary>
    private static readonly TimeSpan Noise = TimeSpan.FromSeconds(2);

    private long _ticks;

    /// <summary>What to add to our time to get GitHub's.</summary>
    public TimeSpan Current => new(Volatile.Read(ref _ticks));

    /// <summary>Takes one answer into account.</summary>
    public void Observe(DateTimeOffset? gitHubNow, DateTimeOffset ourNow)
    {
        if (gitHubNow is { } theirs)
        {
            var offset = theirs - ourNow;
            Volatile.Write(ref _ticks, offset.Duration() < Noise ? 0 : offset.Ticks);
        }
    }
}
