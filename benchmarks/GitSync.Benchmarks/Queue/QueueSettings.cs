namespace GitSync.Benchmarks;

/// <summary>How large a run is.</summary>
/// <param name="Repetitions">Medians are taken of this many.</param>
/// <param name="Single">Operations enqueued one by one.</param>
/// <param name="Concurrent">Operations enqueued by several callers at once.</param>
/// <param name="Bulk">Operations enqueued in batches of 1,000.</param>
/// <param name="Drained">Operations drained per measurement.</param>
/// <param name="Backlogs">Queued lanes behind the drains, the first one the smallest.</param>
/// <param name="Waiting">Comments that wait for one task; events that one issue gets.</param>
/// <param name="Hot">Operations, half of which are of one lane.</param>
/// <param name="Seconds">How long operations trickle in where the wait until their start is measured.</param>
internal sealed record QueueSettings(
    int Repetitions,
    int Single,
    int Concurrent,
    int Bulk,
    int Drained,
    IReadOnlyList<int> Backlogs,
    int Waiting,
    int Hot,
    int Seconds)
{
    /// <summary><c>--quick</c> sees whether all works, <c>--large</c> adds the largest backlog.</summary>
    public static QueueSettings Of(RunOptions options)
    {
        if (options.IsQuick)
        {
            return new QueueSettings(1, 300, 3_200, 10_000, 4_000, [5_000, 20_000], 5_000, 1_000, 3);
        }

        var full = new QueueSettings(3, 4_000, 40_000, 100_000, 20_000, [10_000, 200_000, 1_000_000], 100_000, 10_000, 20);
        return options.IsLarge ? full with { Backlogs = [.. full.Backlogs, 5_000_000] } : full;
    }
}
