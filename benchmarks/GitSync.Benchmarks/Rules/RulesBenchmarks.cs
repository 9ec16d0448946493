using BenchmarkDotNet.Attributes;

namespace GitSync.Benchmarks;

/// <summary><see cref="ConflictRules.Decide"/> in the cases that make up nearly all traffic.</summary>
public class RulesBenchmarks
{
    private static readonly GitHubTime Earlier = new(1_740_000_000);
    private static readonly GitHubTime Now = new(1_740_000_060);
    private static readonly GitHubTime Later = new(1_740_000_120);
    private static readonly Guid Known = new("01954c3a-0000-7000-8000-000000000001");

    private static readonly LaneState Idle = new() { Kind = ResourceKind.Task, RepositoryId = 42, Id = 1 };

    private static readonly LaneState Busy = Idle with
    {
        Watermark = new Watermark(Earlier, Known, new ContentHash(1)),
        QueuedInbound = new PendingOperation(
            Known, SyncDirection.Inbound, SyncAction.Edited, RemoteKind.Issue, Earlier, new ContentHash(1), DateTimeOffset.UnixEpoch),
    };

    private static readonly LaneState Started = Idle with { Watermark = new Watermark(Earlier, Known, new ContentHash(1)) };
    private static readonly LaneState EditedHere = Started with { RecordWatermark = new RecordWatermark(Later.ToDateTimeOffset(), Known) };

    private static readonly Arrival Newer = Arrives(Now, 2);
    private static readonly Arrival Older = Arrives(new GitHubTime(Earlier.UnixSeconds - 5), 2);
    private static readonly Arrival Same = Arrives(Earlier, 1);
    private static readonly Arrival OtherContent = Arrives(Earlier, 2);
    private static readonly Arrival Outbound = Newer with { Direction = SyncDirection.Outbound, GitHubUpdatedAt = null, Hash = null };
    private static readonly Arrival Deletion = Newer with { Action = SyncAction.Deleted };

    /// <summary>The first operation of an idle lane.</summary>
    [Benchmark(Description = "Decide: accepted on an idle lane", Baseline = true)]
    public RuleDecision AcceptedOnAnIdleLane() => Decide(Newer, Idle);

    /// <summary>A newer state covers the queued one.</summary>
    [Benchmark(Description = "Decide: supersedes what is queued")]
    public RuleDecision Supersedes() => Decide(Newer, Busy);

    /// <summary>An older state arrives late.</summary>
    [Benchmark(Description = "Decide: outdated")]
    public RuleDecision Outdated() => Decide(Older, Busy);

    /// <summary>The same state arrives twice.</summary>
    [Benchmark(Description = "Decide: duplicate")]
    public RuleDecision Duplicate() => Decide(Same, Busy);

    /// <summary>Another state of the same second, of which one still waits.</summary>
    [Benchmark(Description = "Decide: same second, covered by what waits")]
    public RuleDecision SameSecondCovered() => Decide(OtherContent, Busy);

    /// <summary>Another state of the same second, of which one has started.</summary>
    [Benchmark(Description = "Decide: same second, fetch")]
    public RuleDecision SameSecondFetch() => Decide(OtherContent, Started);

    /// <summary>The record was edited later than what arrives.</summary>
    [Benchmark(Description = "Decide: record newer, merge")]
    public RuleDecision RecordNewer() => Decide(Newer, EditedHere);

    /// <summary>An edit made here.</summary>
    [Benchmark(Description = "Decide: outbound edit")]
    public RuleDecision OutboundEdit() => Decide(Outbound, Busy);

    /// <summary>A deletion cancels what waits.</summary>
    [Benchmark(Description = "Decide: deletion")]
    public RuleDecision Deleted() => Decide(Deletion, Busy);

    private static RuleDecision Decide(in Arrival arrival, LaneState lane) => ConflictRules.Decide(arrival, lane, RecordConflictPolicy.PerField);

    private static Arrival Arrives(GitHubTime time, UInt128 hash) => new(
        new Guid("01954c3a-0000-7000-8000-000000000002"),
        SyncDirection.Inbound,
        SyncAction.Edited,
        RemoteKind.Issue,
        time,
        new ContentHash(hash),
        Admission.Granted);
}
