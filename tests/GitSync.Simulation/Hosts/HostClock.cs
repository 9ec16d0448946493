namespace GitSync.Simulation;

/// <summary>A host's clock: it may be set, which elapsed time does not follow.</summary>
/// <param name="real">What time it really is.</param>
internal sealed class HostClock(TimeProvider real) : TimeProvider
{
    /// <summary>By how much it is wrong.</summary>
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => real.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => real.GetUtcNow() + Offset;

    public override long GetTimestamp() => real.GetTimestamp();
}
