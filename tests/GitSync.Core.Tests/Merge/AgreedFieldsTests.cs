namespace GitSync.Core.Tests.Merge;

/// <summary>
/// What counts as agreed after a write to GitHub: of a write that was answered the fields that were sent, of one whose answer was lost the fields
/// that hold what was sent. Every other field keeps what was agreed before.
/// </summary>
public sealed class AgreedFieldsTests
{
    private static readonly TaskContent Agreed = new()
    {
        Title = "agreed title",
        Body = "agreed body",
        IsOpen = true,
        StateReason = "reopened",
        Labels = NameSet.Of("agreed"),
        Assignees = NameSet.Of("ada"),
        Milestone = "agreed milestone",
    };

    private static readonly TaskContent Before = new()
    {
        Title = "title before",
        Body = "body before",
        IsOpen = true,
        StateReason = null,
        Labels = NameSet.Of("before"),
        Assignees = NameSet.Of("bob"),
        Milestone = "milestone before",
    };

    private static readonly TaskContent Now = new()
    {
        Title = "title now",
        Body = "body now",
        IsOpen = false,
        StateReason = "completed",
        Labels = NameSet.Of("now"),
        Assignees = NameSet.Of("cid"),
        Milestone = null,
    };

    [Fact]
    public void NothingSent_LeavesWhatWasAgreed() => ThreeWayMerge.TakeSent(Agreed, Before, Before, Now).Should().Be(Agreed);

    [Theory]
    [InlineData("title")]
    [InlineData("body")]
    [InlineData("state")]
    [InlineData("milestone")]
    public void SentField_TakesTheAnswersValue_AndOnlyThat(string field)
    {
        var sent = Take(field, Before, from: new TaskContent { Title = "sent", Body = "sent", IsOpen = false, Milestone = "sent" });

        ThreeWayMerge.TakeSent(Agreed, Before, sent, Now).Should().Be(Take(field, Agreed, from: Now));
    }

    [Fact]
    public void SentReason_CountsAsTheState() => ThreeWayMerge.TakeSent(Agreed, Before, Before with { StateReason = "duplicate" }, Now)
        .Should().Be(Agreed with { IsOpen = false, StateReason = "completed" });

    [Theory]
    [InlineData("old", "old", "old,new", "old,new", "old,new")] // added
    [InlineData("old", "old", "old,new", "old,new,others", "old,new")] // added, while somebody else added another one
    [InlineData("old", "old", "old,new", "old", "old")] // not added by GitHub: stays the record's change
    [InlineData("old,bug", "old,bug", "old", "old", "old")] // removed
    [InlineData("old,bug", "old,bug", "old", "old,bug", "old,bug")] // not removed by GitHub: stays the record's change
    [InlineData("old,bug", "old,bug", "old,bug,new", "old,new", "old,bug,new")] // added, while somebody else took another one away
    [InlineData("old", "old", "", "", "")] // the last one removed
    [InlineData("", "", "new", "new", "new")] // the first one added
    [InlineData("agreed", "before", "before,new", "before,new", "before,new")] // what GitHub held before counts, not what was agreed
    [InlineData("agreed", "before", "before", "answer", "agreed")] // nothing sent
    [InlineData("agreed", "before", "BEFORE", "answer", "agreed")] // nothing sent but another case
    public void SentNames_AreAdditionsAndRemovals(string agreed, string before, string sent, string answer, string expected)
    {
        ThreeWayMerge.TakeSent(
            Agreed with { Labels = Names(agreed) },
            Before with { Labels = Names(before) },
            Before with { Labels = Names(sent) },
            Now with { Labels = Names(answer) }).Should().Be(Agreed with { Labels = Names(expected) });

        ThreeWayMerge.TakeSent(
            Agreed with { Assignees = Names(agreed) },
            Before with { Assignees = Names(before) },
            Before with { Assignees = Names(sent) },
            Now with { Assignees = Names(answer) }).Should().Be(Agreed with { Assignees = Names(expected) });
    }

    [Fact]
    public void EverythingSentAndAnswered_IsAgreed() => ThreeWayMerge.TakeSent(Agreed, Before, Now, Now).Should().Be(Now);

    [Theory]
    [InlineData("sent", "as GitHub wrote it")]
    [InlineData("before", "agreed")]
    public void SentComment_TakesTheAnswersBody(string sent, string expected) =>
        ThreeWayMerge.TakeSent(Comment("agreed"), Comment("before"), Comment(sent), Comment("as GitHub wrote it")).Should().Be(Comment(expected));

    [Fact]
    public void NothingArrived_LeavesWhatWasAgreed() => ThreeWayMerge.TakeArrived(Agreed, Before, Now).Should().Be(Agreed);

    [Theory]
    [InlineData("title")]
    [InlineData("body")]
    [InlineData("state")]
    [InlineData("labels")]
    [InlineData("assignees")]
    [InlineData("milestone")]
    public void ArrivedField_IsAgreed_AndNoOther(string field) =>
        ThreeWayMerge.TakeArrived(Agreed, sent: Take(field, Before, from: Now), found: Now).Should().Be(Take(field, Agreed, from: Now));

    [Theory]
    [InlineData(false, "duplicate")]
    [InlineData(true, "completed")]
    public void State_HasArrivedOnlyWithItsReason(bool isOpen, string reason) =>
        ThreeWayMerge.TakeArrived(Agreed, Before with { IsOpen = isOpen, StateReason = reason }, Now).Should().Be(Agreed);

    [Fact]
    public void EverythingArrived_IsAgreed() => ThreeWayMerge.TakeArrived(Agreed, Now, Now).Should().Be(Now);

    [Theory]
    [InlineData("sent", "sent", "sent")]
    [InlineData("sent", "somebody's", "agreed")]
    public void ArrivedComment_IsAgreed(string sent, string found, string expected) =>
        ThreeWayMerge.TakeArrived(Comment("agreed"), Comment(sent), Comment(found)).Should().Be(Comment(expected));

    private static CommentContent Comment(string body) => new() { Body = body };

    private static NameSet Names(string names) => NameSet.Of(names.Split(',', StringSplitOptions.RemoveEmptyEntries));

    private static TaskContent Take(string field, TaskContent content, TaskContent from) => field switch
    {
        "title" => content with { Title = from.Title },
        "body" => content with { Body = from.Body },
        "state" => content with { IsOpen = from.IsOpen, StateReason = from.StateReason },
        "labels" => content with { Labels = from.Labels },
        "assignees" => content with { Assignees = from.Assignees },
        "milestone" => content with { Milestone = from.Milestone },
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "No such field."),
    };
}
