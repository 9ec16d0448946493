namespace GitSync;

/// <summary>How long to wait before the next try. Pure arithmetic, apart from the loop that waits.</summary>
internal static class RetryPolicy
{
    /// <summary>Doubling from <paramref name="first"/>, capped, with the upper half jittered so that lanes do not come back in step.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="first">The wait after the first failure.</param>
    /// <param name="maximum">The longest wait.</param>
    /// <param name="jitter">A number in [0, 1).</param>
    public static TimeSpan Delay(int attempt, TimeSpan first, TimeSpan maximum, double jitter)
    {
        // 2^30 of the shortest delay is beyond every maximum; the bound keeps the shift in range.
        var doublings = Math.Clamp(attempt - 1, 0, 30);
        var full = Math.Min((double)first.Ticks * (1L << doublings), maximum.Ticks);
        return TimeSpan.FromTicks((long)(full * (0.5 + (jitter / 2))));
    }
}
