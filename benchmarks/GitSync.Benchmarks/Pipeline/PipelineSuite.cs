namespace GitSync.Benchmarks;

/// <summary>An edit's whole way: from a person on one side until the other side has it, through everything that is deployed.</summary>
internal static class PipelineSuite
{
    public static Task<int> RunAsync(RunOptions options) => SuiteRun.RunAsync(options, run => QueueDatabases.OnEachAsync(
        run, (store, database, comparison) => new PipelineFigures(PipelineSettings.Of(options), comparison).MeasureAsync(store, database)));
}

/// <summary>How large a run is.</summary>
/// <param name="Issues">Issues with records; each is edited once where throughput is measured.</param>
/// <param name="PerSecond">Edits per second where the wait is measured: few enough for each to find its lane idle.</param>
/// <param name="Seconds">How long; the first second is left out.</param>
/// <param name="Repetitions">Medians are taken of this many.</param>
internal sealed record PipelineSettings(int Issues, int PerSecond, int Seconds, int Repetitions)
{
    public static PipelineSettings Of(RunOptions options) =>
        options.IsQuick ? new PipelineSettings(100, 20, 3, 1) : new PipelineSettings(500, 20, 20, 3);
}
