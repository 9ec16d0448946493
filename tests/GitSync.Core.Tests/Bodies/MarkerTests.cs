namespace GitSync.Core.Tests;

/// <summary>Markers cannot be forged, and the last genuine one is found wherever it stands.</summary>
public sealed class MarkerTests
{
    private readonly MarkerFactory _markers = new("0123456789abcdef"u8, RandomSource.System);

    [Fact]
    public void OwnMarker_IsFound()
    {
        var marker = _markers.Create();

        _markers.Find("text\n\n" + marker).Should().Be(marker);
        marker.Should().StartWith("<!-- gitsync:v1:").And.EndWith(" -->");
    }

    [Fact]
    public void LastGenuineMarker_IsFound_WhenSeveralStand()
    {
        var (first, second) = (_markers.Create(), _markers.Create());

        _markers.Find($"{first} {second} {MarkerFactory.Prefix}forged.forged -->").Should().Be(second);
    }

    [Fact]
    public void MarkerOfAnotherKey_DoesNotCount()
    {
        var foreign = new MarkerFactory("another-key-of-16"u8, RandomSource.System).Create();

        _markers.Find("text " + foreign).Should().BeNull();
    }

    [Fact]
    public void DamagedMarkers_DoNotCount()
    {
        var marker = _markers.Create();
        for (var length = 0; length < marker.Length; length++)
        {
            _markers.Find(marker[..length]).Should().BeNull();
        }

        for (var at = MarkerFactory.Prefix.Length; at < marker.Length; at++)
        {
            var other = marker[at] == 'x' ? 'y' : 'x';
            _markers.Find(marker[..at] + other + marker[(at + 1)..]).Should().BeNull();
        }
    }

    [Fact]
    public void ShortKey_IsRefused()
    {
        var make = () => new MarkerFactory("0123456789abcde"u8, RandomSource.System);

        make.Should().Throw<ArgumentException>().WithMessage("A marker key needs at least 16 bytes.*").WithParameterName("key");
    }

    [Fact]
    public void TwoMarkers_Differ() => Enumerable.Range(0, 100).Select(_ => _markers.Create()).Should().OnlyHaveUniqueItems();

    /// <summary>The form is stored in bodies on GitHub, so it may never change.</summary>
    [Fact]
    public void Marker_HasAFixedForm()
    {
        var markers = new MarkerFactory("0123456789abcdef"u8, new Zeros());

        markers.Create().Should().MatchRegex("^<!-- gitsync:v1:AAAAAAAAAAAAAAAA\\.[A-Za-z0-9_-]{16} -->$").And.Be(markers.Create());
    }

    /// <summary>Bodies with two genuine markers (1 and 2) and damaged ones (!), and which is found.</summary>
    [Theory]
    [InlineData("1", "1")]
    [InlineData("1 text", "1")]
    [InlineData("text 1", "1")]
    [InlineData("12", "2")]
    [InlineData("2 text 1 text", "1")]
    [InlineData("1!", "1")]
    [InlineData("1 ! 2 ! !", "2")]
    [InlineData("!1", "1")]
    [InlineData("!", "")]
    [InlineData("! text !", "")]
    [InlineData("text", "")]
    [InlineData("", "")]
    public void LastGenuineMarker_IsFoundWhereverItStands(string body, string found)
    {
        var (first, second) = (_markers.Create(), _markers.Create());
        var text = string.Concat(body.Select(each => Filled(each)));

        _markers.Find(text).Should().Be(found.Length == 0 ? null : Filled(found[0]));
        new MarkerFactory("0123456789abcdef"u8, new Zeros()).Find(text).Should().Be(_markers.Find(text), "every host with the key knows it");

        string Filled(char each) => each switch
        {
            '1' => first,
            '2' => second,
            '!' => MarkerFactory.Prefix,
            _ => each.ToString(),
        };
    }

    [Fact]
    public void Key_IsCopied_AndMissingTextIsRefused()
    {
        var key = "0123456789abcdef"u8.ToArray();
        var markers = new MarkerFactory(key, RandomSource.System);
        key.AsSpan().Clear();
        var marker = _markers.Create();
        var find = () => markers.Find(null!);

        markers.Find(marker).Should().Be(marker);
        find.Should().Throw<ArgumentNullException>().WithParameterName("body");
    }

    private sealed class Zeros : RandomSource
    {
        public override void Fill(Span<byte> bytes) => bytes.Clear();
    }
}
