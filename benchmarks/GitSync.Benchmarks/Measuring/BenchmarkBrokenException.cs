namespace GitSync.Benchmarks;

/// <summary>What was measured did not do its work: its figure counts for nothing.</summary>
internal sealed class BenchmarkBrokenException(string message) : Exception(message)
{
    public static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new BenchmarkBrokenException(message);
        }
    }
}
