namespace GitSync.GitHub;

/// <summary>How many writes may be sent in any window of a length. Pure.</summary>
/// <remarks>
/// The generic cell rate algorithm: a quarter of the writes may be sent at once, the rest follows evenly. So no window ever holds more than
/// the maximum, wherever it begins, and all there is to remember is one time.
/// </remarks>
/// <param name="Maximum">At most so many in any window; at least 1.</param>
/// <param name="Window">The length.</param>
internal readonly record struct WritePace(int Maximum, TimeSpan Window)
{
    private int Burst => Math.Max(1, Maximum / 4);

    /// <summary>How far apart writes are once the burst is used up.</summary>
    public TimeSpan Interval => Window / Math.Max(1, Maximum - Burst);

    /// <summary>Not before: when the next write may be sent.</summary>
    /// <param name="used">What <see cref="Take"/> returned last; <see cref="DateTimeOffset.MinValue"/> at first.</param>
    public DateTimeOffset NextAt(DateTimeOffset used)
    {
        var tolerance = (Burst - 1) * Interval;
        return used - DateTimeOffset.MinValue > tolerance ? used - tolerance : DateTimeOffset.MinValue;
    }

    /// <summary>A write is sent now.</summary>
    public DateTimeOffset Take(DateTimeOffset used, DateTimeOffset now) => (used > now ? used : now) + Interval;
}
