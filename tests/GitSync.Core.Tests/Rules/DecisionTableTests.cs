using System.Text;
using GitSync.Tests;

namespace GitSync.Core.Tests;

/// <summary>The decision table: every arrival × every state of the lane, as a snapshot that reads as documentation.</summary>
public sealed class DecisionTableTests
{
    private static readonly (string Name, Arrival Arrival)[] Arrivals =
    [
        ("inbound edit of 12:00:05, content A", Arrival(SyncDirection.Inbound, SyncAction.Edited, second: 5, hash: Some.ContentA)),
        ("inbound pull request edit of 12:00:05, content A",
            Arrival(SyncDirection.Inbound, SyncAction.Edited, RemoteKind.PullRequest, 5, Some.ContentA)),
        ("inbound event without a whole state, 12:00:05", Arrival(SyncDirection.Inbound, SyncAction.Edited, second: 5)),
        ("inbound refresh", Arrival(SyncDirection.Inbound, SyncAction.Refreshed)),
        ("inbound deletion", Arrival(SyncDirection.Inbound, SyncAction.Deleted, second: 1, hash: Some.ContentA)),
        ("outbound edit", Arrival(SyncDirection.Outbound, SyncAction.Edited)),
        ("outbound deletion", Arrival(SyncDirection.Outbound, SyncAction.Deleted)),
        ("anything, not connected", Arrival(SyncDirection.Outbound, SyncAction.Edited) with
        {
            Admission = Admission.Refused(SyncRule.NotConnected, "project p is not connected to a repository."),
        }),
    ];

    private static readonly (string Name, LaneState Lane)[] Lanes =
    [
        ("idle, nothing known", Some.Lane()),
        ("idle, newest is 12:00:03", Some.Lane() with { Watermark = Some.Watermark(1, 3, Some.ContentB) }),
        ("idle, newest is 12:00:07", Some.Lane() with { Watermark = Some.Watermark(1, 7, Some.ContentB) }),
        ("idle, newest is 12:00:05 with content A", Some.Lane() with { Watermark = Some.Watermark(1, 5, Some.ContentA) }),
        ("idle, newest is 12:00:05 with content B", Some.Lane() with { Watermark = Some.Watermark(1, 5, Some.ContentB) }),
        ("inbound queued of 12:00:03", Some.Lane() with
        {
            Watermark = Some.Watermark(1, 3, Some.ContentB),
            QueuedInbound = Some.Pending(1, SyncDirection.Inbound, 3, Some.ContentB),
        }),
        ("inbound queued of 12:00:05 with content B", Some.Lane() with
        {
            Watermark = Some.Watermark(1, 5, Some.ContentB),
            QueuedInbound = Some.Pending(1, SyncDirection.Inbound, 5, Some.ContentB),
        }),
        ("inbound running of 12:00:05 with content B", Some.Lane() with
        {
            Watermark = Some.Watermark(1, 5, Some.ContentB),
            Running = Some.Pending(1, SyncDirection.Inbound, 5, Some.ContentB),
        }),
        ("outbound queued", Some.Lane() with
        {
            QueuedOutbound = Some.Pending(2, SyncDirection.Outbound),
            RecordWatermark = new RecordWatermark(Some.Noon.AddSeconds(4), Some.Id(2)),
        }),
        ("record modified at 12:00:05.9", Some.Lane() with
        {
            RecordWatermark = new RecordWatermark(Some.Noon.AddSeconds(5.9), Some.Id(2)),
        }),
        ("record modified at 12:00:06", Some.Lane() with { RecordWatermark = new RecordWatermark(Some.Noon.AddSeconds(6), Some.Id(2)) }),
        ("both queued", Some.Lane() with
        {
            Watermark = Some.Watermark(1, 3, Some.ContentB),
            QueuedInbound = Some.Pending(1, SyncDirection.Inbound, 3, Some.ContentB),
            QueuedOutbound = Some.Pending(2, SyncDirection.Outbound),
        }),
        ("deleted by operation 9", Some.Lane() with { Tombstone = new Tombstone(Some.Id(9), SyncSide.GitHub, Some.Noon) }),
        ("comment whose task was deleted by operation 9", Some.Lane(ResourceKind.Comment) with { ParentId = 5, ParentTombstone = Some.Id(9) }),
    ];

    [Fact]
    public void EveryArrivalOnEveryLane_IsDecidedAsWritten()
    {
        var table = new StringBuilder("# The decision table\n\nThe arriving operation is operation 10. First rule that fires.\n");
        foreach (var policy in Enum.GetValues<RecordConflictPolicy>())
        {
            foreach (var (arrivalName, arrival) in Arrivals)
            {
                table.Append($"\n## {arrivalName} ({policy})\n\n| lane | state | rule | reads GitHub | cancels | sentence |\n|---|---|---|---|---|---|\n");
                foreach (var (laneName, lane) in Lanes)
                {
                    var decision = ConflictRules.Decide(arrival, lane, policy);
                    table.Append($"| {laneName} | {decision.State.Name()} | {decision.Rule} | {Reads(decision)} | {Cancels(decision)} | {Sentence(decision, arrival)} |\n");
                }
            }
        }

        Snapshots.Match(table.ToString(), "DecisionTable");
    }

    [Fact]
    public void CommonCases_AllocateNothing()
    {
        var lane = Lanes[5].Lane;
        var arrival = Arrivals[0].Arrival;
        ConflictRules.Decide(arrival, lane, RecordConflictPolicy.PerField);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++)
        {
            ConflictRules.Decide(arrival, lane, RecordConflictPolicy.PerField);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private static Arrival Arrival(
        SyncDirection direction, SyncAction action, RemoteKind kind = RemoteKind.Issue, int? second = null, ContentHash? hash = null) =>
        new(Some.Id(10), direction, action, kind, second is { } at ? Some.At(at) : null, hash, Admission.Granted);

    private static string Reads(RuleDecision decision) => (decision.Fetch, decision.FlagFetchOn) switch
    {
        (true, _) => "yes",
        (_, { } other) => "operation " + other.ToString("N")[..8].TrimStart('0'),
        _ => "no",
    };

    private static string Cancels(RuleDecision decision) => string.Join(" and ", new[] { decision.CancelInbound, decision.CancelOutbound }
        .Where(id => id is not null).Select(id => "operation " + id!.Value.ToString("N")[..8].TrimStart('0')));

    private static string Sentence(RuleDecision decision, Arrival arrival)
    {
        var sentence = RuleExplanation.Of(decision, arrival);
        for (var id = 1; id <= 10; id++)
        {
            sentence = sentence.Replace(Some.Id(id).ToString(), id.ToString());
        }

        return sentence.Replace("2026-03-01 ", "");
    }
}
