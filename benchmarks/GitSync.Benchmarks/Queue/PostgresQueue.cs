using GitSync.Storage.Postgres;

namespace GitSync.Benchmarks;

/// <summary>The PostgreSQL queue against what the server allows, in one run. Ratios count, absolutes move with the machine.</summary>
internal sealed class PostgresQueue
{
    public const string Single = "floor: raw insert, 1 connection";
    public const string Concurrent = "floor: raw insert, 8 connections";
    public const string Batched = "floor: raw insert, 100 per commit";
    public const string ClaimsOneByOne = "floor: unkeyed SKIP LOCKED, one by one, 8 connections";
    public const string ClaimsOfOne = "floor: unkeyed SKIP LOCKED, 50 at a time, 1 connection";
    public const string Claims = "floor: unkeyed SKIP LOCKED, 50 at a time, 8 connections";
    public const string Ungrouped = "enqueue under the rules, 16 callers, MaximumGroup = 1";
    public const string OwnTransaction = "enqueue under the rules, 16 callers, each in a transaction of its own";

    public const int Callers = 16;
    private const int ClaimsAtATime = 50;

    private readonly BenchmarkServer _server;
    private readonly QueueSettings _settings;
    private readonly RunOptions _options;
    private readonly Measurements _measurements;
    private readonly PostgresFloors _floors;
    private readonly QueueFigures _figures;
    private readonly BusyLane _busy;

    private PostgresQueue(BenchmarkServer server, QueueSettings settings, RunOptions options, Measurements measurements)
    {
        (_server, _settings, _options, _measurements) = (server, settings, options, measurements);
        _floors = new PostgresFloors(server);
        _figures = new QueueFigures(MakeAsync, settings, _measurements);
        _busy = new BusyLane(MakeAsync, settings, _measurements);
    }

    public static async Task MeasureAsync(SuiteRun run, QueueSettings settings, BenchmarkServer server)
    {
        await server.DescribeAsync().ConfigureAwait(false);
        var comparison = run.Compare(RunOptions.Postgres);
        var queue = new PostgresQueue(server, settings, run.Options, comparison.Figures);
        await queue.RunAsync().ConfigureAwait(false);
        PostgresTargets.AddTo(comparison, settings, queue._busy);
    }

    private async Task RunAsync()
    {
        var peers = _options.Wants("peers") ? await PeerRuns.FindAsync(_server, _settings, _measurements).ConfigureAwait(false) : null;
        await QueueFigures.WarmUpAsync(MakeAsync, _settings).ConfigureAwait(false);
        for (var repetition = 0; repetition < _settings.Repetitions; repetition++)
        {
            // Floors and figures take turns, so that a slow minute of the machine hits both.
            MachineLoad.Print($"at repetition {repetition + 1}");
            await PartAsync("enqueue", EnqueueAsync).ConfigureAwait(false);
            await PartAsync("drain", DrainAsync).ConfigureAwait(false);
            await PartAsync("dispatch", DispatchAsync).ConfigureAwait(false);
            if (peers is not null)
            {
                await peers.RunAsync(isFirst: repetition == 0).ConfigureAwait(false);
            }

            await PartAsync("busy", BusyAsync).ConfigureAwait(false);
            await PartAsync("latency", LatencyAsync).ConfigureAwait(false);
            await PartAsync("notify", new NotifyCost(_server, _settings, _measurements).RunAsync).ConfigureAwait(false);
        }

        await PartAsync("backlog", BacklogAsync).ConfigureAwait(false);
    }

    private Task PartAsync(string part, Func<Task> run) => _options.Wants(part) ? run() : Task.CompletedTask;

    private async Task EnqueueAsync()
    {
        _measurements.AddRate(Single, await _floors.InsertAsync(_settings.Single, 1, 1).ConfigureAwait(false));
        _measurements.AddRate(Concurrent, await _floors.InsertAsync(_settings.Concurrent, 8, 1).ConfigureAwait(false));
        _measurements.AddRate(Batched, await _floors.InsertAsync(_settings.Bulk, 1, 100).ConfigureAwait(false));
        await _figures.EnqueueAsync().ConfigureAwait(false);
        await QueueUnderTest.RunAsync(
            async () => await PostgresDatabase.MakeAsync(_server, new PostgresStorageOptions { MaximumGroup = 1 }).ConfigureAwait(false),
            async queue => _measurements.AddRate(Ungrouped, await queue.EnqueueAsync(_settings.Single, Callers, 1).ConfigureAwait(false)))
            .ConfigureAwait(false);

        PostgresDatabase? database = null;
        await QueueUnderTest.RunAsync(
            async () => database = await PostgresDatabase.MakeAsync(_server).ConfigureAwait(false),
            async queue => _measurements.AddRate(
                OwnTransaction, await OwnTransactions.EnqueueAsync(database!, queue, _settings.Single, Callers).ConfigureAwait(false)))
            .ConfigureAwait(false);
    }

    private async Task DrainAsync()
    {
        _measurements.AddRate(ClaimsOneByOne, await _floors.WorkAsync(_settings.Bulk / 10, 8, 1).ConfigureAwait(false));
        _measurements.AddRate(ClaimsOfOne, await _floors.WorkAsync(_settings.Drained, 1, ClaimsAtATime).ConfigureAwait(false));
        _measurements.AddRate(Claims, await _floors.WorkAsync(_settings.Drained, 8, ClaimsAtATime).ConfigureAwait(false));
        await _figures.DrainKeyedAsync().ConfigureAwait(false);
        await _figures.DrainKeyedAsync(workers: 2).ConfigureAwait(false);
        await _figures.DrainKeyedAsync(workers: 4).ConfigureAwait(false);
        await _figures.DrainKeyedAsync(workers: 4, mostPerCall: ClaimsAtATime).ConfigureAwait(false);
        await _figures.DrainAtAsync(_settings.Backlogs[0], 1).ConfigureAwait(false);
    }

    private async Task DispatchAsync()
    {
        var dispatched = new Dispatched(_server, _settings, _measurements);
        await dispatched.DrainAsync(Callers).ConfigureAwait(false);
        await dispatched.DrainAsync(QueueUnderTest.MaximumClaims).ConfigureAwait(false);
        await dispatched.HotLoadedAsync().ConfigureAwait(false);
        await dispatched.HotFedAsync().ConfigureAwait(false);
        await dispatched.HandlersAsync().ConfigureAwait(false);
    }

    private async Task BusyAsync()
    {
        await _busy.WaitingCommentsAsync().ConfigureAwait(false);
        await _busy.ArrivalsAsync(oneLane: false).ConfigureAwait(false);
        await _busy.ArrivalsAsync(oneLane: true).ConfigureAwait(false);
    }

    private async Task BacklogAsync()
    {
        foreach (var backlog in _settings.Backlogs.Skip(1))
        {
            MachineLoad.Print($"at {backlog:N0} queued");
            await _figures.DrainAtAsync(_settings.Backlogs[0], 1).ConfigureAwait(false);
            await _figures.DrainAtAsync(backlog, _settings.Repetitions).ConfigureAwait(false);
        }
    }

    private async Task LatencyAsync()
    {
        var latency = new StartLatency(_server, _settings, _measurements);
        foreach (var perSecond in (int[])[50, 200])
        {
            await latency.RunAsync(perSecond, elsewhere: false).ConfigureAwait(false);
            await latency.RunAsync(perSecond, elsewhere: true).ConfigureAwait(false);
        }
    }

    private async Task<IQueueDatabase> MakeAsync() => await PostgresDatabase.MakeAsync(_server).ConfigureAwait(false);
}
