namespace GitSync.Core.Tests;

public sealed class RetryPolicyTests
{
    [Theory]
    [InlineData(1, 0.0, 1)]
    [InlineData(1, 0.999999, 2)]
    [InlineData(2, 0.0, 2)]
    [InlineData(4, 0.0, 8)]
    [InlineData(60, 0.0, 450)]
    public void Delay_DoublesUpToTheMaximum_WithJitterInTheUpperHalf(int attempt, double jitter, double seconds) =>
        RetryPolicy.Delay(attempt, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(15), jitter).TotalSeconds.Should().BeApproximately(seconds, 0.001);
}
