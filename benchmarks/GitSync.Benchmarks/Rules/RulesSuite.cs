using BenchmarkDotNet.Running;

namespace GitSync.Benchmarks;

/// <summary>The rules by themselves: target below 200 ns and 0 bytes for the common cases.</summary>
internal static class RulesSuite
{
    public static int Run()
    {
        var summary = BenchmarkRunner.Run<RulesBenchmarks>();
        return summary.HasCriticalValidationErrors || summary.Reports.Length == 0 ? 1 : 0;
    }
}
