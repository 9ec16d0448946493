using BenchmarkDotNet.Attributes;

namespace GitSync.Benchmarks;

/// <summary><see cref="ConflictRules.Decide"/> in the cases that make up nearly all traffic.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class RulesBenchmarks
{
    private static readonly GitHubTime Earlier = new(1_740_000_000);
    private static readonly GitHubTime Now = new(1_740_000_060);
    private static readonly Guid Known = new("01954c3a-0000-7000-8000-000000000001");

    private static readonly LaneState Idle = new() { Kind = ResourceKind.Task, RepositoryId = 42, Id = 1 };

    private static readonly LaneState Busy = Idle with
    {
        Watermark = new Watermark(Earlier, Known, new ContentHash(1)),
        QueuedInbound = new PendingOperation(
            Known, SyncDirection.Inbound, SyncAction.Edited, RemoteKind.Issue, Earlier, new ContentHash(1), DateTimeOffset.UnixEpoch),
    };

    private static readonly Arrival Newer = Arrives(Now, 2);
    private static readonly Arrival Older = Arrives(new GitHubTime(Earlier.UnixSeconds - 5), 2);
    private static readonly Arrival Same = Arrives(Earlier, 1);

    /// <summary>The first operation of an idle lane.</summary>
    [Benchmark(Baseline = true)]
    public RuleDecision AcceptedOnAnIdleLane() => ConflictRules.Decide(Newer, Idle, RecordConflictPolicy.PerField);

    /// <summary>A newer state covers the queued one.</summary>
    [Benchmark]
    public RuleDecision Supersedes() => ConflictRules.Decide(Newer, Busy, RecordConflictPolicy.PerField);

    /// <summary>An older state arrives late.</summary>
    [Benchmark]
    public RuleDecision Outdated() => ConflictRules.Decide(Older, Busy, RecordConflictPolicy.PerField);

    /// <summary>The same state arrives twice.</summary>
    [Benchmark]
    public RuleDecision Duplicate() => ConflictRules.Decide(Same, Busy, RecordConflictPolicy.PerField);

    private static Arrival Arrives(GitHubTime time, UInt128 hash) => new(
        new Guid("01954c3a-0000-7000-8000-000000000002"),
        SyncDirection.Inbound,
        SyncAction.Edited,
        RemoteKind.Issue,
        time,
        new ContentHash(hash),
        Admission.Granted);
}
