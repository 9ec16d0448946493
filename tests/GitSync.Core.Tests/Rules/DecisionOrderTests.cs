namespace GitSync.Core.Tests;

/// <summary>
/// What the decision table cannot show about arriving operations: which of two reasons is named, what happens without a lane, and what an operation
/// that is queued covers, value by value.
/// </summary>
public sealed class DecisionOrderTests
{
    private static readonly Tombstone Own = new(Some.Id(9), SyncSide.GitHub, Some.Noon);

    [Fact]
    public void MissingLane_IsRefused_EvenForAnOperationThatMayNotTakePart()
    {
        var refused = Arrival(SyncDirection.Inbound) with { Admission = Admission.Refused(SyncRule.SyncOff, "Sync is off.") };

        FluentActions.Invoking(() => ConflictRules.Decide(refused, null!, RecordConflictPolicy.PerField))
            .Should().Throw<ArgumentNullException>().WithParameterName("lane");
    }

    [Theory]
    [InlineData(SyncDirection.Inbound, true, false, 9)]
    [InlineData(SyncDirection.Inbound, false, true, 8)]
    [InlineData(SyncDirection.Inbound, true, true, 9)]
    [InlineData(SyncDirection.Outbound, true, true, 9)]
    public void GoneResource_NamesItsOwnDeletionBeforeItsTasks(SyncDirection direction, bool isDeleted, bool parentIsDeleted, int named)
    {
        var lane = Some.Lane(ResourceKind.Comment) with
        {
            ParentId = 5,
            Tombstone = isDeleted ? Own : null,
            ParentTombstone = parentIsDeleted ? Some.Id(8) : null,
        };
        var arrival = Arrival(direction);

        ConflictRules.Decide(arrival, lane, RecordConflictPolicy.PerField).Should().Be(new RuleDecision(
            SyncRule.Gone, OperationState.Dropped, Some.Id(named), Here: direction == SyncDirection.Inbound ? Some.Noon.AddSeconds(5) : null));
    }

    [Fact]
    public void DeletionOfAComment_GoesThrough_WhenOnlyItsTaskIsGone()
    {
        var lane = Some.Lane(ResourceKind.Comment) with { ParentId = 5, ParentTombstone = Some.Id(8) };
        var arrival = Arrival(SyncDirection.Outbound) with { Action = SyncAction.Deleted };

        ConflictRules.Decide(arrival, lane, RecordConflictPolicy.PerField).Should().Be(
            new RuleDecision(SyncRule.Accepted, OperationState.Queued, Fetch: true));
    }

    [Theory]
    [InlineData(SyncDirection.Inbound, RecordConflictPolicy.PerField, false, false, false, false)]
    [InlineData(SyncDirection.Inbound, RecordConflictPolicy.PerField, true, false, true, false)]
    [InlineData(SyncDirection.Inbound, RecordConflictPolicy.PerField, false, true, false, false)]
    [InlineData(SyncDirection.Inbound, RecordConflictPolicy.PerField, true, true, true, false)]
    [InlineData(SyncDirection.Inbound, RecordConflictPolicy.WholeRecord, true, false, true, false)]
    [InlineData(SyncDirection.Inbound, RecordConflictPolicy.WholeRecord, false, true, false, true)]
    [InlineData(SyncDirection.Inbound, RecordConflictPolicy.WholeRecord, true, true, true, true)]
    [InlineData(SyncDirection.Outbound, RecordConflictPolicy.PerField, false, false, false, false)]
    [InlineData(SyncDirection.Outbound, RecordConflictPolicy.PerField, true, false, false, false)]
    [InlineData(SyncDirection.Outbound, RecordConflictPolicy.PerField, false, true, false, true)]
    [InlineData(SyncDirection.Outbound, RecordConflictPolicy.PerField, true, true, false, true)]
    [InlineData(SyncDirection.Outbound, RecordConflictPolicy.WholeRecord, true, false, true, false)]
    [InlineData(SyncDirection.Outbound, RecordConflictPolicy.WholeRecord, false, true, false, true)]
    [InlineData(SyncDirection.Outbound, RecordConflictPolicy.WholeRecord, true, true, true, true)]
    public void AcceptedOperation_CoversWhatIsQueuedOfItsDirection_OrOfBothWhenTheWholeRecordCounts(
        SyncDirection direction, RecordConflictPolicy policy, bool inboundIsQueued, bool outboundIsQueued, bool coversInbound, bool coversOutbound)
    {
        var lane = Some.Lane() with
        {
            QueuedInbound = inboundIsQueued ? Some.Pending(1, SyncDirection.Inbound, 3, Some.ContentB) : null,
            QueuedOutbound = outboundIsQueued ? Some.Pending(2, SyncDirection.Outbound) : null,
        };

        ConflictRules.Decide(Arrival(direction), lane, policy).Should().Be(new RuleDecision(
            coversInbound || coversOutbound ? SyncRule.Supersedes : SyncRule.Accepted,
            OperationState.Queued,
            Fetch: direction == SyncDirection.Outbound,
            CancelInbound: coversInbound ? Some.Id(1) : null,
            CancelOutbound: coversOutbound ? Some.Id(2) : null));
    }

    private static Arrival Arrival(SyncDirection direction) => direction == SyncDirection.Inbound
        ? new Arrival(Some.Id(10), direction, SyncAction.Edited, RemoteKind.Issue, Some.At(5), Some.ContentA, Admission.Granted)
        : new Arrival(Some.Id(10), direction, SyncAction.Edited, RemoteKind.Issue, null, null, Admission.Granted);
}
