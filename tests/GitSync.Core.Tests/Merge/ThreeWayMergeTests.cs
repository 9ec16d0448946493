using CsCheck;

namespace GitSync.Core.Tests;

public sealed class ThreeWayMergeTests
{
    private static readonly TaskContent Agreed = new()
    {
        Title = "title",
        Body = "body",
        Labels = NameSet.Of("bug", "docs"),
        Assignees = NameSet.Of("ada"),
        Milestone = "v1",
    };

    private static readonly MergePolicy Newest = new();

    private static readonly Gen<NameSet> Sets = Gen.OneOf("a", "b", "c", "d").Array[0, 4].Select(names => NameSet.Of(names));

    private static readonly Gen<TaskContent> Tasks = Gen.Select(
        Gen.OneOf("t1", "t2", "t3"),
        Gen.OneOf("", "b1", "b2"),
        Gen.OneOf<(bool, string?)>((true, null), (false, "completed"), (false, "not_planned"), (true, "reopened")),
        Sets,
        Sets,
        Gen.OneOf<string?>(null, "m1", "m2"),
        (title, body, state, labels, assignees, milestone) => new TaskContent
        {
            Title = title,
            Body = body,
            IsOpen = state.Item1,
            StateReason = state.Item2,
            Labels = labels,
            Assignees = assignees,
            Milestone = milestone,
        });

    [Fact]
    public void FieldChangedOnOneSide_TakesThatSide()
    {
        var merge = Merge(Agreed with { Title = "app's" }, Agreed with { Body = "GitHub's" });

        merge.Agreed.Should().Be(Agreed with { Title = "app's", Body = "GitHub's" });
        merge.Conflicts.Should().BeEmpty();
    }

    [Theory]
    [InlineData(FieldPolicy.Newest, true, "app's", SyncSide.App, "GitHub's")]
    [InlineData(FieldPolicy.Newest, false, "GitHub's", SyncSide.GitHub, "app's")]
    [InlineData(FieldPolicy.GitHub, true, "GitHub's", SyncSide.GitHub, "app's")]
    [InlineData(FieldPolicy.App, false, "app's", SyncSide.App, "GitHub's")]
    public void FieldChangedOnBothSides_GoesByPolicy_AndKeepsTheLoser(
        FieldPolicy policy, bool appIsNewer, string winning, SyncSide winner, string losing)
    {
        var merge = ThreeWayMerge.Merge(
            Agreed, Agreed with { Title = "app's" }, Agreed with { Title = "GitHub's" }, new MergePolicy { Title = policy }, appIsNewer);

        ((TaskContent)merge.Agreed).Title.Should().Be(winning);
        merge.Conflicts.Should().Equal(new FieldConflict("title", winner, winning, losing, "title"));
    }

    [Fact]
    public void ManualField_StaysAsItIsOnBothSides_UntilSomebodyDecides()
    {
        var (app, gitHub) = (Agreed with { Title = "app's" }, Agreed with { Title = "GitHub's", Body = "new" });
        var merge = ThreeWayMerge.Merge(Agreed, app, gitHub, new MergePolicy { Title = FieldPolicy.Manual }, false);

        merge.NeedsDecision.Should().BeTrue();
        merge.App.Should().Be(app with { Body = "new" });
        merge.GitHub.Should().Be(gitHub);
        merge.Agreed.Should().Be(Agreed with { Body = "new" });
    }

    [Fact]
    public void SetsMerge_ElementByElement()
    {
        var merge = Merge(
            Agreed with { Labels = NameSet.Of("bug", "app") },
            Agreed with { Labels = NameSet.Of("docs", "bug", "github") });

        ((TaskContent)merge.Agreed).Labels.Should().Equal("app", "bug", "github");
        merge.Conflicts.Should().BeEmpty();
    }

    [Fact]
    public void ClosingWithoutAReason_TakesTheReasonThatGitHubGave()
    {
        var merge = Merge(Agreed with { IsOpen = false }, Agreed with { IsOpen = false, StateReason = "completed" });

        ((TaskContent)merge.Agreed).StateReason.Should().Be("completed");
        merge.Conflicts.Should().BeEmpty();
    }

    [Fact]
    public void RecordWithoutAReason_IsNoChangeOfTheReason()
    {
        var closed = Agreed with { IsOpen = false, StateReason = "not_planned" };

        var merge = ThreeWayMerge.Merge(closed, closed with { StateReason = null }, closed, Newest, true);

        merge.GitHub.Should().Be(closed);
    }

    [Fact]
    public void EqualSides_ChangeNothing() => Gen.Select(Tasks, Tasks).Sample((agreed, both) =>
    {
        var merge = ThreeWayMerge.Merge(agreed, both, both, Newest, true);
        return merge.Conflicts.Count == 0 && merge.App == both && merge.GitHub == both;
    });

    [Fact]
    public void UnchangedApp_TakesGitHubWhole() => Gen.Select(Tasks, Tasks, Gen.Bool).Sample((agreed, gitHub, newer) =>
        ThreeWayMerge.Merge(agreed, agreed, gitHub, Newest, newer) is { Conflicts.Count: 0 } merge && merge.Agreed == gitHub);

    [Fact]
    public void MergedSides_AreEqual_AndMergingAgainChangesNothing() => Gen.Select(Tasks, Tasks, Tasks, Gen.Bool).Sample((agreed, app, gitHub, newer) =>
    {
        var once = ThreeWayMerge.Merge(agreed, app, gitHub, Newest, newer);
        var twice = ThreeWayMerge.Merge(once.Agreed, once.App, once.GitHub, Newest, newer);
        return once.App == once.GitHub && once.App == once.Agreed && twice.Agreed == once.Agreed && twice.Conflicts.Count == 0;
    });

    [Fact]
    public void CommentBodies_MergeLikeAnyField()
    {
        var merge = ThreeWayMerge.Merge(
            new CommentContent { Body = "old" }, new CommentContent { Body = "old" }, new CommentContent { Body = "new" }, Newest, true);

        merge.App.Body.Should().Be("new");
    }

    private static MergeResult Merge(TaskContent app, TaskContent gitHub) => ThreeWayMerge.Merge(Agreed, app, gitHub, Newest, appIsNewer: false);
}
