using CsCheck;
using GitSync.Testing;
using Microsoft.Extensions.Options;

namespace GitSync.Core.Tests;

/// <summary>Mentions are mapped token by token, and what stands on GitHub always goes back as it was (Plane #9071: mentions mangled).</summary>
public sealed class MentionTests
{
    /// <summary>Pieces that try to be mistaken: known names of both sides, unknown ones, code, paths, addresses, teams.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String,
        Gen.OneOf(
                "@ada", "@user-17", "@bob", "@user-18", "@Ada", "@stranger", "@org/team", "a@ada", "@ada-", "@", "`", "``", "```", "~~~", "\n", "\r\n", " ", "   ",
                ".", "/", "-", "x", "@ada/x", "@user-17-x", "@@ada", "_@ada_", "@two", "@three", "@same")
            .Array[0, 14].Select(parts => string.Concat(parts)));

    [Fact]
    public void BodyFromGitHub_GoesBackByteForByte() => Texts.Select(Gen.Bool).Sample((text, outward) =>
    {
        var mapping = Mapping(outward);
        var (here, mentions) = Now(mapping.ToAppAsync(text, CancellationToken.None));

        return Now(mapping.ToGitHubAsync(here, text, [mentions], CancellationToken.None)) == text;
    });

    [Fact]
    public void BodyFromHere_ComesBackAsItWas_UnlessItNamesLogins() => Texts.Select(Gen.Bool).Where((text, _) => MentionText.NamesIn(text).All(name => name is not ("ada" or "bob" or "three")))
        .Sample((text, outward) =>
        {
            var mapping = Mapping(outward);
            var there = Now(mapping.ToGitHubAsync(text, null, [], CancellationToken.None));

            return !outward || Now(mapping.ToAppAsync(there, CancellationToken.None)).Text == text;
        });

    [Theory]
    [InlineData("@ada", "@user-17")]
    [InlineData("Hello @ada, hello @bob!", "Hello @user-17, hello @user-18!")]
    [InlineData("(@ada)", "(@user-17)")]
    [InlineData("@ada.", "@user-17.")]
    [InlineData("`@ada` @ada", "`@ada` @user-17")]
    [InlineData("``a ` @ada`` @ada", "``a ` @ada`` @user-17")]
    [InlineData("```\n@ada\n```\n@ada", "```\n@ada\n```\n@user-17")]
    [InlineData("  ~~~ x\n@ada\n```\n~~~~\n@ada", "  ~~~ x\n@ada\n```\n~~~~\n@user-17")]
    [InlineData("```\n@ada", "```\n@ada")]
    [InlineData("a lone ` and @ada", "a lone ` and @user-17")]
    [InlineData("@Ada @stranger @ada/team me@ada.org x.@ada", "@Ada @stranger @ada/team me@ada.org x.@ada")]
    [InlineData("@ada wrote the word @user-17", "@ada wrote the word @user-17")]
    public void MentionsOfGitHub_AsTheRecordHoldsThem(string raw, string expected) =>
        Now(Mapping(outward: false).ToAppAsync(raw, CancellationToken.None)).Text.Should().Be(expected);

    [Fact]
    public void MoreNamesThanAConversationHas_AreLeftAsTheyAre()
    {
        var text = "@ada " + string.Join(' ', Enumerable.Range(0, MentionMapping.MaximumNames).Select(i => $"@name{i}"));

        Now(Mapping(outward: true).ToAppAsync(text, CancellationToken.None)).Text.Should().Be(text);
    }

    [Theory]
    [InlineData("Ada", "Ada")]
    [InlineData("@ada <b>*x*</b>\r\n<!-- gitsync:v1:", @"ada \<b\>\*x\*\</b\>  \<!-- gitsync:v1:")]
    [InlineData("   ", "")]
    public void NameInAnAttributionLine_IsPlainTextOnOneLine(string name, string expected) => AttributionLine.Plain(name).Should().Be(expected);

    private static MentionMapping Mapping(bool outward)
    {
        var users = new InMemoryUserDirectory();
        users.Add("user-17", new GitHubAccount("ada"));
        users.Add("user-18", new GitHubAccount("bob"));
        users.Add("same", new GitHubAccount("same"));

        // Two accounts of one user: only one of them can be turned back.
        users.Add("user-19", new GitHubAccount("two"));
        users.Add("user-19", new GitHubAccount("three"));
        return new MentionMapping(users, Options.Create(new GitSyncOptions { Mentions = new MentionOptions { Outward = outward } }));
    }

    /// <summary>The directory is in memory: nothing waits.</summary>
    private static T Now<T>(ValueTask<T> text) => text.IsCompletedSuccessfully ? text.Result : throw new InvalidOperationException("It waits.");
}
