using System.Diagnostics;

namespace GitSync.Benchmarks.Peers;

/// <summary>What became of the promise to run the jobs of a key one at a time, oldest first.</summary>
/// <param name="Overlaps">Starts of a job while another one of its key ran.</param>
/// <param name="OutOfOrder">Jobs that started after a younger one of their key.</param>
/// <param name="Lost">Jobs that should have been stored or run and were not.</param>
/// <param name="Doubled">Runs of a job that had run before.</param>
internal readonly record struct OrderFigures(long Overlaps, long OutOfOrder, long Lost, long Doubled)
{
    public static OrderFigures operator +(OrderFigures one, OrderFigures other) => new(
        one.Overlaps + other.Overlaps, one.OutOfOrder + other.OutOfOrder, one.Lost + other.Lost, one.Doubled + other.Doubled);
}

/// <summary>
/// Writes down when each job was enqueued, started and ended. Thread-safe. Order goes by a counter, not by a clock: one job is older
/// than another only if the call that enqueued it had returned before the other's began.
/// </summary>
/// <param name="jobs">By number.</param>
/// <param name="awaited">How many of them are to run.</param>
internal sealed class JobLedger(IReadOnlyList<PeerJob> jobs, int awaited)
{
    /// <summary>Without a single end for so long, the rest is given up as lost.</summary>
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(60);

    private readonly Entry[] _entries = new Entry[jobs.Count];
    private readonly int[] _running = new int[jobs.Max(job => job.Key) + 1];
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _event;
    private long _overlaps;
    private long _doubled;
    private int _ended;
    private long _lastEnd;

    public IReadOnlyList<PeerJob> Jobs => jobs;

    public void Enqueuing(int number)
    {
        _entries[number].EnqueuedAt = Stopwatch.GetTimestamp();
        _entries[number].Enqueuing = Interlocked.Increment(ref _event);
    }

    public void Enqueued(int number) => _entries[number].Enqueued = Interlocked.Increment(ref _event);

    /// <summary>Whether it runs for the first time.</summary>
    public bool Start(int number)
    {
        var now = Stopwatch.GetTimestamp();
        if (Interlocked.Increment(ref _running[jobs[number].Key]) > 1)
        {
            Interlocked.Increment(ref _overlaps);
        }

        if (Interlocked.Increment(ref _entries[number].Runs) > 1)
        {
            Interlocked.Increment(ref _doubled);
            return false;
        }

        _entries[number].StartedAt = now;
        _entries[number].Started = Interlocked.Increment(ref _event);
        return true;
    }

    public void End(int number, bool isFirst)
    {
        Interlocked.Decrement(ref _running[jobs[number].Key]);
        if (isFirst && Interlocked.Increment(ref _ended) == awaited)
        {
            _lastEnd = Stopwatch.GetTimestamp();
            _reached.SetResult();
        }
    }

    /// <summary>Seconds from then until the last awaited job ended, or until now when some did not.</summary>
    public async Task<double> AwaitAsync(long since)
    {
        for (var before = -1; before < Volatile.Read(ref _ended);)
        {
            before = Volatile.Read(ref _ended);
            try
            {
                await _reached.Task.WaitAsync(StallLimit, TimeProvider.System).ConfigureAwait(false);
                return Stopwatch.GetElapsedTime(since, _lastEnd).TotalSeconds;
            }
            catch (TimeoutException)
            {
                await Console.Error.WriteLineAsync($"{_ended} of {awaited} jobs have run.").ConfigureAwait(false);
            }
        }

        return Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    /// <summary>Milliseconds from the call that enqueued a job until its handler had it, of the jobs from that one on that ran.</summary>
    public double[] Waits(int from) =>
        [.. _entries.Skip(from).Where(entry => entry.Started > 0).Select(entry => Stopwatch.GetElapsedTime(entry.EnqueuedAt, entry.StartedAt).TotalMilliseconds)];

    public OrderFigures Check()
    {
        var outOfOrder = jobs.GroupBy(job => job.Key, job => _entries[job.Number]).Sum(CountOvertaken);
        return new OrderFigures(_overlaps, outOfOrder, Math.Max(0, awaited - _ended), _doubled);
    }

    /// <summary>In the order of their starts, with those that did not start at the end: whoever comes after a younger one was overtaken.</summary>
    private static int CountOvertaken(IEnumerable<Entry> entries)
    {
        var (overtaken, youngest) = (0, 0L);
        foreach (var entry in entries.OrderBy(entry => entry.Started > 0 ? entry.Started : long.MaxValue))
        {
            if (entry.Enqueued > 0 && entry.Enqueued < youngest)
            {
                overtaken++;
            }

            youngest = entry.Started > 0 ? Math.Max(youngest, entry.Enqueuing) : youngest;
        }

        return overtaken;
    }

    private struct Entry
    {
        public long EnqueuedAt;
        public long StartedAt;
        public long Enqueuing;
        public long Enqueued;
        public long Started;
        public int Runs;
    }
}
