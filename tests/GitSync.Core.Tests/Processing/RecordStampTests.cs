namespace GitSync.Core.Tests;

/// <summary>The stamp goes through the application's database as a text and is read back as it was, or not at all.</summary>
public sealed class RecordStampTests
{
    private static readonly TaskContent Content = new() { Title = "Title", Body = "Body", Labels = NameSet.Of("bug"), Milestone = "v1" };

    private static readonly RecordStamp Stamp = new(Guid.Parse("0195518d-6a00-7000-8000-000000000001"), 17, ContentHash.Of(Content));

    [Fact]
    public void Text_IsReadBack()
    {
        RecordStamp.Parse(Stamp.ToString()).Should().Be(Stamp);
        RecordStamp.Parse((Stamp with { OnGitHub = null }).ToString()).Should().Be(Stamp with { OnGitHub = null });
    }

    [Fact]
    public void Text_FitsTheColumnThatTheDocumentationPromises() =>
        (Stamp with { Fence = long.MaxValue }).ToString().Length.Should().BeLessThanOrEqualTo(100);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("0195518d6a0070008000000000000001.17.other")]
    [InlineData("0195518d6a0070008000000000000001.17.abc")]
    [InlineData("0195518d6a0070008000000000000001.-17.partial")]
    [InlineData("0195518d6a0070008000000000000001.17.partial.more")]
    [InlineData("0195518d-6a00-7000-8000-000000000001.17.partial")]
    public void AnythingElse_IsNoStamp(string? text) => RecordStamp.Parse(text).Should().BeNull();

    public static TheoryData<string, TaskContent> Edits => new()
    {
        { "title", Content with { Title = "Other" } },
        { "body", Content with { Body = "Other" } },
        { "state", Content with { IsOpen = false } },
        { "state reason", Content with { StateReason = "reopened" } },
        { "labels", Content with { Labels = NameSet.Empty } },
        { "assignees", Content with { Assignees = NameSet.Of("ann") } },
        { "milestone", Content with { Milestone = null } },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void RecordEditedInAnyField_IsNotAsItWasOnGitHub(string field, TaskContent edited)
    {
        Record(Content with { Labels = NameSet.Of("BUG") }).IsAsOnGitHub.Should().BeTrue("case is no edit");
        Record(edited).IsAsOnGitHub.Should().BeFalse(field);
    }

    [Fact]
    public void RecordThatKeptSomethingOfItsOwn_IsNotAsItWasOnGitHub() =>
        (Record(Content) with { Stamp = (Stamp with { OnGitHub = null }).ToString() }).IsAsOnGitHub.Should().BeFalse();

    private static LocalRecord Record(TaskContent content) =>
        new("1", content, DateTimeOffset.UnixEpoch, null, null, null) { Stamp = Stamp.ToString() };
}
