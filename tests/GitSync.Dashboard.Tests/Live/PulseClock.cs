using System.Threading.Channels;

namespace GitSync.Dashboard.Tests;

/// <summary>A clock that stands until somebody waits on it, and is moved from one of those waits to the next.</summary>
internal sealed class PulseClock : TimeProvider
{
    private readonly Channel<Pulse> _waits = Channel.CreateUnbounded<Pulse>();
    private long _ticks = new DateTimeOffset(2025, 3, 1, 12, 0, 0, TimeSpan.Zero).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var pulse = new Pulse(callback, state, dueTime);
        _waits.Writer.TryWrite(pulse);
        return pulse;
    }

    /// <summary>Waits until somebody waits on it, lets that time pass, and wakes them.</summary>
    /// <returns>How long they waited.</returns>
    public async Task<TimeSpan> PassAsync()
    {
        using var patience = new CancellationTokenSource(Browser.MaximumWait);
        var pulse = await _waits.Reader.ReadAsync(patience.Token);
        Interlocked.Add(ref _ticks, pulse.DueTime.Ticks);
        pulse.Ring();
        return pulse.DueTime;
    }

    private sealed class Pulse(TimerCallback callback, object? state, TimeSpan dueTime) : ITimer
    {
        public TimeSpan DueTime => dueTime;

        public void Ring() => callback(state);

        public bool Change(TimeSpan newDueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
