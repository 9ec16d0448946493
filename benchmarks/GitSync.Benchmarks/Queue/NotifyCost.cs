using System.Diagnostics;

namespace GitSync.Benchmarks;

/// <summary>
/// What it costs the callers that hosts tell each other about new work: many callers that each wake the hosts after their commit, with
/// <c>NOTIFY</c> and without, in turns.
/// </summary>
internal sealed class NotifyCost(BenchmarkServer server, QueueSettings settings, Measurements measurements)
{
    private const int Callers = 32;

    /// <summary>In turns within one repetition: the difference is small against what the machine does meanwhile.</summary>
    private const int Turns = 2;

    public static string Name(bool notify) => $"enqueue, {Callers} callers, NOTIFY {(notify ? "on" : "off")}";

    public async Task RunAsync()
    {
        for (var turn = 0; turn < Turns; turn++)
        {
            await RunAsync(notify: true).ConfigureAwait(false);
            await RunAsync(notify: false).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(bool notify)
    {
        var database = await PostgresDatabase.MakeAsync(server).ConfigureAwait(false);
        await using (database.ConfigureAwait(false))
        {
            var options = database.Options with { Notify = notify };
            var web = await BenchmarkHost.StartAsync(options, null).ConfigureAwait(false);
            var listener = await BenchmarkHost.StartAsync(options, null).ConfigureAwait(false);
            await using (web.ConfigureAwait(false))
            await using (listener.ConfigureAwait(false))
            {
                measurements.AddRate(Name(notify), await EnqueueAsync(web).ConfigureAwait(false));
            }
        }
    }

    private async Task<double> EnqueueAsync(BenchmarkHost web)
    {
        var workload = new Workload();
        var each = settings.Concurrent / Callers;
        var batches = Enumerable.Range(0, Callers)
            .Select(_ => Enumerable.Range(0, each).Select(_ => workload.NewTasks(1)).ToArray())
            .ToArray();
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(batches.Select(own => Task.Run(async () =>
        {
            foreach (var batch in own)
            {
                await web.Queue.EnqueueAsync(batch).ConfigureAwait(false);
                web.Wake();
            }
        }))).ConfigureAwait(false);
        var rate = each * Callers / Stopwatch.GetElapsedTime(since).TotalSeconds;
        var queued = (await web.Reader.SummarizeAsync().ConfigureAwait(false)).Counts.GetValueOrDefault(OperationState.Queued);
        BenchmarkBrokenException.Require(queued == each * Callers, $"{queued} operations are queued, not {each * Callers}.");
        return rate;
    }
}
