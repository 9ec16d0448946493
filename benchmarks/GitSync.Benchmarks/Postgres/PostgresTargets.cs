namespace GitSync.Benchmarks;

/// <summary>What a run on PostgreSQL is held to: ratios of one run, and a few absolute figures. A partial run has a part of them.</summary>
internal sealed class PostgresTargets
{
    private const int LargestBacklog = 5_000_000;
    private static readonly string[] Keyed = [.. new[] { 1, 2, 4 }.Select(workers => QueueFigures.KeyedBy(workers))];

    private readonly Measurements _measurements;
    private readonly List<Target> _targets = [];

    private PostgresTargets(Measurements measurements) => _measurements = measurements;

    public static IReadOnlyList<Target> Of(Measurements measurements, QueueSettings settings, BusyLane busy)
    {
        var targets = new PostgresTargets(measurements);
        targets.OfEnqueue();
        targets.OfDrain();
        targets.OfBusyLane(busy);
        targets.OfHosts();
        targets.OfBacklogs(settings);
        return targets._targets;
    }

    private void OfEnqueue()
    {
        AtLeast("1 caller: 0.4 x raw inserts on 1 connection", QueueFigures.OneCaller, PostgresSuite.Single, 0.4);
        AtLeast("16 callers: 6 x ungrouped (`MaximumGroup = 1`)", QueueFigures.ManyCallers, PostgresSuite.Ungrouped, 6);
        AtLeast("16 callers: 1.5 x raw inserts on 8 connections", QueueFigures.ManyCallers, PostgresSuite.Concurrent, 1.5);
        AtLeast("16 callers: 8,000/s", QueueFigures.ManyCallers, 8_000);
    }

    private void OfDrain()
    {
        if (_measurements.Has(Keyed))
        {
            var best = Keyed.MaxBy(_measurements.Median)!;
            AtLeast("keyed drain: 0.5 x unkeyed SKIP LOCKED, 50 at a time", best, PostgresSuite.Claims, 0.5);
            AtLeast("keyed drain: 10,000/s", best, 10_000);
            AtLeast("2 workers: 0.95 x one", Keyed[1], Keyed[0], 0.95);
            AtLeast("4 workers: 0.95 x one", Keyed[2], Keyed[0], 0.95);
        }
    }

    private void OfBusyLane(BusyLane busy)
    {
        AtMost("others beside waiting comments: slower by 1.2 x", BusyLane.Quiet, busy.WithComments, 1.2);
        AtMost("others while one lane is busy: slower by 1.2 x than alone", BusyLane.Quiet, busy.OneLane, 1.2);
        AtMost("others while one lane is busy: slower by 1.2 x than with the same events over many", busy.ManyLanes, busy.OneLane, 1.2);
    }

    private void OfHosts()
    {
        AtMost("enqueue to start at 200/s, p99: 30 ms", StartLatency.Name(200, false, 99), 30);
        AtMost("enqueue to start at 200/s in another host, p99: 30 ms", StartLatency.Name(200, true, 99), 30);
        if (_measurements.Has(NotifyCost.Name(true), NotifyCost.Name(false)))
        {
            _targets.Add(Target.AtMost("NOTIFY at 32 callers: 5 %", NotifyCost.Percent(_measurements), 5, "%"));
        }
    }

    private void OfBacklogs(QueueSettings settings)
    {
        var smallest = settings.Backlogs[0];
        foreach (var backlog in settings.Backlogs.Skip(1))
        {
            var bound = backlog < LargestBacklog ? 1.25 : 1.5;
            AtMost(
                $"an operation at {backlog:N0} queued: {bound} x its cost at {smallest:N0}",
                QueueFigures.DrainAt(smallest),
                QueueFigures.DrainAt(backlog),
                bound);
        }
    }

    private void AtLeast(string sentence, string figure, string floor, double bound)
    {
        if (_measurements.Has(figure, floor))
        {
            _targets.Add(Target.AtLeast(sentence, _measurements.Median(figure) / _measurements.Median(floor), bound));
        }
    }

    private void AtLeast(string sentence, string figure, double bound)
    {
        if (_measurements.Has(figure))
        {
            _targets.Add(Target.AtLeast(sentence, _measurements.Median(figure), bound, _measurements.All[figure].Unit));
        }
    }

    private void AtMost(string sentence, string figure, string slowed, double bound)
    {
        if (_measurements.Has(figure, slowed))
        {
            _targets.Add(Target.AtMost(sentence, _measurements.Median(figure) / _measurements.Median(slowed), bound));
        }
    }

    private void AtMost(string sentence, string figure, double bound)
    {
        if (_measurements.Has(figure))
        {
            _targets.Add(Target.AtMost(sentence, _measurements.Median(figure), bound, _measurements.All[figure].Unit));
        }
    }
}
