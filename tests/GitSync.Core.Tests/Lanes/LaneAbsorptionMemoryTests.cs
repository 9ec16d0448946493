namespace GitSync.Core.Tests;

/// <summary>Two lanes become one: which one's watermarks, task and outcome the lane that stays remembers.</summary>
public sealed class LaneAbsorptionMemoryTests
{
    /// <summary>Seconds that the two lanes know; null for nothing. With equal ones the lane that stays keeps its own.</summary>
    [Theory]
    [InlineData(null, null, false)]
    [InlineData(null, 4, true)]
    [InlineData(4, null, false)]
    [InlineData(4, 5, true)]
    [InlineData(5, 5, false)]
    [InlineData(6, 5, false)]
    public void NewerWatermark_Wins(int? mine, int? theirs, bool theirsWins)
    {
        var (own, other) = (MarkOf(1, mine), MarkOf(2, theirs));
        var (ownRecord, otherRecord) = (RecordMarkOf(1, mine), RecordMarkOf(2, theirs));

        Absorb(Some.Lane() with { Watermark = own }, Other() with { Watermark = other })
            .Should().Be(Some.Lane() with { Watermark = theirsWins ? other : own });
        Absorb(Some.Lane() with { PullRequestWatermark = own }, Other() with { PullRequestWatermark = other })
            .Should().Be(Some.Lane() with { PullRequestWatermark = theirsWins ? other : own });
        Absorb(Some.Lane() with { RecordWatermark = ownRecord }, Other() with { RecordWatermark = otherRecord })
            .Should().Be(Some.Lane() with { RecordWatermark = theirsWins ? otherRecord : ownRecord });
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, 20L, 20L)]
    [InlineData(10L, null, 10L)]
    [InlineData(10L, 20L, 10L)]
    public void Parent_IsThatOfWhicheverHasOne_WithAllThatIsKnownOfIt(long? mine, long? theirs, long? parent)
    {
        var absorbed = Absorb(
            Some.Lane(ResourceKind.Comment) with { ParentId = mine, ParentIsLinked = mine is not null, ParentTombstone = mine is null ? null : Some.Id(10) },
            Some.Lane(ResourceKind.Comment) with { Id = 2, ParentId = theirs, ParentIsLinked = theirs is not null, ParentTombstone = theirs is null ? null : Some.Id(20) });

        absorbed.Should().Be(Some.Lane(ResourceKind.Comment) with
        {
            ParentId = parent,
            ParentIsLinked = parent is not null,
            ParentTombstone = parent is { } id ? Some.Id((int)id) : null,
        });
    }

    [Fact]
    public void ParentThatIsNotLinked_StaysSo_WhateverTheOtherOneSays()
    {
        var absorbed = Absorb(
            Some.Lane(ResourceKind.Comment) with { ParentId = 10 },
            Some.Lane(ResourceKind.Comment) with { Id = 2, ParentId = 20, ParentIsLinked = true, ParentTombstone = Some.Id(20) });

        absorbed.Should().Be(Some.Lane(ResourceKind.Comment) with { ParentId = 10 });
    }

    /// <summary>A refusal of the lane that goes is told on, unless the lane that stays ended something later; other outcomes go with it.</summary>
    [Theory]
    [InlineData(null, OperationState.Disabled, true)]
    [InlineData(4, OperationState.Disabled, true)]
    [InlineData(5, OperationState.Disabled, true)]
    [InlineData(6, OperationState.Disabled, false)]
    [InlineData(null, OperationState.Completed, false)]
    [InlineData(4, OperationState.Errored, false)]
    [InlineData(4, null, false)]
    [InlineData(null, null, false)]
    public void RefusalOfTheOtherLane_StaysUnlessItIsOlder(int? mine, OperationState? theirs, bool theirsStays)
    {
        var own = mine is { } second ? OutcomeOf(1, OperationState.Completed, second) : null;
        var other = theirs is { } state ? OutcomeOf(2, state, 5) : null;

        Absorb(Some.Lane() with { LastOutcome = own }, Other() with { LastOutcome = other })
            .Should().Be(Some.Lane() with { LastOutcome = theirsStays ? other : own });
    }

    [Fact]
    public void LaneThatStays_KeepsAllThatIsItsOwn()
    {
        var lane = Some.Lane() with
        {
            Remote = null,
            Marker = "mine",
            InstallationId = 3,
            Running = Some.Pending(4, SyncDirection.Outbound),
            Fence = 5,
        };
        var other = Other() with { Marker = "other", InstallationId = 30, RepositoryId = 70, Running = Some.Pending(40, SyncDirection.Inbound), Fence = 50 };

        Absorb(lane, other).Should().Be(lane);
    }

    private static LaneState Absorb(LaneState lane, LaneState other) => LaneAbsorption.Absorb(lane, [], other, []).Lane;

    private static LaneState Other() => Some.Lane() with { Id = 2, Local = null };

    private static Watermark? MarkOf(int id, int? second) => second is { } at ? Some.Watermark(id, at, Some.ContentA) : null;

    private static RecordWatermark? RecordMarkOf(int id, int? second) => second is { } at ? new RecordWatermark(Some.Noon.AddSeconds(at), Some.Id(id)) : null;

    private static LaneOutcome OutcomeOf(int id, OperationState state, int second) =>
        new(Some.Id(id), state, SyncRule.SyncOff, "why", Some.Noon.AddSeconds(second));
}
