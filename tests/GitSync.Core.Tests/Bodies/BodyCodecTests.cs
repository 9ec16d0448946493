using CsCheck;

namespace GitSync.Core.Tests;

/// <summary>The trailer that is written under a body, and how it is taken off again: exactly, or where somebody edited around it.</summary>
public sealed class BodyCodecTests
{
    private const string Attribution = "_Written by Ada in Board._";

    private static readonly MarkerFactory Markers = new("0123456789abcdef"u8, RandomSource.System);
    private static readonly string Marker = Markers.Create();

    /// <summary>Bodies that try to be mistaken: markers, attribution lines, line ends of all kinds, at every place.</summary>
    private static readonly Gen<string> Bodies = Gen.OneOf(
        Gen.String,
        Gen.OneOf("", "\n", "\n\n", "\r\n", " ", Marker, Attribution, Markers.Create(), MarkerFactory.Prefix, "---", "text", "@ada", "ÄÖ🙂", "<!--")
            .Array[0, 12].Select(parts => string.Concat(parts)));

    [Fact]
    public void EncodeThenDecode_GivesTheBodyBack() => Bodies.Select(Gen.Bool, Gen.Bool).Sample((body, attributed, marked) =>
    {
        var (attribution, marker) = (attributed ? Attribution : null, marked ? Marker : null);

        return BodyCodec.Decode(BodyCodec.Encode(body, attribution, marker), attribution, marker) == body;
    });

    [Fact]
    public void DecodeThenEncode_GivesTheRawBodyBack_WhenTheTrailerStandsAtTheEnd() => Bodies.Sample(body =>
    {
        var raw = BodyCodec.Encode(body, Attribution, Marker);

        return BodyCodec.Encode(BodyCodec.Decode(raw, Attribution, Marker), Attribution, Marker) == raw;
    });

    [Theory]
    [InlineData("text\r\n\r\n{m}", "text")]
    [InlineData("text\n\n{m}\nadded below", "text\nadded below")]
    [InlineData("text\r\n\r\n{a}\r\n{m}", "text")]
    [InlineData("{m}", "")]
    [InlineData("text without it", "text without it")]
    public void TrailerThatWasEditedAround_IsTakenOut(string raw, string expected)
    {
        raw = raw.Replace("{m}", Marker).Replace("{a}", Attribution);

        BodyCodec.Decode(raw, raw.Contains(Attribution) ? Attribution : null, Marker).Should().Be(expected);
    }

    [Fact]
    public void BodyBornOnGitHub_IsPassedThrough_EvenWithAForeignMarker()
    {
        var body = "copied\n\n" + Marker;

        BodyCodec.Decode(body, null, null).Should().Be(body);
    }

    [Theory]
    [InlineData("text", false, "text\n\n{m}")]
    [InlineData("text", true, "text\n\n{a}\n{m}")]
    [InlineData("", false, "\n\n{m}")]
    [InlineData("text\r\n", true, "text\r\n\n\n{a}\n{m}")]
    [InlineData("text\n\n{a}\n{m}", true, "text\n\n{a}\n{m}\n\n{a}\n{m}")]
    public void Trailer_IsWrittenAndTakenOffExactly(string body, bool attributed, string raw)
    {
        var attribution = attributed ? Attribution : null;

        BodyCodec.Encode(Filled(body), attribution, Marker).Should().Be(Filled(raw));
        BodyCodec.Decode(Filled(raw), attribution, Marker).Should().Be(Filled(body));
    }

    [Fact]
    public void BodyBornOnGitHub_GetsNoTrailer_AndKeepsItsAttributionLine()
    {
        BodyCodec.Encode("text", Attribution, null).Should().Be("text");
        BodyCodec.Decode("text\n" + Attribution, Attribution, null).Should().Be("text\n" + Attribution);
    }

    /// <summary>The attribution goes only from its last place, and only where that is a line of its own.</summary>
    [Theory]
    [InlineData("{a}", "")]
    [InlineData("{a}\ntext", "\ntext")]
    [InlineData("{a}\r\ntext", "\r\ntext")]
    [InlineData("\n{a}", "")]
    [InlineData("text\n{a}", "text")]
    [InlineData("text\r\n{a}", "text")]
    [InlineData("text\n\n{a}", "text")]
    [InlineData("text\r\n\r\n{a}", "text")]
    [InlineData("text\n\n\n{a}", "text\n")]
    [InlineData("text\n\n{a}\nmore", "text\nmore")]
    [InlineData("text\r\n\r\n{a}\r\nmore", "text\r\nmore")]
    [InlineData("{a}\ntext\n{a}", "{a}\ntext")]
    [InlineData("text {a}", "text {a}")]
    [InlineData("text\r{a}", "text\r{a}")]
    [InlineData("text {a}\nmore", "text {a}\nmore")]
    [InlineData("text\n{a} more", "text\n{a} more")]
    [InlineData("{a} more", "{a} more")]
    [InlineData("{a}\ntext {a}", "{a}\ntext {a}")]
    [InlineData("text", "text")]
    [InlineData("", "")]
    [InlineData("text\n\n{a}\n{m}\nmore", "text\nmore")]
    [InlineData("text {a}\n{m}\n", "text {a}\n")]
    [InlineData("{m}\n{a}", "")]
    public void AttributionThatWasEditedAround_IsTakenOutAsALine(string raw, string expected) =>
        BodyCodec.Decode(Filled(raw), Attribution, Marker).Should().Be(Filled(expected));

    [Theory]
    [InlineData("{m} text", " text")]
    [InlineData("one {m} two {m} three", "one {m} two  three")]
    [InlineData("text\n\n\n{m} ", "text\n ")]
    [InlineData("text\r\n{m}\r\n", "text\r\n")]
    [InlineData("text\n\n{a}\n{m} ", "text\n\n{a} ")]
    public void MarkerThatWasEditedAround_IsTakenOutOfItsLastPlace(string raw, string expected) =>
        BodyCodec.Decode(Filled(raw), null, Marker).Should().Be(Filled(expected));

    [Fact]
    public void MissingText_IsRefused()
    {
        var encode = () => BodyCodec.Encode(null!, null, null);
        var decode = () => BodyCodec.Decode(null!, null, null);

        encode.Should().Throw<ArgumentNullException>().WithParameterName("body");
        decode.Should().Throw<ArgumentNullException>().WithParameterName("raw");
    }

    private static string Filled(string text) => text.Replace("{m}", Marker).Replace("{a}", Attribution);
}
