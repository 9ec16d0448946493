namespace GitSync.Core.Tests;

/// <summary>Two lanes become one: which of their queued operations stay, move over or end, and what stands in the way.</summary>
public sealed class LaneAbsorptionQueueTests
{
    /// <summary>Letters: a record (L), an object on GitHub (R) and a running operation (X); null for no lane at all.</summary>
    [Theory]
    [InlineData(null, null, null)]
    [InlineData("R", null, null)]
    [InlineData(null, "L", null)]
    [InlineData("R", "L", null)]
    [InlineData("", "", null)]
    [InlineData("LR", null, CommitOutcome.NameTaken)]
    [InlineData("LR", "L", CommitOutcome.NameTaken)]
    [InlineData(null, "LR", CommitOutcome.NameTaken)]
    [InlineData("R", "LR", CommitOutcome.NameTaken)]
    [InlineData("LRX", null, CommitOutcome.NameTaken)]
    [InlineData("RX", "LR", CommitOutcome.NameTaken)]
    [InlineData("LR", "LX", CommitOutcome.NameTaken)]
    [InlineData(null, "LRX", CommitOutcome.NameTaken)]
    [InlineData("RX", null, CommitOutcome.NameInUse)]
    [InlineData("RX", "L", CommitOutcome.NameInUse)]
    [InlineData(null, "LX", CommitOutcome.NameInUse)]
    [InlineData("R", "LX", CommitOutcome.NameInUse)]
    [InlineData("RX", "LX", CommitOutcome.NameInUse)]
    public void Obstacle_IsANameOfItsOwn_ThenWhateverRuns(string? byRemote, string? byLocal, CommitOutcome? obstacle) =>
        LaneAbsorption.Obstacle(LaneOf(byRemote), LaneOf(byLocal)).Should().Be(obstacle);

    /// <summary>Ids and seconds of one operation of each lane: the later one stays, and with equal times that of the greater id.</summary>
    [Theory]
    [InlineData(1, 3, 2, 5, true)]
    [InlineData(1, 5, 2, 3, false)]
    [InlineData(2, 3, 1, 5, true)]
    [InlineData(1, 5, 2, 5, true)]
    [InlineData(2, 5, 1, 5, false)]
    public void NewestOfADirection_Stays(int mine, int mySecond, int other, int otherSecond, bool otherStays)
    {
        SyncOperation[][] pairs =
        [
            [Some.Inbound(mine, mySecond), Some.Inbound(other, otherSecond)],
            [Outbound(mine, mySecond), Outbound(other, otherSecond)],
        ];
        foreach (var pair in pairs)
        {
            var absorbed = LaneAbsorption.Absorb(Some.Lane(), [pair[0]], Other(), [pair[1]]);

            var (stays, ends) = otherStays ? (pair[1], pair[0]) : (pair[0], pair[1]);
            absorbed.Move.Should().Equal(otherStays ? [stays.Id] : []);
            absorbed.Cancel.Should().Equal((ends.Id, stays.Id));
            var pending = PendingOperation.Of(stays);
            absorbed.Lane.Should().Be(
                stays.Direction == SyncDirection.Inbound ? Some.Lane() with { QueuedInbound = pending } : Some.Lane() with { QueuedOutbound = pending });
        }
    }

    [Fact]
    public void TwoDirections_DoNotCoverEachOther()
    {
        var (inbound, outbound) = (Some.Inbound(1, 3), Outbound(2, 9));

        var absorbed = LaneAbsorption.Absorb(Some.Lane() with { QueuedInbound = PendingOperation.Of(inbound) }, [inbound], Other(), [outbound]);

        absorbed.Cancel.Should().BeEmpty();
        absorbed.Move.Should().Equal(Some.Id(2));
        absorbed.Lane.Should().Be(Some.Lane() with { QueuedInbound = PendingOperation.Of(inbound), QueuedOutbound = PendingOperation.Of(outbound) });
    }

    [Fact]
    public void FullLanes_KeepOneOfEachDirection_AndEndTheOthersOldestFirst()
    {
        var absorbed = LaneAbsorption.Absorb(
            Some.Lane(), [Some.Inbound(1, 8), Outbound(2, 4)], Other(), [Some.Inbound(3, 6), Outbound(4, 7)]);

        absorbed.Cancel.Should().Equal((Some.Id(2), Some.Id(4)), (Some.Id(3), Some.Id(1)));
        absorbed.Move.Should().Equal(Some.Id(4));
        absorbed.Lane.QueuedInbound!.Id.Should().Be(Some.Id(1));
        absorbed.Lane.QueuedOutbound!.Id.Should().Be(Some.Id(4));
    }

    [Fact]
    public void EmptyLanes_LeaveNothingQueued()
    {
        var lane = Some.Lane() with { QueuedInbound = Some.Pending(8, SyncDirection.Inbound), QueuedOutbound = Some.Pending(9, SyncDirection.Outbound) };

        var absorbed = LaneAbsorption.Absorb(lane, [], Other(), []);

        absorbed.Lane.Should().Be(Some.Lane());
        absorbed.Move.Should().BeEmpty();
        absorbed.Cancel.Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void QueuedDeletion_CoversEverythingButItself(bool isTheOthers)
    {
        var deletion = Outbound(1, 2) with { Action = SyncAction.Deleted };
        var tombstone = new Tombstone(Some.Id(1), SyncSide.App, Some.Noon);
        SyncOperation[] mine = isTheOthers ? [Some.Inbound(3, 6)] : [deletion, Some.Inbound(3, 6)];
        SyncOperation[] others = isTheOthers ? [Some.Inbound(2, 5), deletion] : [Some.Inbound(2, 5), Outbound(4, 7)];

        var absorbed = LaneAbsorption.Absorb(
            isTheOthers ? Some.Lane() : Some.Lane() with { Tombstone = tombstone }, mine, isTheOthers ? Other() with { Tombstone = tombstone } : Other(), others);

        absorbed.Lane.Should().Be(Some.Lane() with { Tombstone = tombstone, QueuedOutbound = PendingOperation.Of(deletion) });
        absorbed.Move.Should().Equal(isTheOthers ? [Some.Id(1)] : []);
        absorbed.Cancel.Should().BeEquivalentTo(mine.Concat(others).Where(each => each != deletion).Select(each => (each.Id, Some.Id(1))));
    }

    /// <summary>The other lane's deletion ended the record here: it counts only while it still waits there.</summary>
    [Theory]
    [InlineData(SyncSide.App, false)]
    [InlineData(SyncSide.GitHub, true)]
    public void DeletionThatNoLongerWaits_CoversNewsOnlyWhenItWasOnGitHub(SyncSide side, bool covers)
    {
        var absorbed = LaneAbsorption.Absorb(
            Some.Lane(), [], Other() with { Tombstone = new Tombstone(Some.Id(9), side, Some.Noon) }, [Some.Inbound(2)]);

        (absorbed.Lane.Tombstone?.OperationId).Should().Be(covers ? Some.Id(9) : null);
        absorbed.Move.Should().Equal(covers ? [] : [Some.Id(2)]);
        absorbed.Cancel.Should().Equal(covers ? [(Some.Id(2), Some.Id(9))] : []);
    }

    [Fact]
    public void DeletionOfTheLaneThatStays_GoesBeforeTheOther()
    {
        var mine = new Tombstone(Some.Id(8), SyncSide.App, Some.Noon);

        LaneAbsorption.Absorb(
            Some.Lane() with { Tombstone = mine }, [], Other() with { Tombstone = new Tombstone(Some.Id(9), SyncSide.GitHub, Some.Noon.AddDays(1)) }, [])
            .Lane.Tombstone.Should().BeSameAs(mine);
    }

    private static LaneState Other() => Some.Lane() with { Id = 2, Local = null, Remote = LaneName.OfIssue(7, 2) };

    private static TaskSyncOperation Outbound(int id, int second) => Some.Outbound(id) with { CreatedAt = Some.Noon.AddSeconds(second) };

    private static LaneState? LaneOf(string? has) => has is null ? null : Some.Lane() with
    {
        Local = has.Contains('L') ? LaneName.OfTask("t1") : null,
        Remote = has.Contains('R') ? LaneName.OfIssue(7, 1) : null,
        Running = has.Contains('X') ? Some.Pending(1, SyncDirection.Inbound) : null,
    };
}
