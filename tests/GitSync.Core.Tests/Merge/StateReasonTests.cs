namespace GitSync.Core.Tests.Merge;

/// <summary>
/// State reasons in the merge: of two sides that are open or closed alike GitHub's reason stands, and a reason that the record gave and that has to
/// give way is told as a conflict.
/// </summary>
public sealed class StateReasonTests
{
    private static readonly TaskContent Open = new() { Title = "title" };

    [Theory]
    [InlineData("completed", "not_planned", "completed")]
    [InlineData("completed", "not_planned", null)]
    [InlineData("completed", "not_planned", "duplicate")]
    [InlineData(null, "not_planned", null)]
    [InlineData(null, "not_planned", "completed")]
    public void ReasonThatTheRecordGave_GivesWay_AndIsTold(string? gitHubs, string apps, string? agreed)
    {
        var merge = ThreeWayMerge.Merge(Closed(agreed), Closed(apps), Closed(gitHubs), new MergePolicy { State = FieldPolicy.App }, appIsNewer: true);

        merge.Conflicts.Should().Equal(new FieldConflict("state", SyncSide.GitHub, Text(gitHubs), Text(apps), Text(agreed)));
        merge.NeedsDecision.Should().BeFalse();
        merge.App.Should().Be(Closed(gitHubs));
        merge.GitHub.Should().Be(Closed(gitHubs));
        merge.Agreed.Should().Be(Closed(gitHubs));
    }

    [Theory]
    [InlineData("completed", "completed", null)] // both gave the same
    [InlineData("completed", "completed", "not_planned")]
    [InlineData("completed", "not_planned", "not_planned")] // only GitHub gave another one
    [InlineData("completed", null, "not_planned")] // the record gave none
    [InlineData("completed", null, null)]
    [InlineData(null, null, "completed")]
    public void ReasonThatTheRecordDidNotChange_IsNoConflict(string? gitHubs, string? apps, string? agreed)
    {
        var merge = ThreeWayMerge.Merge(Closed(agreed), Closed(apps), Closed(gitHubs), new MergePolicy(), appIsNewer: true);

        merge.Conflicts.Should().BeEmpty();
        merge.Agreed.Should().Be(Closed(gitHubs));
    }

    [Fact]
    public void ReasonBeforeTheFirstAgreement_GivesWayToo() =>
        ThreeWayMerge.Merge(null, Closed("not_planned"), Closed("completed"), new MergePolicy(), appIsNewer: true).Conflicts.Should().Equal(
            new FieldConflict("state", SyncSide.GitHub, "closed (completed)", "closed (not_planned)", null));

    [Fact]
    public void ReasonOfAStateThatTheRecordChanged_GoesWithIt()
    {
        var merge = ThreeWayMerge.Merge(Open, Closed("not_planned"), Open, new MergePolicy(), appIsNewer: false);

        merge.Conflicts.Should().BeEmpty();
        merge.GitHub.Should().Be(Closed("not_planned"));
    }

    [Fact]
    public void ReasonOfOpenTasks_IsTreatedAlike()
    {
        var merge = ThreeWayMerge.Merge(Open, Open with { StateReason = "reopened" }, Open, new MergePolicy(), appIsNewer: true);

        merge.Conflicts.Should().Equal(new FieldConflict("state", SyncSide.GitHub, "open", "open (reopened)", "open"));
        merge.App.Should().Be(Open);
    }

    private static TaskContent Closed(string? reason) => Open with { IsOpen = false, StateReason = reason };

    private static string Text(string? reason) => reason is null ? "closed" : $"closed ({reason})";
}
