namespace GitSync.Core.Tests.Merge;

public sealed class ContentFieldsTests
{
    private static readonly TaskContent Task = new() { Title = "Title", Body = "Body", Milestone = "M1", Labels = NameSet.Of("b", "A") };

    [Theory]
    [InlineData(true, null, "open")]
    [InlineData(true, "reopened", "open (reopened)")]
    [InlineData(false, null, "closed")]
    [InlineData(false, "not_planned", "closed (not_planned)")]
    [InlineData(false, "odd (reason)", "closed (odd (reason))")]
    public void State_IsReadAsItWasWritten(bool isOpen, string? reason, string text)
    {
        var content = Task with { IsOpen = isOpen, StateReason = reason };
        Field("state").TextOf(content).Should().Be(text);
        Field("state").With(Task with { StateReason = "other" }, text).Should().Be(content);
    }

    [Theory]
    [InlineData("state", "")]
    [InlineData("state", null)]
    [InlineData("state", "reopened")]
    [InlineData("state", "closed (")]
    [InlineData("title", null)]
    [InlineData("labels", "bug")]
    [InlineData("assignees", "ada")]
    public void TextThatIsNoValue_IsRefused(string field, string? text) => Field(field).With(Task, text).Should().BeNull();

    [Fact]
    public void Texts_AreTakenAsTheyAre()
    {
        Field("title").With(Task, "New").Should().Be(Task with { Title = "New" });
        Field("body").With(Task, null).Should().Be(Task with { Body = "" });
        Field("milestone").With(Task, null).Should().Be(Task with { Milestone = null });
        ContentFields.Of(new CommentContent { Body = "Said" }).Should().ContainSingle().Which.TextOf(new CommentContent { Body = "Said" }).Should().Be("Said");
    }

    [Fact]
    public void Names_DifferWithoutRegardToCase()
    {
        Field("labels").Differs(Task, Task with { Labels = NameSet.Of("a", "B") }).Should().BeFalse();
        Field("labels").TextOf(Task).Should().Be("A, b");
    }

    private static ContentField Field(string name) => ContentFields.Of(Task).Single(field => field.Name == name);
}
