using System.Diagnostics;

namespace GitSync.Benchmarks.Peers;

/// <summary>The ways in which jobs come in.</summary>
internal static class Producers
{
    /// <summary>Enqueues all jobs of a ledger from so many callers, each of which waits for every call.</summary>
    public static Task EnqueueAsync(IPeerQueue queue, JobLedger ledger, int callers)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (var number = Interlocked.Increment(ref next); number < ledger.Jobs.Count; number = Interlocked.Increment(ref next))
            {
                await EnqueueAsync(queue, ledger, ledger.Jobs[number]).ConfigureAwait(false);
            }
        })));
    }

    /// <summary>Enqueues all jobs of a ledger at so many per second, whether or not the call before has returned.</summary>
    public static async Task TrickleAsync(IPeerQueue queue, JobLedger ledger, int perSecond)
    {
        var calls = new List<Task>(ledger.Jobs.Count);
        var since = Stopwatch.GetTimestamp();
        foreach (var job in ledger.Jobs)
        {
            var wait = TimeSpan.FromSeconds((double)job.Number / perSecond) - Stopwatch.GetElapsedTime(since);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, TimeProvider.System).ConfigureAwait(false);
            }

            calls.Add(Task.Run(() => EnqueueAsync(queue, ledger, job)));
        }

        await Task.WhenAll(calls).ConfigureAwait(false);
    }

    private static async Task EnqueueAsync(IPeerQueue queue, JobLedger ledger, PeerJob job)
    {
        ledger.Enqueuing(job.Number);
        await queue.EnqueueAsync(job).ConfigureAwait(false);
        ledger.Enqueued(job.Number);
    }
}
