namespace GitSync.Testing;

/// <summary>A clock that stands until it is moved, so that leases and due times are tested without waiting. Thread-safe.</summary>
/// <param name="start">Where it begins.</param>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    /// <summary>The moment contract tests begin at.</summary>
    public static DateTimeOffset Start { get; } = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A clock at <see cref="Start"/>.</summary>
    public ManualClock()
        : this(Start)
    {
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Elapsed time stands too: what a store measures must not depend on how busy the machine is.</summary>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <summary>Moves on.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
