using System.Diagnostics;
using System.Globalization;

namespace GitSync.Benchmarks;

/// <summary>What one host holds and uses, in a process that does nothing else.</summary>
internal static class MemoryChild
{
    public const string Verb = "child-memory";
    public const string Idle = "idle";
    public const string Load = "load";
    public const string Trickle = "trickle";

    public const string IdleProcessor = "processor when idle, %";
    public const string IdleWorkingSet = "working set when idle, MB";
    public const string IdlePrivate = "private when idle, MB";
    public const string Peak = "peak working set, MB";
    public const string Steady = "working set afterwards, MB";
    public const string Collected = "private afterwards, collected, MB";
    public const string AllocatedEnqueue = "allocated per enqueue, B";
    public const string AllocatedDrain = "allocated per drained operation, B";
    public const string TrickleProcessor = "processor, cores";

    private const int Callers = 16;
    private const int TricklePerSecond = 50;

    /// <summary>Operations before those that are measured, and their rate: what a host does all day is compiled for good after some thousand.</summary>
    private const int Warm = 3_000;
    private const int WarmPerSecond = 200;

    /// <summary>How often the dispatcher has looked before it is idle: more than the compiler asks for to do its best.</summary>
    private const int Looks = 300;

    /// <summary>By how much a rate may be missed and still be called by its name.</summary>
    private const double MostStretched = 1.2;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>In which code is compiled and connections are opened.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    /// <param name="scene">Which, on which store, how many operations or seconds.</param>
    public static Task<int> RunAsync(string[] scene) => OwnProcess.TellAsync(() => scene is [var name, var store, var amount]
        ? RunAsync(name, store, int.Parse(amount, CultureInfo.InvariantCulture))
        : throw new NotHereException("This verb is the benchmark's own; name a suite."));

    private static async Task<Dictionary<string, double>> RunAsync(string name, string store, int amount)
    {
        var processor = new GatedProcessor(name == Load ? amount : int.MaxValue);
        var host = await MemoryHost.StartAsync(store, OwnProcess.ConnectionString, processor).ConfigureAwait(false);
        await using (host.ConfigureAwait(false))
        {
            return name switch
            {
                Idle => await IdleAsync(host, amount).ConfigureAwait(false),
                Load => await LoadAsync(host, processor, amount).ConfigureAwait(false),
                Trickle => await TrickleAsync(host, processor, amount).ConfigureAwait(false),
                _ => throw new NotHereException($"There is no scene {name}."),
            };
        }
    }

    /// <summary>Nothing to do for so many seconds.</summary>
    private static async Task<Dictionary<string, double>> IdleAsync(MemoryHost host, int seconds)
    {
        for (var look = 0; look < Looks; look++)
        {
            host.Wake();
            await Task.Delay(BetweenLooks, TimeProvider.System).ConfigureAwait(false);
        }

        await Task.Delay(WarmUp, TimeProvider.System).ConfigureAwait(false);
        var (since, before) = (Stopwatch.GetTimestamp(), ProcessFigures.Processor);
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System).ConfigureAwait(false);
        return new Dictionary<string, double>
        {
            [IdleProcessor] = 100 * Cores(since, before),
            [IdleWorkingSet] = ProcessFigures.WorkingSet,
            [IdlePrivate] = ProcessFigures.Private,
        };
    }

    /// <summary>Operations enter while none ends, two in each lane; then as many end, the others stay. What waited before comes first.</summary>
    private static async Task<Dictionary<string, double>> LoadAsync(MemoryHost host, GatedProcessor processor, int operations)
    {
        var ended = await host.CountAsync(OperationState.Completed).ConfigureAwait(false);
        var workload = new Workload();
        var second = workload.NextSecond();
        var items = Enumerable.Range(0, operations / 2)
            .SelectMany(lane => new[] { workload.Inbound(lane, second), workload.Outbound("keyed-" + lane) })
            .ToArray();
        var before = ProcessFigures.Allocated;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var i = caller; i < items.Length; i += Callers)
            {
                await host.EnqueueAsync(items[i]).ConfigureAwait(false);
            }
        }))).ConfigureAwait(false);
        var enqueued = ProcessFigures.Allocated;
        items = [];
        processor.Open();
        await host.CompletedAsync(ended + operations).ConfigureAwait(false);
        var drained = ProcessFigures.Allocated;
        var (peak, steady) = (ProcessFigures.PeakWorkingSet, ProcessFigures.WorkingSet);
        ProcessFigures.Collect();
        return new Dictionary<string, double>
        {
            [Peak] = peak,
            [Steady] = steady,
            [Collected] = ProcessFigures.Private,
            [AllocatedEnqueue] = (double)(enqueued - before) / operations,
            [AllocatedDrain] = (double)(drained - enqueued) / operations,
        };
    }

    /// <summary>Operations trickle in and end at once, for so many seconds.</summary>
    private static async Task<Dictionary<string, double>> TrickleAsync(MemoryHost host, GatedProcessor processor, int seconds)
    {
        processor.Open();
        var workload = new Workload();
        await EnterAsync(host, workload, Warm, WarmPerSecond).ConfigureAwait(false);
        await host.CompletedAsync(Warm).ConfigureAwait(false);
        await Task.Delay(WarmUp, TimeProvider.System).ConfigureAwait(false);
        var (since, before) = (Stopwatch.GetTimestamp(), ProcessFigures.Processor);
        await EnterAsync(host, workload, seconds * TricklePerSecond, TricklePerSecond).ConfigureAwait(false);

        // Until all of it has ended: what falls behind is not left out.
        await host.CompletedAsync(Warm + (seconds * TricklePerSecond)).ConfigureAwait(false);
        var cores = Cores(since, before);
        var took = Stopwatch.GetElapsedTime(since).TotalSeconds;
        BenchmarkBrokenException.Require(took < seconds * MostStretched, $"The machine is too busy: {seconds} seconds' operations took {took:N1}.");
        return new Dictionary<string, double> { [TrickleProcessor] = cores };
    }

    /// <summary>So many operations at a rate, each in a lane of its own.</summary>
    private static async Task EnterAsync(MemoryHost host, Workload workload, int operations, int perSecond)
    {
        var began = Stopwatch.GetTimestamp();
        var calls = new List<Task>(operations);
        for (var i = 0; i < operations; i++)
        {
            if (TimeSpan.FromSeconds((double)i / perSecond) - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } early)
            {
                await Task.Delay(early, TimeProvider.System).ConfigureAwait(false);
            }

            calls.Add(host.EnqueueAsync(workload.NewTask()));
        }

        await Task.WhenAll(calls).ConfigureAwait(false);
    }

    private static double Cores(long since, TimeSpan before) => (ProcessFigures.Processor - before) / Stopwatch.GetElapsedTime(since);
}
