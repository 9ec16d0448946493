using CsCheck;

namespace GitSync.Core.Tests;

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
}
