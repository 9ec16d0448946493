using System.Diagnostics;

namespace GitSync.Benchmarks;

/// <summary>Workers, each on a store of its own as each on another host, that run operations with nothing to do.</summary>
/// <param name="stores">One per worker.</param>
/// <param name="mostPerCall">Lanes that one call claims at most.</param>
internal sealed class Drain(IReadOnlyList<ISyncStore> stores, int mostPerCall)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EmptyPause = TimeSpan.FromMilliseconds(1);

    /// <summary>Runs exactly so many operations and verifies how it went.</summary>
    public async Task<(double Seconds, DrainRecord Record)> RunAsync(int operations)
    {
        var record = new DrainRecord(operations);
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(stores.Select((store, number) => Task.Run(() => WorkAsync(store, "bench-" + number, record)))).ConfigureAwait(false);
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        record.Verify();
        return (seconds, record);
    }

    public static Completion Complete(ClaimedOperation claim) => new()
    {
        Lease = claim.Lease,
        State = OperationState.Completed,
        Rule = SyncRule.InStep,
        Explanation = "Both sides were in step.",
    };

    private async Task WorkAsync(ISyncStore store, string worker, DrainRecord record)
    {
        IReadOnlyList<Completion> done = [];
        var progress = Stopwatch.GetTimestamp();
        while (!record.IsDone)
        {
            var most = record.Reserve(mostPerCall);
            if (most == 0 && done.Count == 0)
            {
                return;
            }

            record.Ending(done);
            var receipt = await store.WorkAsync(done, new ClaimRequest(worker, most, Lease)).ConfigureAwait(false);
            record.Committed(receipt, most);
            if (receipt.Claimed.Count > 0 || done.Count > 0)
            {
                progress = Stopwatch.GetTimestamp();
            }
            else
            {
                // What is left runs elsewhere.
                BenchmarkBrokenException.Require(Stopwatch.GetElapsedTime(progress) < Patience, "The queue is empty before the drain is done.");
                await Task.Delay(EmptyPause, TimeProvider.System).ConfigureAwait(false);
            }

            done = [.. receipt.Claimed.Select(Complete)];
        }
    }
}
