namespace GitSync.Benchmarks;

/// <summary>How busy the machine is: figures of a busy machine say little.</summary>
internal static class MachineLoad
{
    private const string Averages = "/proc/loadavg";

    public static void Print(string when)
    {
        if (File.Exists(Averages))
        {
            var loads = File.ReadAllText(Averages).Split(' ');
            Console.WriteLine($"load {when}: {loads[0]} (1 min), {loads[1]} (5 min), on {Environment.ProcessorCount} processors");
        }
    }
}
