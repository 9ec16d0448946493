using Microsoft.Extensions.Time.Testing;

namespace GitSync.Core.Tests;

public sealed class OperationIdsTests
{
    [Fact]
    public void IdsOfOneMillisecond_GrowAndAreVersion7()
    {
        var ids = new OperationIds(new FakeTimeProvider(Some.Noon), RandomSource.System);
        var made = Enumerable.Range(0, 10_000).Select(_ => ids.Next()).ToArray();

        made.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        made.Should().OnlyContain(id => id.Version == 7 && id.Variant >= 8);
    }

    [Fact]
    public void ClockSetBack_DoesNotRepeatOrShrinkIds()
    {
        var clock = new SettableClock { Now = Some.Noon };
        var ids = new OperationIds(clock, RandomSource.System);
        var before = ids.Next();
        clock.Now = Some.Noon.AddMinutes(-10);

        ids.Next().CompareTo(before).Should().BePositive();
    }

    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
