namespace GitSync.Benchmarks;

/// <summary>How large a run is.</summary>
/// <param name="Repetitions">Medians are taken of this many.</param>
/// <param name="Single">Operations enqueued one by one.</param>
/// <param name="Concurrent">Operations enqueued by 16 callers.</param>
/// <param name="Bulk">Operations enqueued in batches of 1,000.</param>
/// <param name="Drained">Operations drained per measurement.</param>
/// <param name="SmallBacklog">Queued lanes behind the first drain.</param>
/// <param name="LargeBacklog">Queued lanes behind the second drain.</param>
/// <param name="Json">Where the figures are written as JSON, or null.</param>
internal sealed record QueueSettings(
    int Repetitions, int Single, int Concurrent, int Bulk, int Drained, int SmallBacklog, int LargeBacklog, string? Json)
{
    public static QueueSettings From(string[] args)
    {
        var json = Array.IndexOf(args, "--json") is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
        return args.Contains("--quick")
            ? new QueueSettings(1, 300, 3_000, 10_000, 4_000, 5_000, 20_000, json)
            : new QueueSettings(3, 4_000, 40_000, 100_000, 20_000, 10_000, 1_000_000, json);
    }
}
