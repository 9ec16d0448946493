using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace GitSync.Simulation;

/// <summary>Plays seeds, as many at a time as there are processors, and tells of those that break a promise.</summary>
internal static class SeedRunner
{
    private const int LinesOfAHistory = 60;
    private const int MaximumTold = 5;

    /// <returns>0 when every promise was kept.</returns>
    public static async Task<int> RunAsync(SimulationSettings settings)
    {
        var began = Stopwatch.GetTimestamp();
        var gate = new Lock();
        var broken = new List<Outcome>();
        var (played, operations, requests) = (0, 0L, 0L);
        await Parallel.ForEachAsync(
            Enumerable.Range(settings.First, settings.Seeds),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            async (seed, _) =>
            {
                lock (gate)
                {
                    if (broken.Count >= settings.StopAt)
                    {
                        return;
                    }
                }

                var outcome = await SimulationRun.PlayAsync(Scenario.Of(seed, settings.Steps));
                lock (gate)
                {
                    (played, operations, requests) = (played + 1, operations + outcome.Operations, requests + outcome.Requests);
                    if (outcome.Violation is not null)
                    {
                        broken.Add(outcome);
                        Console.WriteLine($"seed {seed}: {outcome.Violation.Split('\n')[0]}");
                    }

                    if (settings.Seeds == 1)
                    {
                        Console.WriteLine($"seed {seed}: {outcome.History.Lines.Count} lines, sum {outcome.History.Sum}");
                        if (settings.History is { } file)
                        {
                            File.WriteAllLines(file, outcome.History.Lines);
                        }
                    }
                }
            });
        foreach (var outcome in settings.History is not null || settings.StopAt is not null ? [] : broken.OrderBy(outcome => outcome.Scenario.Seed).Take(MaximumTold))
        {
            Tell(await Shrinker.ShortenAsync(outcome));
        }

        var took = Stopwatch.GetElapsedTime(began);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{played:N0} seeds of {settings.Steps:N0} steps in {took.TotalSeconds:N0} s: {operations:N0} operations, {requests:N0} requests; {broken.Count} broke a promise"));
        if (settings.Json is { } file)
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new
            {
                settings.First, settings.Seeds, settings.Steps, seconds = took.TotalSeconds, operations, requests,
                broken = broken.Select(outcome => new { outcome.Scenario.Seed, outcome.Violation }),
            }));
        }

        return broken.Count == 0 ? 0 : 1;
    }

    private static void Tell(Outcome outcome)
    {
        Console.WriteLine();
        Console.WriteLine($"seed {outcome.Scenario.Seed}, shortest found: {outcome.Scenario.Steps} steps with {outcome.Scenario.Kinds}");
        foreach (var line in outcome.History.Lines.TakeLast(LinesOfAHistory))
        {
            Console.WriteLine("  " + line);
        }

        Console.WriteLine($"  BROKEN: {outcome.Violation}");
    }
}
