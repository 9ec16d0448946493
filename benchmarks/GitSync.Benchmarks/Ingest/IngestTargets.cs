namespace GitSync.Benchmarks;

/// <summary>What a run is held to. What was not measured on a store makes no row.</summary>
internal static class IngestTargets
{
    private const string Ingest = "webhook ingest, 25 KB";

    public static void AddTo(Comparison rows)
    {
        AddIngest(rows, IngestSystem.WholeBody, Bound.AtLeast(0.9));
        AddIngest(rows, IngestSystem.CommitEach, Bound.AtLeast(2));
        AddIngest(rows, IngestSystem.Grouped, null);
        AddIngest(rows, IngestSystem.NothingStored, null);
        AddIngest(rows, IngestSystem.Peer, null);

        var ack = IngestRound.Ack(IngestSystem.GitSync, 99);
        rows.Add($"ack p99 at {IngestSettings.PerSecond}/s", ack, Bound.AtMost(50));
        rows.Add($"ack p99 at {IngestSettings.PerSecond}/s", ack, IngestSystem.Peer, IngestRound.Ack(IngestSystem.Peer, 99));
        rows.Add("peak memory under ingest", IngestRound.Memory(IngestSystem.GitSync), Bound.AtMost(150));
        rows.Add("peak memory under ingest", IngestRound.Memory(IngestSystem.GitSync), IngestSystem.Peer, IngestRound.Memory(IngestSystem.Peer));
    }

    private static void AddIngest(Comparison rows, string other, Bound? target) =>
        rows.Add(Ingest, IngestRound.Requests(IngestSystem.GitSync), other, IngestRound.Requests(other), target);
}
