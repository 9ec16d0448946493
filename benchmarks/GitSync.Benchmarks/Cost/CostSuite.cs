namespace GitSync.Benchmarks;

/// <summary>What edits cost in requests to GitHub, of which an hour has a fixed number.</summary>
internal static class CostSuite
{
    public static Task<int> RunAsync(RunOptions options) => SuiteRun.RunAsync(options, run => QueueDatabases.OnEachAsync(
        run, (store, database, comparison) => new BurstCosts(CostSettings.Of(options), comparison).MeasureAsync(store, database)));
}

/// <summary>How large a run is.</summary>
/// <param name="Bursts">Edits of one issue, from few to many.</param>
/// <param name="Repetitions">Medians are taken of this many.</param>
internal sealed record CostSettings(IReadOnlyList<int> Bursts, int Repetitions)
{
    public static CostSettings Of(RunOptions options) => options.IsQuick ? new CostSettings([1, 100], 1) : new CostSettings([1, 10, 100], 5);
}
