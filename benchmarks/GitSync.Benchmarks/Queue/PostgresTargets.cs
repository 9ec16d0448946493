namespace GitSync.Benchmarks;

/// <summary>What a run on PostgreSQL is held to: ratios of one run, and a few absolute figures.</summary>
internal static class PostgresTargets
{
    private static readonly string[] Keyed = [.. new[] { 1, 2, 4 }.Select(workers => QueueFigures.KeyedBy(workers))];

    public static void AddTo(Comparison rows, QueueSettings settings, BusyLane busy)
    {
        AddEnqueue(rows);
        AddDrain(rows);
        AddDispatch(rows);
        AddPeers(rows);
        AddBusyLane(rows, busy);
        AddHosts(rows);
        AddBacklogs(rows, settings);
    }

    private static void AddEnqueue(Comparison rows)
    {
        rows.Add("enqueue, 1 caller", QueueFigures.OneCaller, "raw insert, 1 connection", PostgresQueue.Single, Bound.AtLeast(0.4));
        rows.Add("enqueue, 16 callers", QueueFigures.ManyCallers, "raw insert, 8 connections", PostgresQueue.Concurrent, Bound.AtLeast(1.5));
        rows.Add("enqueue, 16 callers", QueueFigures.ManyCallers, "a commit per caller, one after the other", PostgresQueue.Ungrouped, Bound.AtLeast(6));
        rows.Add("enqueue, 16 callers", QueueFigures.ManyCallers, "each in the application's transaction", PostgresQueue.OwnTransaction);
        rows.Add("enqueue, 1,000 at a time", QueueFigures.Bulk, "raw insert, 100 per commit", PostgresQueue.Batched);
    }

    private static void AddDrain(Comparison rows)
    {
        if (!rows.Figures.Has(Keyed))
        {
            return;
        }

        var best = Keyed.MaxBy(rows.Figures.Median)!;
        rows.Add("keyed drain", best, "unkeyed SKIP LOCKED, 50 at a time, 8 connections", PostgresQueue.Claims, Bound.AtLeast(0.5));
        rows.Add("keyed drain", best, "unkeyed SKIP LOCKED, 50 at a time, 1 connection", PostgresQueue.ClaimsOfOne);
        rows.Add("keyed drain, two hosts", Keyed[1], "one host", Keyed[0], Bound.AtLeast(0.95));
        rows.Add("keyed drain, four hosts", Keyed[2], "one host", Keyed[0], Bound.AtLeast(0.95));
    }

    private static void AddDispatch(Comparison rows)
    {
        rows.Add("keyed drain, dispatcher, 256 at a time", Dispatched.DrainOf(QueueUnderTest.MaximumClaims), "without the dispatcher", Keyed[0]);
        rows.Add("keyed drain, dispatcher, 16 at a time", Dispatched.DrainOf(PostgresQueue.Callers), "without the dispatcher", Keyed[0]);
        rows.Add(Dispatched.Handlers, Dispatched.Handlers, Bound.AtLeast(0.6 * Dispatched.Ideal));
        rows.Add("hot lane, each event by itself", Dispatched.HotFed, "Wolverine, drained", PeerRuns.Hot(Peer.Wolverine));
    }

    private static void AddPeers(Comparison rows)
    {
        // Each of the others runs with as many workers as it has use for, and so does GitSync.
        var best = rows.Figures.Has(Keyed) ? Keyed.MaxBy(rows.Figures.Median)! : Keyed[0];
        foreach (var peer in Peer.All)
        {
            var (isWolverine, isGraphile) = (peer == Peer.Wolverine, peer == Peer.Graphile);
            rows.Add("enqueue, 16 callers", QueueFigures.ManyCallers, peer.Name, PeerRuns.Enqueue(peer), isWolverine ? Bound.AtLeast(2.5) : null);
            rows.Add("enqueue, 1,000 at a time", QueueFigures.Bulk, peer.Name, PeerRuns.Bulk(peer), peer == Peer.GraphileBatched ? Bound.AtLeast(0.7) : null);
            rows.Add("keyed drain", best, peer.Name, PeerRuns.Drain(peer), isWolverine ? Bound.AtLeast(4) : isGraphile ? Bound.AtLeast(50) : null);
            rows.Add("hot lane, loaded and drained", Dispatched.HotLoaded, peer.Name, PeerRuns.HotLoaded(peer), isWolverine ? Bound.AtLeast(1.3) : null);
            rows.Add(Dispatched.Handlers, Dispatched.Handlers, peer.Name, PeerRuns.Handlers(peer));
            var most = isWolverine ? Bound.AtMost(2) : null;
            rows.Add("enqueue to start at 50/s, p50", StartLatency.Name(50, false, 50), peer.Name, PeerRuns.Start(peer, 50), most);
            rows.Add("enqueue to start at 50/s, p99", StartLatency.Name(50, false, 99), peer.Name, PeerRuns.Start(peer, 99), most);
        }
    }

    private static void AddBusyLane(Comparison rows, BusyLane busy)
    {
        var least = Bound.AtLeast(1 / 1.2);
        rows.Add("others beside waiting comments", busy.WithComments, "alone", BusyLane.Quiet, least);
        rows.Add("others while one lane is busy", busy.OneLane, "alone", BusyLane.Quiet, least);
        rows.Add("others while one lane is busy", busy.OneLane, "the same events over many lanes", busy.ManyLanes, least);
    }

    private static void AddHosts(Comparison rows)
    {
        foreach (var (perSecond, elsewhere) in new[] { (50, false), (50, true), (200, false), (200, true) })
        {
            var most = perSecond == 200 ? Bound.AtMost(30) : null;
            rows.Add(StartLatency.Name(perSecond, elsewhere, 50), StartLatency.Name(perSecond, elsewhere, 50));
            rows.Add(StartLatency.Name(perSecond, elsewhere, 99), StartLatency.Name(perSecond, elsewhere, 99), most);
        }

        rows.Add("enqueue, 32 callers, NOTIFY on", NotifyCost.Name(true), "NOTIFY off", NotifyCost.Name(false), Bound.AtLeast(0.95));
    }

    private static void AddBacklogs(Comparison rows, QueueSettings settings)
    {
        var smallest = QueueFigures.DrainAt(settings.Backlogs[0]);
        foreach (var backlog in settings.Backlogs.Skip(1).Select(QueueFigures.DrainAt))
        {
            rows.Add(backlog, backlog, smallest, smallest, Bound.AtLeast(0.8));
        }
    }
}
