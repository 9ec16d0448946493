using System.Collections.Concurrent;
using System.Diagnostics;

namespace GitSync.Benchmarks;

/// <summary>
/// How long an operation takes from the call that enqueues it until the processor has it, when operations trickle in: with the real
/// dispatcher, in the host that took the operation in, or in another one that learns of it by <c>NOTIFY</c>.
/// </summary>
internal sealed class StartLatency(BenchmarkServer server, QueueSettings settings, Measurements measurements)
{
    public static string Name(int perSecond, bool elsewhere, int percentile) =>
        $"enqueue to start at {perSecond}/s{(elsewhere ? ", in another host" : "")}, p{percentile}";

    public async Task RunAsync(int perSecond, bool elsewhere)
    {
        var database = await PostgresDatabase.MakeAsync(server).ConfigureAwait(false);
        await using (database.ConfigureAwait(false))
        {
            var recorder = new Recorder();
            var worker = await BenchmarkHost.StartAsync(database.Options, recorder).ConfigureAwait(false);
            await using (worker.ConfigureAwait(false))
            {
                if (elsewhere)
                {
                    var web = await BenchmarkHost.StartAsync(database.Options, null).ConfigureAwait(false);
                    await using (web.ConfigureAwait(false))
                    {
                        await TrickleAsync(web, worker, recorder, perSecond).ConfigureAwait(false);
                    }
                }
                else
                {
                    await TrickleAsync(worker, worker, recorder, perSecond).ConfigureAwait(false);
                }
            }

            var waits = recorder.Waits(notBefore: perSecond).Order().ToArray();
            measurements.AddMilliseconds(Name(perSecond, elsewhere, 50), waits[waits.Length / 2]);
            measurements.AddMilliseconds(Name(perSecond, elsewhere, 99), waits[waits.Length * 99 / 100]);
        }
    }

    private async Task TrickleAsync(BenchmarkHost web, BenchmarkHost worker, Recorder recorder, int perSecond)
    {
        var workload = new Workload();
        var calls = new List<Task>();
        var since = Stopwatch.GetTimestamp();

        // The first second, in which code is compiled and connections are opened, is left out afterwards.
        for (var i = 0; i < perSecond * (settings.Seconds + 1); i++)
        {
            if (TimeSpan.FromSeconds((double)i / perSecond) - Stopwatch.GetElapsedTime(since) is { Ticks: > 0 } early)
            {
                await Task.Delay(early, TimeProvider.System).ConfigureAwait(false);
            }

            calls.Add(Task.Run(() => EnqueueAsync(web, workload.NewTask(), recorder)));
        }

        await Task.WhenAll(calls).ConfigureAwait(false);
        await worker.EndedAsync(calls.Count).ConfigureAwait(false);
        recorder.Verify(calls.Count);
    }

    private static async Task EnqueueAsync(BenchmarkHost web, EnqueueItem item, Recorder recorder)
    {
        recorder.Enqueuing(item.Operation.Id);
        await web.Queue.EnqueueAsync(new EnqueueBatch { Items = [item] }).ConfigureAwait(false);
        web.Wake();
    }

    /// <summary>A processor that only looks at its watch.</summary>
    private sealed class Recorder : ISyncProcessor
    {
        private readonly ConcurrentDictionary<Guid, long> _enqueued = new();
        private readonly ConcurrentDictionary<Guid, long> _started = new();

        public void Enqueuing(Guid operation) => _enqueued[operation] = Stopwatch.GetTimestamp();

        public Task<Completion> ProcessAsync(ClaimedOperation claim, CancellationToken cancellationToken) =>
            _started.TryAdd(claim.Operation.Id, Stopwatch.GetTimestamp())
                ? Task.FromResult(Drain.Complete(claim))
                : throw new BenchmarkBrokenException($"Operation {claim.Operation.Id} started twice.");

        /// <summary>Milliseconds, without the first so many operations.</summary>
        public IEnumerable<double> Waits(int notBefore) => _enqueued.OrderBy(pair => pair.Value).Skip(notBefore)
            .Select(pair => Stopwatch.GetElapsedTime(pair.Value, _started[pair.Key]).TotalMilliseconds);

        public void Verify(int operations) => BenchmarkBrokenException.Require(
            _started.Count == operations && _enqueued.Keys.All(_started.ContainsKey), $"{_started.Count} operations started, not {operations}.");
    }
}
