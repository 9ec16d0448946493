namespace GitSync.Core.Tests;

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
        var make = () => new MarkerFactory("short"u8, RandomSource.System);

        make.Should().Throw<ArgumentException>();
    }
}
