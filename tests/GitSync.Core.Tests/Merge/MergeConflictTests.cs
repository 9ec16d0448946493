namespace GitSync.Core.Tests.Merge;

/// <summary>
/// What the merge tells of fields that both sides had changed: under which name, with which values, by which policy, and what is agreed on while
/// nobody has decided. Names (labels, assignees) are never in conflict.
/// </summary>
public sealed class MergeConflictTests
{
    private static readonly TaskContent Agreed = new() { Title = "title", Body = "body", Milestone = "v1" };

    private static readonly TaskContent App = new() { Title = "app's title", Body = "app's body", IsOpen = false, StateReason = "completed", Milestone = "v2" };

    private static readonly TaskContent GitHub = new() { Title = "its title", Body = "its body", StateReason = "reopened", Milestone = "v3" };

    private static readonly MergePolicy Newest = new();

    private static readonly MergePolicy Manual = new()
    {
        Title = FieldPolicy.Manual,
        Body = FieldPolicy.Manual,
        State = FieldPolicy.Manual,
        Milestone = FieldPolicy.Manual,
    };

    [Theory]
    [InlineData("", false)]
    [InlineData("decided", false)]
    [InlineData("waiting", true)]
    [InlineData("decided,waiting", true)]
    [InlineData("waiting,decided", true)]
    public void OneWaitingConflict_NeedsADecision(string conflicts, bool needsDecision)
    {
        FieldConflict[] list = [.. conflicts.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(kind => new FieldConflict("title", kind == "waiting" ? null : SyncSide.App, "winning", "losing", "base"))];

        new MergeResult(App, GitHub, Agreed, list).NeedsDecision.Should().Be(needsDecision);
    }

    [Fact]
    public void MissingPolicy_IsRefused() => FluentActions.Invoking(() => ThreeWayMerge.Merge(Agreed, App, GitHub, null!, false))
        .Should().Throw<ArgumentNullException>().WithParameterName("policy");

    [Fact]
    public void ContentsOfTwoTypes_AreRefused_AndTheMessageNamesBoth()
    {
        FluentActions.Invoking(() => ThreeWayMerge.Merge(null, App, new CommentContent(), Newest, false))
            .Should().Throw<ArgumentException>().WithParameterName("gitHub").WithMessage("A TaskContent cannot be merged with a CommentContent.*");
        FluentActions.Invoking(() => ThreeWayMerge.Merge(null, new CommentContent(), GitHub, Newest, false))
            .Should().Throw<ArgumentException>().WithParameterName("gitHub").WithMessage("A CommentContent cannot be merged with a TaskContent.*");
    }

    [Fact]
    public void MissingContent_IsRefused()
    {
        FluentActions.Invoking(() => ThreeWayMerge.Merge(null, null!, GitHub, Newest, false)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => ThreeWayMerge.Merge(null, App, null!, Newest, false)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void EveryField_IsToldByItsName_WithAllThreeValues()
    {
        ThreeWayMerge.Merge(Agreed with { StateReason = "odd" }, App, GitHub, Newest, appIsNewer: true).Conflicts.Should().Equal(
            new FieldConflict("title", SyncSide.App, "app's title", "its title", "title"),
            new FieldConflict("body", SyncSide.App, "app's body", "its body", "body"),
            new FieldConflict("milestone", SyncSide.App, "v2", "v3", "v1"),
            new FieldConflict("state", SyncSide.App, "closed (completed)", "open (reopened)", "open (odd)"));
    }

    [Theory]
    [InlineData("title")]
    [InlineData("body")]
    [InlineData("milestone")]
    [InlineData("state")]
    public void EveryField_GoesByItsOwnPolicy(string field)
    {
        var policy = new MergePolicy
        {
            Title = field == "title" ? FieldPolicy.App : FieldPolicy.GitHub,
            Body = field == "body" ? FieldPolicy.App : FieldPolicy.GitHub,
            Milestone = field == "milestone" ? FieldPolicy.App : FieldPolicy.GitHub,
            State = field == "state" ? FieldPolicy.App : FieldPolicy.GitHub,
        };

        var merge = ThreeWayMerge.Merge(null, App, GitHub, policy, appIsNewer: false);

        merge.Conflicts.Where(conflict => conflict.Winner == SyncSide.App).Should().ContainSingle().Which.Field.Should().Be(field);
        merge.Agreed.Should().Be(new TaskContent
        {
            Title = field == "title" ? App.Title : GitHub.Title,
            Body = field == "body" ? App.Body : GitHub.Body,
            Milestone = field == "milestone" ? App.Milestone : GitHub.Milestone,
            IsOpen = field == "state" ? App.IsOpen : GitHub.IsOpen,
            StateReason = field == "state" ? App.StateReason : GitHub.StateReason,
        });
    }

    [Fact]
    public void UnknownPolicy_IsRefused() => FluentActions
        .Invoking(() => ThreeWayMerge.Merge(Agreed, App, GitHub, new MergePolicy { Title = (FieldPolicy)99 }, false))
        .Should().Throw<ArgumentOutOfRangeException>().WithParameterName("policy").WithMessage("Unknown field policy.*")
        .Which.ActualValue.Should().Be((FieldPolicy)99);

    [Fact]
    public void UndecidedTask_KeepsBothSides_AndAgreesOnNothingYet()
    {
        var merge = ThreeWayMerge.Merge(null, App, GitHub, Manual, appIsNewer: true);

        merge.App.Should().Be(App);
        merge.GitHub.Should().Be(GitHub);
        merge.Agreed.Should().Be(new TaskContent { Title = "", Body = "", IsOpen = true, StateReason = null, Milestone = null });
        merge.Conflicts.Should().Equal(
            new FieldConflict("title", null, "its title", "app's title", null),
            new FieldConflict("body", null, "its body", "app's body", null),
            new FieldConflict("milestone", null, "v3", "v2", null),
            new FieldConflict("state", null, "open (reopened)", "closed (completed)", null));
    }

    [Fact]
    public void UndecidedTask_KeepsWhatWasAgreed()
    {
        var closed = Agreed with { IsOpen = false, StateReason = "duplicate" };

        ThreeWayMerge.Merge(closed, App, GitHub, Manual, appIsNewer: true).Agreed.Should().Be(closed);
    }

    [Theory]
    [InlineData(FieldPolicy.App, SyncSide.App, null, "v3")]
    [InlineData(FieldPolicy.GitHub, SyncSide.GitHub, "v3", null)]
    public void MissingValueBeforeTheFirstAgreement_IsAChangeToo(FieldPolicy policy, SyncSide winner, string? winning, string? losing)
    {
        var (app, gitHub) = (Agreed with { Milestone = null }, Agreed with { Milestone = "v3" });

        var merge = ThreeWayMerge.Merge(null, app, gitHub, new MergePolicy { Milestone = policy }, appIsNewer: false);
        var turned = ThreeWayMerge.Merge(null, gitHub, app, new MergePolicy { Milestone = policy }, appIsNewer: false);

        merge.Conflicts.Should().Equal(new FieldConflict("milestone", winner, winning, losing, null));
        turned.Conflicts.Should().Equal(new FieldConflict("milestone", winner, losing, winning, null));
        ((TaskContent)merge.Agreed).Milestone.Should().Be(winning);
        ((TaskContent)turned.Agreed).Milestone.Should().Be(losing);
    }

    [Theory]
    [InlineData("old", false, FieldPolicy.GitHub, "its", "its", "its", SyncSide.GitHub)]
    [InlineData("old", false, FieldPolicy.Newest, "its", "its", "its", SyncSide.GitHub)]
    [InlineData("old", true, FieldPolicy.Newest, "app's", "app's", "app's", SyncSide.App)]
    [InlineData("old", false, FieldPolicy.App, "app's", "app's", "app's", SyncSide.App)]
    [InlineData("old", true, FieldPolicy.Manual, "app's", "its", "old", null)]
    [InlineData(null, true, FieldPolicy.Manual, "app's", "its", "", null)]
    [InlineData(null, false, FieldPolicy.App, "app's", "app's", "app's", SyncSide.App)]
    public void CommentChangedOnBothSides_GoesByThePolicyOfBodies(
        string? agreed, bool appIsNewer, FieldPolicy policy, string app, string gitHub, string then, SyncSide? winner)
    {
        var merge = ThreeWayMerge.Merge(
            agreed is null ? null : Comment(agreed), Comment("app's"), Comment("its"), new MergePolicy { Body = policy }, appIsNewer);

        merge.App.Should().Be(Comment(app));
        merge.GitHub.Should().Be(Comment(gitHub));
        merge.Agreed.Should().Be(Comment(then));
        merge.Conflicts.Should().Equal(winner == SyncSide.App
            ? new FieldConflict("body", winner, "app's", "its", agreed)
            : new FieldConflict("body", winner, "its", "app's", agreed));
    }

    [Theory]
    [InlineData("", "a,b", "b,c", "a,b,c")]
    [InlineData(null, "a,b", "b,c", "a,b,c")]
    [InlineData("a,b", "a", "a,b", "a")]
    [InlineData("a,b", "a,b", "b", "b")]
    [InlineData("a,b", "a,b,c", "a,d", "a,c,d")]
    public void Names_MergeOneByOne_AndAreNoConflict(string? agreed, string app, string gitHub, string expected)
    {
        TaskContent Content(string names) => Agreed with { Labels = Names(names), Assignees = Names(names) };

        var merge = ThreeWayMerge.Merge(agreed is null ? null : Content(agreed), Content(app), Content(gitHub), new MergePolicy(), true);

        merge.Agreed.Should().Be(Content(expected));
        merge.Conflicts.Should().BeEmpty();
    }

    private static CommentContent Comment(string body) => new() { Body = body };

    private static NameSet Names(string names) => NameSet.Of(names.Split(',', StringSplitOptions.RemoveEmptyEntries));
}
