namespace GitSync.Core.Tests;

/// <summary>What a lane remembers of the operations it has queued: watermarks, tombstones, and when both forms of a pull request are known.</summary>
public sealed class LaneWatermarkTests
{
    private static readonly DateTimeOffset Now = Some.Noon.AddMinutes(10);

    [Theory]
    [InlineData(SyncDirection.Inbound, SyncAction.Deleted, SyncSide.GitHub)]
    [InlineData(SyncDirection.Inbound, SyncAction.Transferred, SyncSide.GitHub)]
    [InlineData(SyncDirection.Outbound, SyncAction.Deleted, SyncSide.App)]
    public void Deletion_CoversAllThatIsQueued_AndLeavesATombstone(SyncDirection direction, SyncAction action, SyncSide side)
    {
        var lane = BothForms() with { QueuedInbound = Some.Pending(8, SyncDirection.Inbound, 3), QueuedOutbound = Some.Pending(9, SyncDirection.Outbound) };

        var acceptance = Accept(lane, direction == SyncDirection.Inbound ? Some.Inbound(1, action: action) : Some.Outbound(1, action));

        acceptance.Cancel.Should().Equal(Some.Id(8), Some.Id(9));
        acceptance.InheritsFrom.Should().BeNull();
        acceptance.Lane.Tombstone.Should().Be(new Tombstone(Some.Id(1), side, Now));
        var pending = PendingOperation.Of(acceptance.Operation);
        acceptance.Lane.QueuedInbound.Should().Be(direction == SyncDirection.Inbound ? pending : null);
        acceptance.Lane.QueuedOutbound.Should().Be(direction == SyncDirection.Outbound ? pending : null);
        acceptance.Operation.Should().Match<SyncOperation>(each => each.Rule == SyncRule.Supersedes && each.Fetch && each.WaitingSince == Some.Noon);
    }

    [Theory]
    [InlineData(SyncAction.Created)]
    [InlineData(SyncAction.Edited)]
    [InlineData(SyncAction.Refreshed)]
    public void WhatDeletesNothing_LeavesNoTombstone(SyncAction action) => Accept(Some.Lane(), Some.Inbound(1, action: action)).Lane.Tombstone.Should().BeNull();

    [Fact]
    public void SecondDeletion_IsADuplicateOfTheFirst()
    {
        var lane = Some.Lane() with { Tombstone = new Tombstone(Some.Id(8), SyncSide.App, Some.Noon) };

        var acceptance = Accept(lane, Some.Inbound(1, action: SyncAction.Deleted));

        acceptance.Operation.Should().Match<SyncOperation>(each =>
            each.State == OperationState.Duplicate && each.DuplicateOf == Some.Id(8) && each.DroppedFor == null && each.EndedAt == Now);
        acceptance.Lane.Should().BeSameAs(lane);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NewsOfWhatIsGone_IsDroppedForTheDeletion(bool isTheTasks)
    {
        var lane = isTheTasks
            ? Some.Lane() with { ParentTombstone = Some.Id(8) }
            : Some.Lane() with { Tombstone = new Tombstone(Some.Id(8), SyncSide.App, Some.Noon), ParentTombstone = Some.Id(7) };

        var acceptance = Accept(lane, Some.Outbound(1));

        acceptance.Operation.Should().Match<SyncOperation>(each =>
            each.State == OperationState.Dropped && each.Rule == SyncRule.Gone && each.DroppedFor == Some.Id(8) && each.DuplicateOf == null);
        acceptance.Lane.Should().BeSameAs(lane);
    }

    /// <summary>A deletion passes whatever its time is, so it is the one that may be older than what is known.</summary>
    [Theory]
    [InlineData(null, 5, true)]
    [InlineData(4, 5, true)]
    [InlineData(5, 5, true)]
    [InlineData(6, 5, false)]
    [InlineData(6, null, false)]
    public void WatermarkOfGitHub_NeverGoesBack(int? known, int? second, bool moves)
    {
        foreach (var kind in Enum.GetValues<RemoteKind>())
        {
            Watermark? before = known is { } at ? Some.Watermark(7, at, Some.ContentA) : null;
            var lane = Some.Lane() with { RecordWatermark = new RecordWatermark(Some.Noon.AddDays(-1), Some.Id(6)) };
            lane = kind == RemoteKind.PullRequest ? lane with { PullRequestWatermark = before } : lane with { Watermark = before };

            var after = Accept(lane, Some.Inbound(1, action: SyncAction.Deleted) with
            {
                RemoteKind = kind,
                GitHubUpdatedAt = second is { } time ? Some.At(time) : null,
                ContentHash = Some.ContentB,
                RecordModifiedAt = Now,
            }).Lane;

            Watermark? expected = moves ? Some.Watermark(1, second!.Value, Some.ContentB) : before;
            after.Watermark.Should().Be(kind == RemoteKind.PullRequest ? null : expected);
            after.PullRequestWatermark.Should().Be(kind == RemoteKind.PullRequest ? expected : null);
            after.RecordWatermark.Should().Be(lane.RecordWatermark);
        }
    }

    [Theory]
    [InlineData(null, 5, true)]
    [InlineData(4, 5, true)]
    [InlineData(5, 5, true)]
    [InlineData(6, 5, false)]
    [InlineData(6, null, false)]
    [InlineData(null, null, false)]
    public void WatermarkOfTheRecord_NeverGoesBack(int? known, int? second, bool moves)
    {
        RecordWatermark? before = known is { } at ? new RecordWatermark(Some.Noon.AddSeconds(at), Some.Id(7)) : null;

        var after = Accept(Some.Lane() with { RecordWatermark = before }, Some.Outbound(1) with
        {
            RecordModifiedAt = second is { } time ? Some.Noon.AddSeconds(time) : null,
            GitHubUpdatedAt = Some.At(9),
        }).Lane;

        after.RecordWatermark.Should().Be(moves ? new RecordWatermark(Some.Noon.AddSeconds(second!.Value), Some.Id(1)) : before);
        after.Watermark.Should().BeNull();
        after.PullRequestWatermark.Should().BeNull();
        after.QueuedOutbound!.Id.Should().Be(Some.Id(1));
    }

    /// <summary>Only where the times of an issue and a pull request cannot be compared may the covered one carry what the new one lacks.</summary>
    [Theory]
    [InlineData(SyncDirection.Inbound, true, true, true)]
    [InlineData(SyncDirection.Inbound, true, false, false)]
    [InlineData(SyncDirection.Inbound, false, true, false)]
    [InlineData(SyncDirection.Inbound, false, false, false)]
    [InlineData(SyncDirection.Outbound, true, true, false)]
    public void NewsThatCoversAnother_InheritsFromIt_WhenBothFormsAreKnown(SyncDirection direction, bool asIssue, bool asPullRequest, bool inherits)
    {
        var both = BothForms();
        var lane = both with
        {
            Watermark = asIssue ? both.Watermark : null,
            PullRequestWatermark = asPullRequest ? both.PullRequestWatermark : null,
            QueuedInbound = Some.Pending(8, SyncDirection.Inbound, 3),
        };

        var acceptance = LaneTransitions.Accept(
            lane, direction == SyncDirection.Inbound ? Some.Inbound(1) : Some.Outbound(1), Admission.Granted, RecordConflictPolicy.WholeRecord, Now);

        acceptance.Cancel.Should().Equal(Some.Id(8));
        acceptance.FlagFetchOn.Should().BeNull();
        acceptance.InheritsFrom.Should().Be(inherits ? Some.Id(8) : null);
    }

    private static LaneState BothForms() => Some.Lane() with
    {
        Watermark = Some.Watermark(7, 3, Some.ContentA),
        PullRequestWatermark = Some.Watermark(6, 3, Some.ContentB),
    };

    private static Acceptance Accept(LaneState lane, SyncOperation operation) =>
        LaneTransitions.Accept(lane, operation, Admission.Granted, RecordConflictPolicy.PerField, Now);
}
