using System.Diagnostics;

namespace GitSync.Benchmarks;

/// <summary>
/// The queue as a host runs it, with the real dispatcher. Lanes hold one waiting operation per direction, so where many jobs of one key are asked for
/// the next one is enqueued when the one before it starts: others have them all loaded before.
/// </summary>
internal sealed class Dispatched(BenchmarkServer server, QueueSettings settings, Measurements measurements)
{
    public const string Handlers = "20 keys, 5 ms each, 20 at a time";
    public const string HotFed = "one lane and others, each event run by itself";
    public const string HotLoaded = "one lane and others, events loaded and drained";

    private const int Lanes = 2_000;
    private const int Keys = 20;
    private const int HandlerMilliseconds = 5;
    private const int RunsPerKey = 100;
    private const int Batch = 1_000;
    private const int HotIssue = 0;

    /// <summary>Jobs per second with as many at a time as there are keys, if nothing but the handlers took time.</summary>
    public static double Ideal => Keys * 1000.0 / HandlerMilliseconds;

    public static string DrainOf(int atATime) => $"drain through the dispatcher, {atATime} at a time";

    /// <summary>Operations over lanes, two of a lane at a time, as <see cref="QueueUnderTest.DrainKeyedAsync"/> loads them.</summary>
    public Task DrainAsync(int atATime) => RunAsync(async database =>
    {
        var (store, workload) = (await database.OpenAsync().ConfigureAwait(false), new Workload());
        var (seconds, operations) = (0.0, 0);
        while (operations < settings.Drained)
        {
            foreach (var batch in workload.Round(Lanes))
            {
                await store.EnqueueAsync(batch).ConfigureAwait(false);
            }

            await database.SettleAsync().ConfigureAwait(false);
            seconds += await TimeAsync(database, new DispatchRecord(TimeSpan.Zero), 2 * Lanes, atATime).ConfigureAwait(false);
            operations += 2 * Lanes;
        }

        measurements.AddRate(DrainOf(atATime), operations / seconds);
    });

    /// <summary>Few keys that are never idle.</summary>
    public Task HandlersAsync() => RunAsync(async database =>
    {
        var (store, workload) = (await database.OpenAsync().ConfigureAwait(false), new Workload());
        var fed = Keys;
        var record = new DispatchRecord(
            TimeSpan.FromMilliseconds(HandlerMilliseconds),
            claim => Interlocked.Increment(ref fed) <= Keys * RunsPerKey ? EnqueueNextAsync(store, workload, claim) : Task.CompletedTask);
        await store.EnqueueAsync(new EnqueueBatch { Items = [.. Enumerable.Range(0, Keys).Select(lane => workload.Inbound(lane, workload.NextSecond()))] })
            .ConfigureAwait(false);
        var seconds = await TimeAsync(database, record, Keys * RunsPerKey, Keys).ConfigureAwait(false);
        measurements.AddRate(Handlers, Keys * RunsPerKey / seconds);
    });

    /// <summary>As many events of one issue as of others, each of which is run by itself: the rules have nothing to combine.</summary>
    public Task HotFedAsync() => RunAsync(async database =>
    {
        var (store, workload) = (await database.OpenAsync().ConfigureAwait(false), new Workload());
        var (hot, half) = (0, settings.Hot / 2);
        var record = new DispatchRecord(
            TimeSpan.Zero,
            claim => claim.Operation is TaskSyncOperation { IssueNumber: HotIssue + 1 } && Interlocked.Increment(ref hot) < half
                ? EnqueueNextAsync(store, workload, claim)
                : Task.CompletedTask);
        await store.EnqueueAsync(new EnqueueBatch { Items = [workload.Inbound(HotIssue, workload.NextSecond())] }).ConfigureAwait(false);
        foreach (var chunk in Enumerable.Range(0, half).Chunk(Batch))
        {
            await store.EnqueueAsync(workload.NewTasks(chunk.Length)).ConfigureAwait(false);
        }

        var seconds = await TimeAsync(database, record, 2 * half, QueueUnderTest.MaximumClaims).ConfigureAwait(false);
        measurements.AddRate(HotFed, 2 * half / seconds);
    });

    /// <summary>
    /// The same as GitSync gets it, one by one from as many callers as the others: what one issue's events are about is combined as they come in. Counted from the
    /// first of them.
    /// </summary>
    public Task HotLoadedAsync() => RunAsync(async database =>
    {
        var (workload, half) = (new Workload(), settings.Hot / 2);
        var record = new DispatchRecord(TimeSpan.Zero);
        record.Open();
        var host = await BenchmarkHost.StartAsync(database.Options, record, QueueUnderTest.MaximumClaims).ConfigureAwait(false);
        await using (host.ConfigureAwait(false))
        {
            EnqueueItem[] items = [.. Enumerable.Range(0, half).SelectMany(_ => new[] { workload.Inbound(HotIssue, workload.NextSecond()), workload.NewTask() })];
            var since = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, PostgresQueue.Callers).Select(caller => Task.Run(async () =>
            {
                for (var i = caller; i < items.Length; i += PostgresQueue.Callers)
                {
                    await host.Queue.EnqueueAsync(new EnqueueBatch { Items = [items[i]] }).ConfigureAwait(false);
                    host.Wake();
                }
            }))).ConfigureAwait(false);
            await host.EndedAsync(2 * half).ConfigureAwait(false);
            measurements.AddRate(HotLoaded, 2 * half / Stopwatch.GetElapsedTime(since).TotalSeconds);
        }
    });

    /// <summary>Seconds from the moment the loaded queue is let go.</summary>
    private static async Task<double> TimeAsync(PostgresDatabase database, DispatchRecord record, int operations, int atATime)
    {
        record.Expect(operations);
        var host = await BenchmarkHost.StartAsync(database.Options, record, atATime).ConfigureAwait(false);
        await using (host.ConfigureAwait(false))
        {
            var since = Stopwatch.GetTimestamp();
            record.Open();
            await record.EndedAsync().ConfigureAwait(false);
            var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
            await host.EndedAsync(null).ConfigureAwait(false);
            return seconds;
        }
    }

    private static Task EnqueueNextAsync(ISyncStore store, Workload workload, ClaimedOperation claim)
    {
        var lane = (int)((TaskSyncOperation)claim.Operation).IssueNumber!.Value - 1;
        return store.EnqueueAsync(new EnqueueBatch { Items = [workload.Inbound(lane, workload.NextSecond())] });
    }

    private async Task RunAsync(Func<PostgresDatabase, Task> measure)
    {
        var database = await PostgresDatabase.MakeAsync(server).ConfigureAwait(false);
        await using (database.ConfigureAwait(false))
        {
            await measure(database).ConfigureAwait(false);
        }
    }
}
