using Microsoft.Extensions.Time.Testing;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>Where claims begin to look while somebody holds an old snapshot.</summary>
public sealed class ClaimFloorsTests
{
    private static readonly DateTimeOffset Head = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new();
    private readonly ClaimFloors _floors;

    public ClaimFloorsTests() => _floors = new ClaimFloors(_time);

    [Fact]
    public void QuickLooks_AlwaysBeginAtTheFront()
    {
        Look(TimeSpan.FromMilliseconds(5)).FromTheFront.Should().BeTrue();
        Look(TimeSpan.FromMilliseconds(5)).FromTheFront.Should().BeTrue();
    }

    [Fact]
    public void AfterASlowLook_TheNextBeginsAtTheLastHead()
    {
        Look(TimeSpan.FromMilliseconds(80));
        var next = Look(TimeSpan.FromMilliseconds(1));
        next.FromTheFront.Should().BeFalse();
        next.Floors[0].Should().Be(Head);
        next.Floors[1].Should().Be(DateTimeOffset.MinValue, "nothing of that priority was seen");
    }

    [Fact]
    public void AfterASecond_OneLookGoesFromTheFrontAgain()
    {
        Look(TimeSpan.FromMilliseconds(80));
        _time.Advance(TimeSpan.FromSeconds(1));
        Look(TimeSpan.FromMilliseconds(1)).FromTheFront.Should().BeTrue();
        Look(TimeSpan.FromMilliseconds(1)).FromTheFront.Should().BeTrue("it was quick");
    }

    [Fact]
    public void LookThatFoundTooLittle_IsRepeatedFromTheFront() =>
        _floors.Begin(fromTheFront: true).FromTheFront.Should().BeTrue();

    private ClaimFloors.Scan Look(TimeSpan takes)
    {
        var scan = _floors.Begin();
        _time.Advance(takes);
        _floors.End(scan, [new ReadyKey((SyncPriority)0, Head)], takes);
        return scan;
    }
}
