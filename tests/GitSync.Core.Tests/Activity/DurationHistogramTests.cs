namespace GitSync.Core.Tests;

public sealed class DurationHistogramTests
{
    [Theory]
    [InlineData(new[] { 1500 }, 0.0, 1000)]
    [InlineData(new[] { 1500 }, 0.5, 1500)]
    [InlineData(new[] { 1500 }, 1.0, 2000)]
    [InlineData(new[] { 1, 1, 1, 1 }, 0.5, 0.5)]
    [InlineData(new[] { 1, 1500 }, 0.5, 1)]
    [InlineData(new[] { 1, 1500 }, 0.75, 1500)]
    [InlineData(new[] { 20, 40, 40, 4000 }, 0.95, 4400)]
    [InlineData(new[] { -5 }, 1.0, 1)]
    [InlineData(new[] { 7_200_000 }, 0.5, 1_800_000)]
    public void Percentile_IsInterpolatedWithinItsBucket(int[] milliseconds, double p, double expected) =>
        Of(milliseconds).Percentile(p).Should().Be(TimeSpan.FromMilliseconds(expected));

    [Fact]
    public void Percentile_OfNothingIsUnknown() => DurationHistogram.Empty.Percentile(0.5).Should().BeNull();

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Percentile_OfNoShareIsRefused(double p)
    {
        var act = () => DurationHistogram.Empty.Percentile(p);

        act.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Sum_IsThatOfAllDurations()
    {
        var (one, other) = (Of(1, 30, 9_000), Of(2, 30, 7_200_000));

        var sum = one.Plus(other);

        sum.Count.Should().Be(6);
        sum.Counts.Should().Equal(Of(1, 30, 9_000, 2, 30, 7_200_000).Counts);
        one.Count.Should().Be(3, "histograms do not change");
        sum.Counts[^1].Should().Be(1, "two hours are longer than the last bound");
    }

    [Fact]
    public void Bounds_RiseFromAMillisecondToHalfAnHour()
    {
        DurationHistogram.Bounds.Should().BeInAscendingOrder();
        DurationHistogram.Bounds[0].Should().Be(TimeSpan.FromMilliseconds(1));
        DurationHistogram.Bounds[^1].Should().Be(TimeSpan.FromMinutes(30));
    }

    private static DurationHistogram Of(params int[] milliseconds) =>
        milliseconds.Aggregate(DurationHistogram.Empty, (sum, each) => sum.Add(TimeSpan.FromMilliseconds(each)));
}
