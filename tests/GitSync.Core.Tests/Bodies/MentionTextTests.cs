namespace GitSync.Core.Tests;

/// <summary>Where a mention stands in raw markdown: its name's form and length, and the fences and code spans that hide it.</summary>
public sealed class MentionTextTests
{
    private static readonly string Longest = new('a', MentionText.MaximumNameLength);

    private static readonly Dictionary<string, string> Names = new() { ["ada"] = "user-17", ["bob"] = "x" };

    /// <summary>Texts with the names that are mentioned outside code, in the order of their first place.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("no mention", "")]
    [InlineData("@", "")]
    [InlineData("@ada", "ada")]
    [InlineData("@bob @ada @bob", "bob ada")]
    [InlineData("ends with @ada", "ada")]
    [InlineData("@a-b_1, @c--d. @-e @f-", "a-b_1 c--d f")]
    [InlineData("x@ada .@ada -@ada /@ada _@ada @@ada", "")]
    [InlineData("@ada/team @ada@org", "")]
    [InlineData("äöü@ada\n(@bob)", "ada bob")]

    // Code spans: as many backticks again, whatever stands between.
    [InlineData("@ada`@bob`", "ada")]
    [InlineData("`@bob`@ada", "ada")]
    [InlineData("x `@bob` @ada `@cy` @dan", "ada dan")]
    [InlineData("``@bob ` @cy`` @ada", "ada")]
    [InlineData("`@bob `` @cy` @ada", "ada")]
    [InlineData("x ```@bob``` @ada", "ada")]
    [InlineData("`@bob\n@cy` @ada", "ada")]
    [InlineData("`@ada", "ada")]
    [InlineData("`@ada``", "ada")]
    [InlineData("``@ada`", "ada")]
    [InlineData("``@ada` @bob", "ada bob")]
    [InlineData("`@ada ``@bob`` @cy", "ada cy")]
    [InlineData("`@ada ``@bob``", "ada")]
    [InlineData("```x` @ada", "")]
    [InlineData("x ```x` @ada", "ada")]
    [InlineData("@ada `", "ada")]

    // Fences: three or more of one sign at a line's start, closed by at least as many of the same.
    [InlineData("```\n@bob\n```\n@ada", "ada")]
    [InlineData("```\r\n@bob\r\n```\r\n@ada", "ada")]
    [InlineData("~~~\n@bob\n~~~\n@ada", "ada")]
    [InlineData("~~~\n@bob", "")]
    [InlineData("~~\n@ada", "ada")]
    [InlineData("``\n@ada", "ada")]
    [InlineData("~~~ @bob\n@cy", "")]
    [InlineData("~~~\n@bob\n```\n@cy\n~~~\n@ada", "ada")]
    [InlineData("```\n@bob\n~~~\n@cy\n```\n@ada", "ada")]
    [InlineData("~~~~\n@bob\n~~~\n@cy\n~~~~\n@ada", "ada")]
    [InlineData("~~~\n@bob\n~~~~\n@ada", "ada")]
    [InlineData("~~~\n~~~\n@ada", "ada")]
    [InlineData("~~~\n~~~\n~~~\n@bob\n~~~\n@ada", "ada")]
    [InlineData("x ~~~\n@ada", "ada")]
    [InlineData("\n~~~\n@bob\n~~~\n@ada", "ada")]
    [InlineData("~~~\n@bob\nx ~~~\n@cy", "")]
    [InlineData("@ada\n~~~\n@bob\n~~~", "ada")]
    [InlineData("@ada\n~~~\n@bob\n~~~\n", "ada")]
    [InlineData("@ada\n~~~", "ada")]
    [InlineData("@ada\n~~~\n", "ada")]
    [InlineData("@ada\n```", "ada")]
    [InlineData("@ada\n   ", "ada")]
    [InlineData("@ada\n ", "ada")]
    [InlineData("@ada\n", "ada")]

    // At most three spaces stand before a fence.
    [InlineData(" ~~~\n@bob\n~~~\n@ada", "ada")]
    [InlineData("  ~~~\n@bob\n ~~~\n@ada", "ada")]
    [InlineData("   ~~~\n@bob\n   ~~~\n@ada", "ada")]
    [InlineData("   ```\n@bob", "")]
    [InlineData("    ~~~\n@ada", "ada")]
    [InlineData("    ```\n@ada", "ada")]
    [InlineData("~~~\n@bob\n    ~~~\n@cy", "")]
    [InlineData("@ada\n   ~~~\n@bob", "ada")]
    [InlineData("\t~~~\n@ada", "ada")]
    public void NamesIn_FindsMentionsOutsideCode(string text, string names) => string.Join(' ', MentionText.NamesIn(text)).Should().Be(names);

    [Fact]
    public void NamesIn_TakesNamesUpToTheLongest()
    {
        MentionText.NamesIn($"@{Longest} @{Longest}a @ada").Should().Equal(Longest, "ada");
        MentionText.IsName(Longest).Should().BeTrue();
        MentionText.IsName(Longest + "a").Should().BeFalse();
    }

    [Theory]
    [InlineData("ada", true)]
    [InlineData("user-17_x", true)]
    [InlineData("", false)]
    [InlineData("-ada", false)]
    [InlineData("ada-", false)]
    [InlineData("ada.", false)]
    [InlineData("ada bob", false)]
    [InlineData("ada @bob", false)]
    [InlineData("@ada", false)]
    [InlineData("ada/team", false)]
    [InlineData("ädä", false)]
    public void IsName_IsWhatStandsWholeInAMention(string name, bool isName) => MentionText.IsName(name).Should().Be(isName);

    [Theory]
    [InlineData("", "")]
    [InlineData("ada", "ada")]
    [InlineData("@ada", "@user-17")]
    [InlineData("@ada @cy @bob!", "@user-17 @cy @x!")]
    [InlineData("@bob@ada (@ada)", "@bob@ada (@user-17)")]
    [InlineData("@ada`@ada`@ada", "@user-17`@ada`@user-17")]
    [InlineData("`@ada` x `@bob` @bob y", "`@ada` x `@bob` @x y")]
    [InlineData("@bob\r\n~~~\r\n@ada\r\n~~~\r\n@ada", "@x\r\n~~~\r\n@ada\r\n~~~\r\n@user-17")]
    [InlineData("@ada\n```\n@ada\n```", "@user-17\n```\n@ada\n```")]
    [InlineData("```\n@ada", "```\n@ada")]
    [InlineData("`@ada ``@ada`` end", "`@user-17 ``@ada`` end")]
    public void Replace_ChangesKnownNamesOutsideCode_AndNothingElse(string text, string expected) => MentionText.Replace(text, Names).Should().Be(expected);

    [Fact]
    public void Replace_WithNoNames_GivesTheSameText()
    {
        var text = "@ada `@ada`";

        MentionText.Replace(text, new Dictionary<string, string>()).Should().BeSameAs(text);
    }
}
