using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

namespace GitSync.Benchmarks;

/// <summary>The rules by themselves: below 200 ns and without an allocation in the common cases.</summary>
internal static class RulesSuite
{
    public static Task<int> RunAsync(RunOptions options) => SuiteRun.RunAsync(options, run =>
    {
        var rows = run.Compare();
        var summary = BenchmarkRunner.Run<RulesBenchmarks>(DefaultConfig.Instance);
        BenchmarkBrokenException.Require(!summary.HasCriticalValidationErrors && summary.Reports.Length > 0, "The rules were not measured.");
        foreach (var report in summary.Reports)
        {
            var name = report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo;
            var mean = report.ResultStatistics?.Mean ?? throw new BenchmarkBrokenException($"{name} has no result.");
            rows.Figures.Add(name, "ns", mean);
            rows.Figures.Add(name + ", allocated", "B", report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0);
            rows.Add(name, name, Bound.AtMost(200));
            rows.Add(name + ", allocated", name + ", allocated", Bound.AtMost(0));
        }

        return Task.CompletedTask;
    });
}
