namespace GitSync.Benchmarks;

/// <summary>One run of a suite: what was asked for, what came of it, and how it ends.</summary>
internal sealed class SuiteRun
{
    private readonly List<Comparison> _comparisons = [];

    private SuiteRun(RunOptions options) => Options = options;

    public RunOptions Options { get; }

    /// <summary>Measures, prints figures and rows, and writes the JSON.</summary>
    /// <returns>The process' exit code: 0 measured, whatever was met; 1 something did not do its work; 2 something is missing here; 3 a recorded ratio was lost.</returns>
    public static async Task<int> RunAsync(RunOptions options, Func<SuiteRun, Task> measure)
    {
        var run = new SuiteRun(options);
        MachineLoad.Print("before");
        try
        {
            await measure(run).ConfigureAwait(false);
            BenchmarkBrokenException.Require(
                run._comparisons.Exists(comparison => comparison.Figures.All.Count > 0), "Nothing was measured: --only names no part of this suite.");
        }
        catch (BenchmarkBrokenException broken)
        {
            await Console.Error.WriteLineAsync("BROKEN: " + broken.Message).ConfigureAwait(false);
            return 1;
        }
        catch (NotHereException missing)
        {
            await Console.Error.WriteLineAsync(missing.Message).ConfigureAwait(false);
            return 2;
        }

        MachineLoad.Print("after");
        Report.Print(run._comparisons);
        await Report.WriteAsync(options.Json, run._comparisons).ConfigureAwait(false);
        Row[] rows = [.. run._comparisons.SelectMany(comparison => comparison.Rows)];
        return options.Guard is null || await RatioGuard.HoldsAsync(options.Guard, rows).ConfigureAwait(false) ? 0 : 3;
    }

    /// <summary>Figures and rows of this suite.</summary>
    /// <param name="part">Which store or part of it, or null.</param>
    public Comparison Compare(string? part = null)
    {
        var comparison = new Comparison(part is null ? Options.Suite : $"{Options.Suite} {part}");
        _comparisons.Add(comparison);
        return comparison;
    }
}

/// <summary>Something that the suite needs is not on this machine; the message says how to get it.</summary>
internal sealed class NotHereException(string message) : Exception(message);
