using GitSync.Dashboard.Search;

namespace GitSync.Dashboard.Tests;

/// <summary>Whatever somebody writes is understood, or answered with a sentence that says what to write.</summary>
public sealed class QualifierParserTests
{
    public static TheoryData<string, string> Understood => new()
    {
        { "", "" },
        { "   ", "" },
        { "state:errored", "state:errored" },
        { "STATE:Errored", "state:errored" },
        { "errored", "state:errored" },
        { "direction:inbound kind:task", "direction:in kind:task" },
        { "direction:OUT", "direction:out" },
        { "42", "issue:42" },
        { "#42", "issue:42" },
        { "issue:#42", "issue:42" },
        { "octo-org/board", "repo:octo-org/board" },
        { "repo:9007199254740993", "repo:9007199254740993" },
        { "lane:9223372036854775807", "lane:9223372036854775807" },
        { "repo:octo/app  issue:7\tstate:queued", "state:queued repo:octo/app issue:7" },
        { "task:\"an id with spaces\"", "task:\"an id with spaces\"" },
        { "task:\"a \\\"quote\\\" and a \\\\\"", "task:\"a \\\"quote\\\" and a \\\\\"" },
        { "task:größer", "task:größer" },
        { "task:a:b:c", "task:a:b:c" },
        { "task:state:errored", "task:state:errored" },
        { "state:errored state:errored", "state:errored" },
        { "0195d1c0-0000-7000-8000-000000000000", "0195d1c0-0000-7000-8000-000000000000" },
        { "{0195D1C0-0000-7000-8000-000000000000}", "0195d1c0-0000-7000-8000-000000000000" },
        { "delivery:0195d1c000007000800000000000000a", "delivery:0195d1c0-0000-7000-8000-00000000000a" },
    };

    public static TheoryData<string, string> Mistaken => new()
    {
        { "state:lost", "There is no state \"lost\". States: queued, processing, completed, errored, canceled, dropped, duplicate, disabled." },
        { "state:", "state: has no value." },
        { "task:\"\"", "task: has no value." },
        { "state:7", "There is no state \"7\"." },
        { "color:red", "There is no qualifier color:. Known ones: state:, direction:" },
        { "issue:0", "issue: is the number of an issue or pull request" },
        { "issue:-1", "issue: is the number of an issue or pull request" },
        { "issue:2147483648", "issue: is the number of an issue or pull request" },
        { "issue:4.5", "issue: is the number of an issue or pull request" },
        { "lane:9223372036854775808", "lane: is the number of a lane; \"9223372036854775808\" is none." },
        { "lane:x", "lane: is the number of a lane; \"x\" is none." },
        { "direction:up", "direction: is in (from GitHub) or out (to GitHub)." },
        { "kind:note", "kind: is task or comment." },
        { "delivery:1", "delivery: is the GUID that GitHub gave a webhook; \"1\" is none." },
        { "task:\"open", "A quote is not closed" },
        { "task:\"open\\\"", "A quote is not closed" },
        { "task:\"open\\", "A quote is not closed" },
        { "state:errored state:queued", "state: is there twice with different values" },
        { "42 43", "is there twice with different values" },
        { "hello", "\"hello\" is no number of an issue, no GUID, no owner/name and no state." },
        { "a/b/c", "\"a/b/c\" is no number of an issue" },
        { "99999999999", "is no number of an issue" },
        { "task:a\0b", "none of them is U+0000" },
        { "\0", "none of them is U+0000" },
        { ":", "is no number of an issue" },
        { "::::", "is no number of an issue" },
        { "' OR 1=1 --", "is no number of an issue" },
        { "task:" + new string('x', 301), "A value has 300 characters at most" },
        { new string('x', 1_001), "A search has 1000 characters at most; this one has 1001." },
    };

    [Theory]
    [MemberData(nameof(Understood))]
    public void Search_IsUnderstood_AndWrittenInOneWay(string text, string expected)
    {
        var parsed = QualifierParser.Parse(text);

        parsed.Mistake.Should().BeNull();
        parsed.Filter.ToString().Should().Be(expected);
        QualifierParser.Parse(expected).Should().Be(parsed, "what is written is read again as the same");
    }

    [Theory]
    [MemberData(nameof(Mistaken))]
    public void Mistake_IsASentence_AndAsksForNothing(string text, string sentence)
    {
        var parsed = QualifierParser.Parse(text);

        parsed.Mistake.Should().Contain(sentence).And.EndWith(".");
        parsed.Filter.Should().Be(new OperationFilter());
    }

    [Fact]
    public void NoText_AsksForEverything() => QualifierParser.Parse(null).Should().Be(new ParsedFilter(new OperationFilter(), null));

    /// <summary>Every text of three characters that mean something, after every qualifier: an answer, never an exception.</summary>
    [Fact]
    public void AnyText_IsAnswered()
    {
        const string Telling = "a1:\"\\ #/\0\uD800";
        string[] starts = ["", .. QualifierParser.Known.Split(", ")];
        foreach (var start in starts)
        {
            foreach (var (a, b, c) in from a in Telling from b in Telling from c in Telling select (a, b, c))
            {
                var parsed = QualifierParser.Parse($"{start}{a}{b}{c}");
                if (parsed.Mistake is null)
                {
                    QualifierParser.Parse(parsed.Filter.ToString()).Should().Be(parsed);
                }
            }
        }
    }
}
