using System.Diagnostics;

namespace GitSync.Benchmarks;

/// <summary>A fresh queue, and the ways to load and drain it. Every load is counted afterwards, every drain is verified.</summary>
internal sealed class QueueUnderTest
{
    /// <summary>Lanes that one call claims.</summary>
    public const int MaximumClaims = 256;

    private const int FillBatch = 2_500;

    private readonly IQueueDatabase _database;
    private readonly List<ISyncStore> _stores = [];
    private long _queued;

    private QueueUnderTest(IQueueDatabase database) => _database = database;

    public Workload Workload { get; } = new();

    /// <summary>The first store.</summary>
    public ISyncStore Store => _stores[0];

    /// <summary>Makes a queue, measures on it and removes it.</summary>
    public static async Task RunAsync(Func<Task<IQueueDatabase>> make, Func<QueueUnderTest, Task> measure)
    {
        var database = await make().ConfigureAwait(false);
        await using (database.ConfigureAwait(false))
        {
            var queue = new QueueUnderTest(database);
            await queue.OpenAsync(1).ConfigureAwait(false);
            await measure(queue).ConfigureAwait(false);
        }
    }

    /// <summary>Operations per second from callers that each wait for their commit; every operation makes a lane.</summary>
    public async Task<double> EnqueueAsync(int operations, int callers, int batch)
    {
        var each = operations / callers / batch;
        var batches = Enumerable.Range(0, callers)
            .Select(_ => Enumerable.Range(0, each).Select(_ => Workload.NewTasks(batch)).ToArray())
            .ToArray();
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(batches.Select(own => Task.Run(async () =>
        {
            foreach (var one in own)
            {
                var receipt = await Store.EnqueueAsync(one).ConfigureAwait(false);
                BenchmarkBrokenException.Require(
                    receipt.Outcomes.All(outcome => outcome.State == OperationState.Queued), "An operation that entered is not queued.");
            }
        }))).ConfigureAwait(false);
        var rate = each * batch * callers / Stopwatch.GetElapsedTime(since).TotalSeconds;
        await VerifyQueuedAsync(each * batch * callers).ConfigureAwait(false);
        return rate;
    }

    /// <summary>Queues one operation in each of so many new lanes.</summary>
    public async Task FillAsync(int lanes)
    {
        foreach (var chunk in Enumerable.Range(0, lanes).Chunk(FillBatch))
        {
            await Store.EnqueueAsync(Workload.NewTasks(chunk.Length)).ConfigureAwait(false);
        }

        await VerifyQueuedAsync(lanes).ConfigureAwait(false);
    }

    public Task SettleAsync() => _database.SettleAsync();

    /// <summary>Drains so many operations of a loaded queue. Per second.</summary>
    public async Task<double> DrainAsync(int operations, int workers = 1, int mostPerCall = MaximumClaims) =>
        operations / (await DrainRecordedAsync(operations, workers, mostPerCall).ConfigureAwait(false)).Seconds;

    public async Task<(double Seconds, DrainRecord Record)> DrainRecordedAsync(int operations, int workers = 1, int mostPerCall = MaximumClaims)
    {
        await OpenAsync(workers).ConfigureAwait(false);
        var drained = await new Drain(_stores[..workers], mostPerCall).RunAsync(operations).ConfigureAwait(false);
        _queued -= operations;
        return drained;
    }

    /// <summary>
    /// Drains operations spread over lanes, each lane again and again. Two wait in each lane at a time, one per direction: the older
    /// one runs first, then the other. Only the drain is timed.
    /// </summary>
    public async Task<double> DrainKeyedAsync(int lanes, int operations, int workers = 1, int mostPerCall = MaximumClaims)
    {
        var rounds = operations / lanes;
        double seconds = 0;
        for (var round = 0; round < rounds; round += 2)
        {
            foreach (var batch in Workload.Round(lanes))
            {
                await Store.EnqueueAsync(batch).ConfigureAwait(false);
            }

            await VerifyQueuedAsync(2 * lanes).ConfigureAwait(false);
            seconds += (await DrainRecordedAsync(2 * lanes, workers, mostPerCall).ConfigureAwait(false)).Seconds;
        }

        await VerifyQueuedAsync(0).ConfigureAwait(false);
        return rounds * lanes / seconds;
    }

    /// <summary>Counts what waits: so many more than before.</summary>
    public async Task VerifyQueuedAsync(long more)
    {
        _queued += more;
        var summary = await Store.SummarizeAsync().ConfigureAwait(false);
        var queued = summary.Counts.GetValueOrDefault(OperationState.Queued);
        BenchmarkBrokenException.Require(queued == _queued, $"{queued} operations are queued, not {_queued}.");
    }

    private async Task OpenAsync(int stores)
    {
        while (_stores.Count < stores)
        {
            _stores.Add(await _database.OpenAsync().ConfigureAwait(false));
        }
    }
}
