namespace GitSync.Benchmarks;

/// <summary>The queue: taking operations in and handing them out, on both stores.</summary>
internal static class QueueSuite
{
    public static Task<int> RunAsync(RunOptions options) => SuiteRun.RunAsync(options, async run =>
    {
        var settings = QueueSettings.Of(options);
        if (options.Stores.Contains(RunOptions.Sqlite))
        {
            await SqliteQueue.MeasureAsync(run, settings).ConfigureAwait(false);
        }

        if (options.Stores.Contains(RunOptions.Postgres))
        {
            await PostgresQueue.MeasureAsync(run, settings, await BenchmarkServer.FindAsync().ConfigureAwait(false)).ConfigureAwait(false);
        }
    });
}
