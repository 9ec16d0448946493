namespace GitSync.Benchmarks;

/// <summary>What a run on PostgreSQL is held to. Ratios of one run; the few absolute ones say so.</summary>
internal static class PostgresTargets
{
    public static IReadOnlyList<Target> Of(Measurements measurements, QueueSettings settings, BusyLane busy)
    {
        var median = measurements.Median;
        var keyed = new[] { 1, 2, 4 }.Max(workers => median(QueueFigures.KeyedBy(workers)));
        var smallest = median(QueueFigures.DrainAt(settings.Backlogs[0]));
        var targets = new List<Target>
        {
            Target.AtLeast("1 caller: 0.4 x raw inserts on 1 connection", median(QueueFigures.OneCaller) / median(PostgresSuite.Single), 0.4),
            Target.AtLeast("16 callers: 6 x ungrouped (`MaximumGroup = 1`)", median(QueueFigures.ManyCallers) / median(PostgresSuite.Ungrouped), 6),
            Target.AtLeast("16 callers: 1.5 x raw inserts on 8 connections", median(QueueFigures.ManyCallers) / median(PostgresSuite.Concurrent), 1.5),
            Target.AtLeast("16 callers: 8,000/s", median(QueueFigures.ManyCallers), 8_000, "/s"),
            Target.AtLeast("keyed drain: 0.5 x unkeyed SKIP LOCKED, 50 at a time", keyed / median(PostgresSuite.Claims), 0.5),
            Target.AtLeast("keyed drain: 10,000/s", keyed, 10_000, "/s"),
            Target.AtLeast("2 workers: 0.95 x one", median(QueueFigures.KeyedBy(2)) / median(QueueFigures.KeyedBy(1)), 0.95),
            Target.AtLeast("4 workers: 0.95 x one", median(QueueFigures.KeyedBy(4)) / median(QueueFigures.KeyedBy(1)), 0.95),
            Target.AtMost("others beside waiting comments: slower by 1.2 x", median(BusyLane.Quiet) / median(busy.WithComments), 1.2),
            Target.AtMost("others while one lane is busy: slower by 1.2 x than the same events over many", median(busy.ManyLanes) / median(busy.OneLane), 1.2),
            Target.AtMost("enqueue to start at 200/s, p99: 30 ms", median(StartLatency.Name(200, false, 99)), 30, "ms"),
            Target.AtMost("the same in another host", median(StartLatency.Name(200, true, 99)), 30, "ms"),
            Target.AtMost("NOTIFY at 32 callers: 5 %", NotifyCost.Percent(measurements), 5, "%"),
        };
        targets.AddRange(settings.Backlogs.Skip(1).Select(backlog =>
            Target.AtMost($"an operation at {backlog:N0} queued: 1.25 x its cost at {settings.Backlogs[0]:N0} (1.5 x at 5,000,000)",
                smallest / median(QueueFigures.DrainAt(backlog)),
                backlog < 5_000_000 ? 1.25 : 1.5)));
        return targets;
    }
}
