using CsCheck;

namespace GitSync.GitHub.Tests;

/// <summary>GitHub: at most 80 requests that create content in a minute, and 500 in an hour.</summary>
public sealed class WritePaceTests
{
    private static readonly DateTimeOffset Start = StubGitHub.Date;

    [Theory]
    [InlineData(80, 60)]
    [InlineData(500, 3_600)]
    [InlineData(1, 60)]
    [InlineData(2, 60)]
    public void NoWindow_HoldsMoreThanTheMaximum(int maximum, int seconds)
    {
        var pace = new WritePace(maximum, TimeSpan.FromSeconds(seconds));
        Gen.Int[0, 3_000].Array[1_000].Sample(
            pauses =>
            {
                var (used, now) = (DateTimeOffset.MinValue, Start);
                var sent = new Queue<DateTimeOffset>();
                foreach (var pause in pauses)
                {
                    now += TimeSpan.FromMilliseconds(pause);
                    if (pace.NextAt(used) > now)
                    {
                        continue;
                    }

                    used = pace.Take(used, now);
                    sent.Enqueue(now);
                    while (sent.Peek() <= now - pace.Window)
                    {
                        sent.Dequeue();
                    }

                    if (sent.Count > maximum)
                    {
                        return false;
                    }
                }

                return true;
            },
            iter: 50,
            seed: "0000KOIfhLvE");
    }

    [Fact]
    public void AfterAPause_AQuarterIsSentAtOnceAndTheRestEvenly()
    {
        var pace = new WritePace(80, TimeSpan.FromMinutes(1));
        var used = DateTimeOffset.MinValue;
        for (var i = 0; i < 20; i++)
        {
            pace.NextAt(used).Should().BeOnOrBefore(Start);
            used = pace.Take(used, Start);
        }

        pace.NextAt(used).Should().Be(Start.AddSeconds(1));
    }
}
