using System.Globalization;

namespace GitSync.Benchmarks;

/// <summary>What a host holds in memory, allocates, and uses of the processor: when idle, under load, and with a million waiting or ended.</summary>
internal static class MemorySuite
{
    private const double MostUnderLoad = 150;
    private const double MostForBacklog = 20;
    private const double MostWhenIdle = 1;
    private const double MostAtFifty = 0.15;
    private const string Empty = "empty";
    private const string Trickle = "50 operations a second: ";

    public static Task<int> RunAsync(RunOptions options) => SuiteRun.RunAsync(options, async run =>
    {
        var databases = await QueueDatabases.FindAsync(options).ConfigureAwait(false);
        foreach (var store in options.Stores)
        {
            Console.WriteLine(store);
            await MeasureAsync(store, databases, options, run.Compare(store)).ConfigureAwait(false);
        }
    });

    private static async Task MeasureAsync(string store, QueueDatabases databases, RunOptions options, Comparison comparison)
    {
        var settings = MemorySettings.Of(options);
        var backlog = string.Create(CultureInfo.InvariantCulture, $"{settings.Many:N0} queued");
        var history = string.Create(CultureInfo.InvariantCulture, $"{settings.Many:N0} ended");
        if (options.Wants("idle"))
        {
            await SceneAsync("", MemoryChild.Idle, settings.Seconds, null).ConfigureAwait(false);
        }

        if (options.Wants("trickle"))
        {
            await SceneAsync(Trickle, MemoryChild.Trickle, settings.Seconds, null).ConfigureAwait(false);
        }

        if (options.Wants("load"))
        {
            await SceneAsync($"{Empty}: ", MemoryChild.Load, settings.Operations, null).ConfigureAwait(false);
            await SceneAsync($"{backlog}: ", MemoryChild.Load, settings.Operations, queue => queue.FillAsync(settings.Many)).ConfigureAwait(false);
            await SceneAsync($"{history}: ", MemoryChild.Load, settings.Operations, queue => EndAsync(queue, settings)).ConfigureAwait(false);
            AddMore(backlog);
            AddMore(history);
        }

        foreach (var before in (string[])[Empty, backlog, history])
        {
            comparison.Add($"{before}, drain of {settings.Operations:N0}, peak working set", $"{before}: {MemoryChild.Peak}", Bound.AtMost(MostUnderLoad));
        }

        comparison.Add(More(backlog), More(backlog), Bound.AtMost(MostForBacklog));
        comparison.Add(More(history), More(history));
        comparison.Add("working set when idle", MemoryChild.IdleWorkingSet);
        comparison.Add("processor when idle", MemoryChild.IdleProcessor, Bound.AtMost(MostWhenIdle));
        comparison.Add("processor at 50 operations a second", Trickle + MemoryChild.TrickleProcessor, Bound.AtMost(MostAtFifty));
        comparison.Add("allocated per enqueue", $"{Empty}: {MemoryChild.AllocatedEnqueue}");
        comparison.Add("allocated per drained operation", $"{Empty}: {MemoryChild.AllocatedDrain}");

        static string More(string what) => $"held more with {what}, collected";

        void AddMore(string what) => comparison.Figures.Add(
            More(what),
            "MB",
            comparison.Figures.Median($"{what}: {MemoryChild.Collected}") - comparison.Figures.Median($"{Empty}: {MemoryChild.Collected}"));

        async Task SceneAsync(string before, string scene, int amount, Func<QueueUnderTest, Task>? fill)
        {
            foreach (var (name, value) in await InChildAsync(store, databases, scene, amount, fill).ConfigureAwait(false))
            {
                // "peak working set, MB"
                comparison.Figures.Add(before + name, name.Split(", ")[^1], value);
            }
        }
    }

    /// <summary>Fills a database here, and has a child run the host on it: what filling takes is not the host's.</summary>
    private static async Task<IReadOnlyDictionary<string, double>> InChildAsync(
        string store, QueueDatabases databases, string scene, int amount, Func<QueueUnderTest, Task>? fill)
    {
        IReadOnlyDictionary<string, double> found = new Dictionary<string, double>();
        IQueueDatabase? database = null;
        await QueueUnderTest.RunAsync(
            async () => database = await databases.MakeAsync(store).ConfigureAwait(false),
            async queue =>
            {
                await (fill?.Invoke(queue) ?? Task.CompletedTask).ConfigureAwait(false);
                await queue.SettleAsync().ConfigureAwait(false);
                found = await OwnProcess.RunAsync(
                    database!.ConnectionString, MemoryChild.Verb, scene, store, amount.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
            }).ConfigureAwait(false);
        return found;
    }

    /// <summary>In waves: a queue that was never long.</summary>
    private static async Task EndAsync(QueueUnderTest queue, MemorySettings settings)
    {
        for (var ended = 0; ended < settings.Many; ended += settings.Operations)
        {
            await queue.FillAsync(settings.Operations).ConfigureAwait(false);
            await queue.DrainAsync(settings.Operations).ConfigureAwait(false);
        }
    }
}

/// <summary>How large a run is.</summary>
/// <param name="Many">Operations that wait, or have ended.</param>
/// <param name="Operations">That enter and end under load.</param>
/// <param name="Seconds">How long the processor's time is measured.</param>
internal sealed record MemorySettings(int Many, int Operations, int Seconds)
{
    public static MemorySettings Of(RunOptions options) =>
        options.IsQuick ? new MemorySettings(20_000, 4_000, 5) : new MemorySettings(1_000_000, 20_000, 20);
}
