namespace GitSync.Benchmarks;

/// <summary>What edits cost in requests to GitHub, of which an hour has a fixed number.</summary>
internal static class CostSuite
{
    public static Task<int> RunAsync(RunOptions options) => SuiteRun.RunAsync(options, async run =>
    {
        var databases = await QueueDatabases.FindAsync(options).ConfigureAwait(false);
        foreach (var store in options.Stores)
        {
            Console.WriteLine(store);
            var comparison = run.Compare(store);
            var database = await databases.MakeAsync(store).ConfigureAwait(false);
            await using (database.ConfigureAwait(false))
            {
                await new BurstCosts(CostSettings.Of(options), comparison).MeasureAsync(store, database).ConfigureAwait(false);
            }
        }
    });
}

/// <summary>How large a run is.</summary>
/// <param name="Bursts">Edits of one issue, from few to many.</param>
/// <param name="Repetitions">Medians are taken of this many.</param>
internal sealed record CostSettings(IReadOnlyList<int> Bursts, int Repetitions)
{
    public static CostSettings Of(RunOptions options) => options.IsQuick ? new CostSettings([1, 100], 1) : new CostSettings([1, 10, 100], 5);
}
