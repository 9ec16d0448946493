namespace GitSync.Benchmarks.Peers;

/// <summary>What every job does: it is written down, and takes as long as it is told to. Thread-safe.</summary>
internal sealed class JobHandler(TimeSpan time)
{
    private volatile JobLedger? _ledger;

    /// <summary>From now on jobs are written down there.</summary>
    public JobLedger WriteInto(JobLedger ledger) => _ledger = ledger;

    public async Task RunAsync(int number)
    {
        var ledger = _ledger ?? throw new InvalidOperationException("A job ran before any was enqueued.");
        var isFirst = ledger.Start(number);
        if (time > TimeSpan.Zero)
        {
            await Task.Delay(time, TimeProvider.System).ConfigureAwait(false);
        }

        ledger.End(number, isFirst);
    }
}
