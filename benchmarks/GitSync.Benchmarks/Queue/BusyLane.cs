using System.Diagnostics;

namespace GitSync.Benchmarks;

/// <summary>
/// What one busy resource does to the others. A lane holds one waiting operation per direction, so a storm of events on one issue is a lane
/// that is written again and again; and one task can have any number of comments that wait for it.
/// </summary>
internal sealed class BusyLane(Func<Task<IQueueDatabase>> make, QueueSettings settings, Measurements measurements)
{
    public const string Quiet = "others drain, nothing else going on";
    public const string Linking = "linking the task that the comments wait for";

    /// <summary>The busy issue; the others of the storm come after it.</summary>
    private const int BusyIssue = 0;

    private const int Callers = 16;
    private const int SpreadOver = 2_000;
    private const string BusyTask = "busy";
    private const string Worker = "bench-linking";

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    public string WithComments => $"others drain beside {settings.Waiting:N0} comments that wait for one task";

    public string OneLane => $"others drain while one lane gets {settings.Waiting:N0} events";

    public string ManyLanes => $"others drain while {SpreadOver:N0} lanes get {settings.Waiting:N0} events";

    /// <summary>The others alone, then beside comments that wait for one task; then that task is linked, and they start.</summary>
    public Task WaitingCommentsAsync() => QueueUnderTest.RunAsync(make, async queue =>
    {
        await queue.FillAsync(settings.Drained).ConfigureAwait(false);
        await queue.SettleAsync().ConfigureAwait(false);
        measurements.AddRate(Quiet, await queue.DrainAsync(settings.Drained).ConfigureAwait(false));

        foreach (var chunk in Enumerable.Range(0, settings.Waiting).Chunk(1_000))
        {
            await queue.Store.EnqueueAsync(new EnqueueBatch { Items = [.. chunk.Select(_ => queue.Workload.WaitingComment(BusyTask))] })
                .ConfigureAwait(false);
        }

        await queue.VerifyQueuedAsync(settings.Waiting).ConfigureAwait(false);
        await queue.FillAsync(settings.Drained).ConfigureAwait(false);
        await queue.SettleAsync().ConfigureAwait(false);
        measurements.AddRate(WithComments, await queue.DrainAsync(settings.Drained).ConfigureAwait(false));
        measurements.AddMilliseconds(Linking, await LinkAsync(queue).ConfigureAwait(false));
        await queue.DrainAsync(settings.Waiting).ConfigureAwait(false);
        await queue.VerifyQueuedAsync(0).ConfigureAwait(false);
    });

    /// <summary>The others drain while events arrive as fast as they are taken: all for one lane, or the same over many.</summary>
    public Task ArrivalsAsync(bool oneLane) => QueueUnderTest.RunAsync(make, async queue =>
    {
        await queue.FillAsync(settings.Drained).ConfigureAwait(false);
        await queue.SettleAsync().ConfigureAwait(false);
        var before = await CountAsync(queue).ConfigureAwait(false);
        using var drained = new CancellationTokenSource();
        var arrivals = new Arrivals(queue, oneLane, settings.Waiting, drained.Token);
        var arriving = arrivals.RunAsync();
        var (seconds, record) = await queue.DrainRecordedAsync(settings.Drained).ConfigureAwait(false);
        measurements.AddRate(oneLane ? "events for one lane meanwhile" : "events for many lanes meanwhile", arrivals.Count / seconds);
        await drained.CancelAsync().ConfigureAwait(false);
        await arriving.ConfigureAwait(false);

        var others = settings.Drained - (oneLane ? record.CountOf(arrivals.BusyLane) : 0);
        measurements.AddRate(oneLane ? OneLane : ManyLanes, others / seconds);
        var counted = await CountAsync(queue).ConfigureAwait(false) - before;
        BenchmarkBrokenException.Require(counted == arrivals.Count, $"{counted} operations came in, not {arrivals.Count}.");
    });

    private static async Task<double> LinkAsync(QueueUnderTest queue)
    {
        var create = queue.Workload.Outbound(BusyTask);
        await queue.Store.EnqueueAsync(new EnqueueBatch { Items = [create] }).ConfigureAwait(false);
        var claimed = await queue.Store.WorkAsync([], new ClaimRequest(Worker, 1, Lease)).ConfigureAwait(false);
        BenchmarkBrokenException.Require(claimed.Claimed is [var claim] && claim.Operation.Id == create.Operation.Id, "Not the task was claimed.");
        var completion = Drain.Complete(claimed.Claimed[0]) with
        {
            Link = new LaneLink { LocalId = BusyTask, Remote = new RemoteIdentity(Workload.RepositoryId, 1, 1, null, null, false, null, null) },
        };
        var since = Stopwatch.GetTimestamp();
        var receipt = await queue.Store.WorkAsync([completion], new ClaimRequest(Worker, 0, Lease)).ConfigureAwait(false);
        BenchmarkBrokenException.Require(receipt.Outcomes is [CommitOutcome.Committed], "The task was not linked.");
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }

    private static async Task<long> CountAsync(QueueUnderTest queue) =>
        (await queue.Store.SummarizeAsync().ConfigureAwait(false)).Counts.Values.Sum();

    /// <summary>Newer and newer states of issues, by several callers; what comes late is dropped by the rules.</summary>
    private sealed class Arrivals(QueueUnderTest queue, bool oneLane, int least, CancellationToken enough)
    {
        private int _started;
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public long BusyLane { get; private set; }

        public Task RunAsync() => Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(CallAsync)));

        private async Task CallAsync()
        {
            while (Interlocked.Increment(ref _started) is var number && (number <= least || !enough.IsCancellationRequested))
            {
                var issue = oneLane ? BusyIssue : 1 + (number % SpreadOver);
                var item = queue.Workload.Inbound(issue, queue.Workload.NextSecond());
                var receipt = await queue.Store.EnqueueAsync(new EnqueueBatch { Items = [item] }).ConfigureAwait(false);
                BusyLane = receipt.Outcomes[0].LaneId;
                Interlocked.Increment(ref _count);
            }
        }
    }
}
