using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace GitSync.Fuzz;

/// <summary>What a target has done.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Inputs">Inputs that were tried.</param>
/// <param name="Slowest">The longest that one took.</param>
/// <param name="MostBytes">The most that one allocated.</param>
internal sealed record FuzzFigures(string Target, long Inputs, TimeSpan Slowest, long MostBytes);

/// <summary>Gives every target its inputs, in blocks, as many at a time as there are processors.</summary>
internal static class FuzzRun
{
    /// <summary>One worker's inputs; what it keeps in memory is given up after them.</summary>
    private const int BlockLength = 2_000;

    private const int LongestShown = 1_000;

    /// <summary>An input may not take longer, on a machine that does other things too.</summary>
    private static readonly TimeSpan MaximumTime = TimeSpan.FromSeconds(2);

    /// <summary>Nor allocate more: the largest inputs have some hundred KB.</summary>
    private const long MaximumBytes = 64 * 1024 * 1024;

    /// <returns>0 when nothing was found.</returns>
    public static async Task<int> RunAsync(FuzzSettings settings)
    {
        var began = Stopwatch.GetTimestamp();
        var targets = FuzzTargets.All.Where(target => settings.Target is null || target.Name == settings.Target).ToList();
        var figures = new List<FuzzFigures>();
        var findings = new List<string>();
        foreach (var target in targets)
        {
            figures.Add(await RunAsync(target, settings, settings.Inputs / targets.Count, findings));
        }

        foreach (var each in figures)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{each.Target}: {each.Inputs:N0} inputs, the slowest took {each.Slowest.TotalMilliseconds:N1} ms, the most allocated was {each.MostBytes / 1024:N0} KB"));
        }

        var took = Stopwatch.GetElapsedTime(began);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figures.Sum(each => each.Inputs):N0} inputs in {took.TotalSeconds:N0} s: {findings.Count} findings"));
        if (settings.Json is { } file)
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { settings.Seed, seconds = took.TotalSeconds, figures, findings }));
        }

        return findings.Count == 0 ? 0 : 1;
    }

    private static async Task<FuzzFigures> RunAsync(IFuzzTarget target, FuzzSettings settings, long inputs, List<string> findings)
    {
        var gate = new Lock();
        var total = new FuzzFigures(target.Name, 0, TimeSpan.Zero, 0);
        var blocks = settings.Block is { } only ? [only] : Enumerable.Range(0, (int)((inputs + BlockLength - 1) / BlockLength));
        await Parallel.ForEachAsync(
            blocks,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            (block, _) =>
            {
                var (figures, finding) = Try(target, settings.Seed, block);
                lock (gate)
                {
                    total = total with
                    {
                        Inputs = total.Inputs + figures.Inputs,
                        Slowest = figures.Slowest > total.Slowest ? figures.Slowest : total.Slowest,
                        MostBytes = Math.Max(figures.MostBytes, total.MostBytes),
                    };
                    if (finding is not null)
                    {
                        findings.Add(finding);
                        Console.WriteLine(finding);
                    }
                }

                return ValueTask.CompletedTask;
            });
        return total;
    }

    private static (FuzzFigures Figures, string? Finding) Try(IFuzzTarget target, int seed, int block)
    {
        // Every block draws its own numbers, so that one can be tried again alone.
        var random = new Random(unchecked((seed * 1_000_003) + block));
        using var worker = target.Begin();
        var figures = new FuzzFigures(target.Name, 0, TimeSpan.Zero, 0);
        for (var i = 0; i < BlockLength; i++)
        {
            var (began, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            string? broken = null;
            try
            {
                worker.Try(random);
            }
            catch (Exception failure)
            {
                broken = failure is FuzzException ? failure.Message : failure.ToString();
            }

            var (took, bytes) = (Stopwatch.GetElapsedTime(began), GC.GetAllocatedBytesForCurrentThread() - allocated);
            broken ??= took > MaximumTime ? $"it took {took}" : bytes > MaximumBytes ? $"it allocated {bytes} bytes" : null;
            figures = figures with { Inputs = figures.Inputs + 1, Slowest = took > figures.Slowest ? took : figures.Slowest, MostBytes = Math.Max(bytes, figures.MostBytes) };
            if (broken is not null)
            {
                return (figures, $"{target.Name}, --seed {seed} --block {block}, input {i}: {broken}{Environment.NewLine}  {Short(worker.LastInput)}");
            }
        }

        return (figures, null);
    }

    /// <summary>On one line; the block gives the whole of it again.</summary>
    private static string Short(string input)
    {
        var line = string.Join(' ', input.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestShown ? line : line[..LongestShown] + "…";
    }
}
