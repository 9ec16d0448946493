using System.Globalization;
using System.Text.Json;

namespace GitSync.Benchmarks;

/// <summary>The SQLite queue against what the disk allows, in one run. Ratios count, absolutes move with the machine.</summary>
internal static class QueueSuite
{
    public static async Task<int> RunAsync(QueueSettings settings)
    {
        var floors = new Dictionary<string, List<double>>();
        var figures = new Dictionary<string, List<double>>();
        try
        {
            await WarmUpAsync(settings).ConfigureAwait(false);
            for (var repetition = 0; repetition < settings.Repetitions; repetition++)
            {
                // Floors and figures take turns, so that a slow minute of the machine hits both.
                Add(floors, "raw insert, 1 per commit", SqliteFloor.Measure(settings.Single, perCommit: 1));
                Add(floors, "raw insert, 100 per commit", SqliteFloor.Measure(settings.Bulk, perCommit: 100));
                await QueueUnderTest.RunAsync(async queue =>
                {
                    Add(figures, "enqueue, 1 caller", await queue.EnqueueAsync(settings.Single, callers: 1, batch: 1).ConfigureAwait(false));
                    Add(figures, "enqueue, 16 callers", await queue.EnqueueAsync(settings.Concurrent, callers: 16, batch: 1).ConfigureAwait(false));
                    Add(figures, "enqueue, bulk of 1,000", await queue.EnqueueAsync(settings.Bulk, callers: 1, batch: 1000).ConfigureAwait(false));
                }).ConfigureAwait(false);
                await QueueUnderTest.RunAsync(async queue => Add(
                    figures,
                    "drain, 2,000 lanes",
                    await queue.DrainKeyedAsync(lanes: 2_000, settings.Drained).ConfigureAwait(false))).ConfigureAwait(false);
                await DrainAtAsync(settings.SmallBacklog, 1, settings, figures).ConfigureAwait(false);
            }

            // One load serves all repetitions: what is drained is put back.
            await DrainAtAsync(settings.LargeBacklog, settings.Repetitions, settings, figures).ConfigureAwait(false);
        }
        catch (DrainBrokenException broken)
        {
            await Console.Error.WriteLineAsync("BROKEN: " + broken.Message).ConfigureAwait(false);
            return 1;
        }

        Print(floors, figures);
        if (settings.Json is { } file)
        {
            var medians = floors.Concat(figures).ToDictionary(pair => pair.Key, pair => Math.Round(Median(pair.Value)));
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(medians)).ConfigureAwait(false);
        }

        return 0;
    }

    /// <summary>A host compiles its code once in its life; the figures are about the time after.</summary>
    private static async Task WarmUpAsync(QueueSettings settings)
    {
        Console.WriteLine("warming up (not counted)");
        var ignored = new Dictionary<string, List<double>>();
        await QueueUnderTest.RunAsync(async queue =>
        {
            await queue.EnqueueAsync(settings.Single / 4, callers: 1, batch: 1).ConfigureAwait(false);
            await queue.EnqueueAsync(settings.Concurrent / 4, callers: 16, batch: 1).ConfigureAwait(false);
            await queue.DrainKeyedAsync(lanes: 2_000, settings.Drained).ConfigureAwait(false);
        }).ConfigureAwait(false);
        await DrainAtAsync(settings.SmallBacklog, 2, settings, ignored).ConfigureAwait(false);
    }

    private static Task DrainAtAsync(int backlog, int repetitions, QueueSettings settings, Dictionary<string, List<double>> figures) =>
        QueueUnderTest.RunAsync(async queue =>
        {
            var drained = Math.Min(settings.Drained, backlog);
            await queue.FillAsync(backlog).ConfigureAwait(false);
            for (var repetition = 0; repetition < repetitions; repetition++)
            {
                Add(figures, $"drain at {backlog:N0} queued", await queue.DrainAsync(drained).ConfigureAwait(false));
                await queue.FillAsync(drained).ConfigureAwait(false);
            }
        });

    private static void Add(Dictionary<string, List<double>> figures, string name, double perSecond)
    {
        if (!figures.TryGetValue(name, out var values))
        {
            figures[name] = values = [];
        }

        values.Add(perSecond);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {perSecond:N0}/s"));
    }

    private static void Print(Dictionary<string, List<double>> floors, Dictionary<string, List<double>> figures)
    {
        var single = Median(floors["raw insert, 1 per commit"]);
        var batched = Median(floors["raw insert, 100 per commit"]);
        Console.WriteLine();
        Console.WriteLine("| SQLite, synchronous=FULL | median/s | range | x single floor | x batched floor |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (name, values) in floors.Concat(figures))
        {
            var median = Median(values);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {median:N0} | {values.Min():N0} to {values.Max():N0} | {median / single:F2} | {median / batched:F3} |"));
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
