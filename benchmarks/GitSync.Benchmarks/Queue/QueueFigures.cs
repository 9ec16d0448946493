namespace GitSync.Benchmarks;

/// <summary>The figures that every store is measured by, each on a fresh queue.</summary>
internal sealed class QueueFigures(Func<Task<IQueueDatabase>> make, QueueSettings settings, Measurements measurements)
{
    public const string OneCaller = "enqueue under the rules, 1 caller";
    public const string ManyCallers = "enqueue under the rules, 16 callers (shared commits)";
    public const string Bulk = "enqueue under the rules, 1,000 at a time";
    private const int Lanes = 2_000;

    public static string DrainAt(int backlog) => $"drain at {backlog:N0} queued";

    public static string KeyedBy(int workers, int mostPerCall = QueueUnderTest.MaximumClaims) =>
        $"drain over {Lanes:N0} lanes, {(workers == 1 ? "1 worker" : $"{workers} workers")}, {mostPerCall} at a time";

    public Task EnqueueAsync() => QueueUnderTest.RunAsync(make, async queue =>
    {
        measurements.AddRate(OneCaller, await queue.EnqueueAsync(settings.Single, callers: 1, batch: 1).ConfigureAwait(false));
        measurements.AddRate(ManyCallers, await queue.EnqueueAsync(settings.Concurrent, callers: 16, batch: 1).ConfigureAwait(false));
        measurements.AddRate(Bulk, await queue.EnqueueAsync(settings.Bulk, callers: 1, batch: 1000).ConfigureAwait(false));
    });

    public Task DrainKeyedAsync(int workers = 1, int mostPerCall = QueueUnderTest.MaximumClaims) => QueueUnderTest.RunAsync(make, async queue =>
        measurements.AddRate(
            KeyedBy(workers, mostPerCall), await queue.DrainKeyedAsync(Lanes, settings.Drained, workers, mostPerCall).ConfigureAwait(false)));

    /// <summary>One load serves all repetitions: what is drained is put back.</summary>
    public Task DrainAtAsync(int backlog, int repetitions) => QueueUnderTest.RunAsync(make, async queue =>
    {
        var drained = Math.Min(settings.Drained, backlog);
        await queue.FillAsync(backlog).ConfigureAwait(false);
        await queue.SettleAsync().ConfigureAwait(false);
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            measurements.AddRate(DrainAt(backlog), await queue.DrainAsync(drained).ConfigureAwait(false));
            await queue.FillAsync(drained).ConfigureAwait(false);
        }
    });

    /// <summary>A host compiles its code once in its life; the figures are about the time after.</summary>
    public static async Task WarmUpAsync(Func<Task<IQueueDatabase>> make, QueueSettings settings)
    {
        Console.WriteLine("warming up (not counted)");
        var less = settings with { Single = settings.Single / 4, Concurrent = settings.Concurrent / 4, Bulk = settings.Bulk / 4 };
        var ignored = new QueueFigures(make, less, new Measurements());
        await ignored.EnqueueAsync().ConfigureAwait(false);
        await ignored.DrainKeyedAsync().ConfigureAwait(false);
        await ignored.DrainAtAsync(settings.Backlogs[0], 1).ConfigureAwait(false);
        Console.WriteLine("measuring");
    }
}
