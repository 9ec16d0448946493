using System.Diagnostics;
using System.Globalization;

namespace GitSync.Benchmarks;

/// <summary>What this process holds and uses, as the operating system sees it.</summary>
internal static class ProcessFigures
{
    private const string Rollup = "/proc/self/smaps_rollup";
    private const double Megabyte = 1024 * 1024;
    private const double Kilobyte = 1024;

    /// <summary>MB in memory, what is shared with other processes included.</summary>
    public static double WorkingSet => Read(process => process.WorkingSet64) / Megabyte;

    /// <summary>MB, the most that it ever was.</summary>
    public static double PeakWorkingSet => Read(process => process.PeakWorkingSet64) / Megabyte;

    /// <summary>MB that no other process has: in memory on Linux, where the runtime's own figure counts what is merely reserved.</summary>
    public static double Private => File.Exists(Rollup)
        ? File.ReadLines(Rollup).Where(line => line.StartsWith("Private_", StringComparison.Ordinal)).Sum(Kilobytes) / Kilobyte
        : Read(process => process.PrivateMemorySize64) / Megabyte;

    public static TimeSpan Processor => Read(process => process.TotalProcessorTime);

    public static long Allocated => GC.GetTotalAllocatedBytes(precise: true);

    /// <summary>Gives back to the operating system what nobody uses any more.</summary>
    public static void Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private static T Read<T>(Func<Process, T> value)
    {
        using var process = Process.GetCurrentProcess();
        return value(process);
    }

    /// <summary>Of "Private_Dirty:   1234 kB".</summary>
    private static double Kilobytes(string line) => double.Parse(line.Split(':')[1].Replace("kB", "").Trim(), CultureInfo.InvariantCulture);
}
