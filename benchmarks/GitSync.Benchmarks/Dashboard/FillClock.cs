namespace GitSync.Benchmarks;

/// <summary>A clock that is set while a store is filled, so that its rows are as old as those of a month's work.</summary>
internal sealed class FillClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _ticks, now.UtcTicks);
}
