namespace GitSync.Core.Tests;

/// <summary>
/// What is asked again before an operation is processed: whether the resource is gone by now, whether the base is later than the operation, and
/// whether the record is. Every rule at its boundaries; null means that the operation goes ahead.
/// </summary>
public sealed class DecisionAtStartTests
{
    private const RecordConflictPolicy PerField = RecordConflictPolicy.PerField;
    private const RecordConflictPolicy WholeRecord = RecordConflictPolicy.WholeRecord;

    private static readonly TaskSyncOperation Inbound = Some.Inbound(10, second: 5);

    private static readonly LaneState Gone = Some.Lane() with { Tombstone = new Tombstone(Some.Id(9), SyncSide.App, Some.Noon) };

    private static readonly LaneState WithNewerRecord = Some.Lane() with { RecordWatermark = new RecordWatermark(Some.Noon.AddSeconds(6), Some.Id(2)) };

    [Fact]
    public void NothingKnown_GoesAhead() =>
        ConflictRules.DecideAtStart(Inbound, Some.Lane(), agreed: null, recordModifiedAt: null, WholeRecord).Should().BeNull();

    [Fact]
    public void MissingOperation_IsRefused() => FluentActions
        .Invoking(() => ConflictRules.DecideAtStart(null!, Some.Lane(), null, null, PerField))
        .Should().Throw<ArgumentNullException>().WithParameterName("operation");

    [Theory]
    [InlineData(SyncAction.Edited)]
    [InlineData(SyncAction.Deleted)]
    public void MissingLane_IsRefused_WhateverTheOperation(SyncAction action) => FluentActions
        .Invoking(() => ConflictRules.DecideAtStart(Inbound with { Action = action }, null!, null, null, PerField))
        .Should().Throw<ArgumentNullException>().WithParameterName("lane");

    [Theory]
    [InlineData(SyncAction.Deleted, SyncDirection.Inbound)]
    [InlineData(SyncAction.Deleted, SyncDirection.Outbound)]
    [InlineData(SyncAction.Transferred, SyncDirection.Inbound)]
    public void Deletion_GoesAhead_WhateverIsKnown(SyncAction action, SyncDirection direction)
    {
        var deletion = Inbound with { Action = action, Direction = direction };
        var lane = WithNewerRecord with { Tombstone = Gone.Tombstone, ParentTombstone = Some.Id(8) };

        ConflictRules.DecideAtStart(deletion, lane, Base(second: 7), Some.Noon.AddSeconds(7), WholeRecord).Should().BeNull();
    }

    [Theory]
    [InlineData(9, null, 9)]
    [InlineData(null, 8, 8)]
    [InlineData(9, 8, 9)]
    public void GoneResource_DropsTheOperation_AndNamesItsOwnDeletionFirst(int? own, int? parents, int named)
    {
        var lane = Some.Lane() with
        {
            Tombstone = own is { } id ? new Tombstone(Some.Id(id), SyncSide.App, Some.Noon) : null,
            ParentTombstone = parents is { } parent ? Some.Id(parent) : null,
        };
        var expected = new RuleDecision(SyncRule.Gone, OperationState.Dropped, Some.Id(named));

        ConflictRules.DecideAtStart(Inbound, lane, null, null, PerField).Should().Be(expected);
        ConflictRules.DecideAtStart(Some.Outbound(10), lane, null, null, PerField).Should().Be(expected);
    }

    [Fact]
    public void GoneResource_CountsBeforeALaterBase() =>
        ConflictRules.DecideAtStart(Inbound, Gone, Base(second: 7), null, PerField)!.Value.Rule.Should().Be(SyncRule.Gone);

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void LaterBase_DropsTheOperation_ButOneOfTheSameSecondDoesNot(int second, bool isOutdated)
    {
        var decision = ConflictRules.DecideAtStart(Inbound, Some.Lane(), Base(second), null, PerField);

        RuleDecision? expected = isOutdated
            ? new RuleDecision(
                SyncRule.Outdated, OperationState.Dropped, Some.Id(3), Here: Some.Noon.AddSeconds(5), There: Some.Noon.AddSeconds(second))
            : null;
        decision.Should().Be(expected);
    }

    [Theory]
    [InlineData(RemoteKind.Issue, RemoteKind.Issue, true)]
    [InlineData(RemoteKind.PullRequest, RemoteKind.PullRequest, true)]
    [InlineData(RemoteKind.Issue, RemoteKind.PullRequest, false)]
    [InlineData(RemoteKind.PullRequest, RemoteKind.Issue, false)]
    public void LaterBase_CountsOnlyForItsOwnKind(RemoteKind kind, RemoteKind kindOfBase, bool isOutdated)
    {
        var decision = ConflictRules.DecideAtStart(Inbound with { RemoteKind = kind }, Some.Lane(), Base(second: 7, kindOfBase), null, PerField);

        (decision?.Rule == SyncRule.Outdated).Should().Be(isOutdated);
    }

    [Theory]
    [InlineData(SyncDirection.Outbound, 5)]
    [InlineData(SyncDirection.Outbound, null)]
    [InlineData(SyncDirection.Inbound, null)]
    public void OutboundOrTimelessOperation_IsComparedWithNothing(SyncDirection direction, int? second)
    {
        var operation = Inbound with { Direction = direction, GitHubUpdatedAt = second is { } at ? Some.At(at) : null };

        ConflictRules.DecideAtStart(operation, WithNewerRecord, Base(second: 7), Some.Noon.AddSeconds(7), WholeRecord).Should().BeNull();
    }

    [Fact]
    public void LaterRecord_DropsTheOperation_WhenTheWholeRecordCounts()
    {
        var decision = ConflictRules.DecideAtStart(Inbound, WithNewerRecord, Base(second: 4), Some.Noon.AddSeconds(7), WholeRecord);

        decision.Should().Be(new RuleDecision(
            SyncRule.RecordNewer, OperationState.Dropped, Some.Id(2), Here: Some.Noon.AddSeconds(5), There: Some.Noon.AddSeconds(7)));
    }

    [Theory]
    [InlineData(WholeRecord, 6.0, 6.0, true)]
    [InlineData(WholeRecord, 6.0, 7.5, true)]
    [InlineData(WholeRecord, 7.5, 6.0, true)]
    [InlineData(PerField, 6.0, 6.0, false)]
    [InlineData(WholeRecord, 5.9, 6.0, false)]
    [InlineData(WholeRecord, 6.0, 5.9, false)]
    [InlineData(WholeRecord, 5.0, 6.0, false)]
    [InlineData(WholeRecord, 6.0, 5.0, false)]
    [InlineData(WholeRecord, 4.0, 6.0, false)]
    [InlineData(WholeRecord, 6.0, 4.0, false)]
    [InlineData(WholeRecord, null, 6.0, false)]
    [InlineData(WholeRecord, 6.0, null, false)]
    [InlineData(WholeRecord, null, null, false)]
    public void LaterRecord_CountsInWholeSeconds_AndOnlyWhenTheLaneKnowsItsChange(
        RecordConflictPolicy policy, double? laneKnows, double? recordSays, bool isDropped)
    {
        var lane = Some.Lane() with
        {
            RecordWatermark = laneKnows is { } known ? new RecordWatermark(Some.Noon.AddSeconds(known), Some.Id(2)) : null,
        };
        DateTimeOffset? modifiedAt = recordSays is { } said ? Some.Noon.AddSeconds(said) : null;

        var decision = ConflictRules.DecideAtStart(Inbound, lane, agreed: null, modifiedAt, policy);

        (decision?.Rule).Should().Be(isDropped ? SyncRule.RecordNewer : null);
    }

    [Fact]
    public void LaterBase_CountsBeforeALaterRecord() => ConflictRules
        .DecideAtStart(Inbound, WithNewerRecord, Base(second: 7), Some.Noon.AddSeconds(7), WholeRecord)!.Value.Rule.Should().Be(SyncRule.Outdated);

    private static LaneBase Base(int second, RemoteKind kind = RemoteKind.Issue) => new(
        new TaskContent { Title = "Title" }, kind, Some.At(second), Some.ContentB, new RemoteFacts(false, false, false, false, null), Some.Id(3));
}
