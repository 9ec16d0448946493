using System.Diagnostics;

namespace GitSync.Benchmarks.Peers;

/// <summary>The scenarios, the same for every queue.</summary>
internal sealed class ScenarioRun(IPeerQueue queue, JobHandler handler, PeerArguments arguments)
{
    /// <summary>Code is compiled and connections are opened once in the life of a host; the figures are about the time after.</summary>
    private const int WarmUpJobs = 300;

    public async Task<Measured> RunAsync()
    {
        await WarmUpAsync().ConfigureAwait(false);
        return await (arguments.Scenario switch
        {
            PeerScenario.Enqueue => EnqueueAsync(),
            PeerScenario.Drain or PeerScenario.Handler => DrainAsync(Spread(arguments.Jobs), arguments.Jobs),
            PeerScenario.Backlog => DrainAsync(Spread(arguments.Backlog), Math.Min(arguments.Jobs, arguments.Backlog)),
            PeerScenario.Hot => HotAsync(),
            PeerScenario.Latency => LatencyAsync(),
            _ => throw new InvalidOperationException($"{arguments.Scenario} is not run by itself."),
        }).ConfigureAwait(false);
    }

    /// <summary>W producers that each wait for every call; what they stored is counted.</summary>
    private async Task<Measured> EnqueueAsync()
    {
        var ledger = Expect(Spread(arguments.Jobs), arguments.Jobs);
        var before = await queue.CountStoredAsync().ConfigureAwait(false);
        var since = Stopwatch.GetTimestamp();
        await Producers.EnqueueAsync(queue, ledger, arguments.Workers).ConfigureAwait(false);
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        var stored = await queue.CountStoredAsync().ConfigureAwait(false) - before;
        return new Measured(new ScenarioFigures(arguments.Jobs / seconds), new OrderFigures(0, 0, Math.Max(0, arguments.Jobs - stored), 0));
    }

    private async Task<Measured> DrainAsync(PeerJob[] jobs, int awaited)
    {
        var ledger = Expect(jobs, awaited);
        await queue.LoadAsync(ledger).ConfigureAwait(false);
        await PeerDatabase.AnalyzeAsync(arguments.Database).ConfigureAwait(false);
        var since = Stopwatch.GetTimestamp();
        await queue.StartAsync().ConfigureAwait(false);
        var seconds = await ledger.AwaitAsync(since).ConfigureAwait(false);
        await queue.StopAsync().ConfigureAwait(false);
        return new Measured(new ScenarioFigures(awaited / seconds), ledger.Check());
    }

    /// <summary>Once loaded and then drained, once drained while it is loaded: the second is what a burst is like.</summary>
    private async Task<Measured> HotAsync()
    {
        var drained = await DrainAsync(Hot(), arguments.Jobs).ConfigureAwait(false);
        var ledger = Expect(Hot(), arguments.Jobs);
        await queue.StartAsync().ConfigureAwait(false);
        var since = Stopwatch.GetTimestamp();
        await Producers.EnqueueAsync(queue, ledger, arguments.Workers).ConfigureAwait(false);
        var seconds = await ledger.AwaitAsync(since).ConfigureAwait(false);
        await queue.StopAsync().ConfigureAwait(false);
        return new Measured(
            drained.Figures with { LoadAndDrainPerSecond = arguments.Jobs / seconds }, drained.Order + ledger.Check());
    }

    /// <summary>The first second is left out.</summary>
    private async Task<Measured> LatencyAsync()
    {
        var jobs = Spread(arguments.Rate * (arguments.Seconds + 1));
        var ledger = Expect(jobs, jobs.Length);
        await queue.StartAsync().ConfigureAwait(false);
        var since = Stopwatch.GetTimestamp();
        await Producers.TrickleAsync(queue, ledger, arguments.Rate).ConfigureAwait(false);
        await ledger.AwaitAsync(since).ConfigureAwait(false);
        await queue.StopAsync().ConfigureAwait(false);
        var waits = ledger.Waits(from: arguments.Rate);
        Array.Sort(waits);
        return new Measured(new ScenarioFigures(P50Ms: At(waits, 0.5), P99Ms: At(waits, 0.99)), ledger.Check());
    }

    private async Task WarmUpAsync()
    {
        var ledger = Expect(Spread(WarmUpJobs), WarmUpJobs);
        await queue.StartAsync().ConfigureAwait(false);
        var since = Stopwatch.GetTimestamp();
        await Producers.EnqueueAsync(queue, ledger, arguments.Workers).ConfigureAwait(false);
        await ledger.AwaitAsync(since).ConfigureAwait(false);
        await queue.StopAsync().ConfigureAwait(false);
    }

    private JobLedger Expect(PeerJob[] jobs, int awaited) => handler.WriteInto(new JobLedger(jobs, awaited));

    private PeerJob[] Spread(int jobs) => [.. Enumerable.Range(0, jobs).Select(number => new PeerJob(number, number % arguments.Keys))];

    /// <summary>Every second job is of one key, the others are spread over the rest.</summary>
    private PeerJob[] Hot() =>
        [.. Enumerable.Range(0, arguments.Jobs).Select(number => new PeerJob(number, number % 2 == 0 ? 0 : 1 + (number / 2 % arguments.Keys)))];

    private static double? At(double[] sorted, double share) => sorted.Length == 0 ? null : sorted[(int)((sorted.Length - 1) * share)];
}
