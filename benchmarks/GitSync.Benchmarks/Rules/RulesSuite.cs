using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace GitSync.Benchmarks;

/// <summary>The pure part by itself: the rules below 200 ns and without an allocation in the common cases, the merge, the hash.</summary>
internal static class RulesSuite
{
    private const double MostNanoseconds = 200;

    public static Task<int> RunAsync(RunOptions options) => SuiteRun.RunAsync(options, run =>
    {
        var rows = run.Compare();
        var artifacts = Directory.CreateTempSubdirectory("gitsync-benchmark-");
        try
        {
            var config = Config(options.IsQuick, artifacts.FullName);
            Add(rows, BenchmarkRunner.Run<RulesBenchmarks>(config), areRules: true);
            Add(rows, BenchmarkRunner.Run<MergeBenchmarks>(config), areRules: false);
        }
        finally
        {
            artifacts.Delete(recursive: true);
        }

        return Task.CompletedTask;
    });

    /// <summary>Quick is in this process, some tenths of a second per case; otherwise each class has a process of its own.</summary>
    private static IConfig Config(bool isQuick, string artifacts)
    {
        var quick = Job.ShortRun
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(6)
            .WithIterationCount(5)
            .WithIterationTime(TimeInterval.FromMilliseconds(40));
        return ManualConfig.CreateEmpty()
            .AddJob(isQuick ? quick : Job.ShortRun)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(isQuick ? NullLogger.Instance : ConsoleLogger.Default)
            .WithArtifactsPath(artifacts);
    }

    private static void Add(Comparison rows, Summary summary, bool areRules)
    {
        BenchmarkBrokenException.Require(!summary.HasCriticalValidationErrors && summary.Reports.Length > 0, $"{summary.Title} was not measured.");
        foreach (var report in summary.Reports)
        {
            var name = NameOf(report.BenchmarkCase);
            var allocated = name + ", allocated";
            var nanoseconds = report.ResultStatistics?.Median ?? throw new BenchmarkBrokenException($"{name} has no result.");
            rows.Figures.Add(name, "ns", nanoseconds);
            rows.Figures.Add(allocated, "B", report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0);
            rows.Add(name, name, areRules ? Bound.AtMost(MostNanoseconds) : null);
            rows.Add(allocated, allocated, areRules ? Bound.AtMost(0) : null);
        }
    }

    private static string NameOf(BenchmarkCase benchmark)
    {
        var name = benchmark.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
        return benchmark.Parameters.Items is [var length]
            ? string.Create(CultureInfo.InvariantCulture, $"{name}, {(int)length.Value / 1_000} KB")
            : name;
    }
}
