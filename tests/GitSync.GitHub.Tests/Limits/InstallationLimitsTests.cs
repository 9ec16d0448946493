namespace GitSync.GitHub.Tests;

/// <summary>What an installation may do, as pure moves.</summary>
public sealed class InstallationLimitsTests
{
    private static readonly DateTimeOffset Now = StubGitHub.Date;
    private readonly InstallationLimits _free = new();

    [Fact]
    public void RefusalWithoutATime_WaitsAMinuteAndThenExponentiallyUpToAnHour()
    {
        var (limits, now) = (_free, Now);
        var minutes = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            limits = limits.Refuse(now, null);
            minutes.Add((limits.BlockedUntil!.Value - now).TotalMinutes);
            now = limits.BlockedUntil.Value;
        }

        minutes.Should().Equal(1, 2, 4, 8, 16, 32, 60, 60);
    }

    [Fact]
    public void RequestsThatAreRefusedTogether_AreOneRefusal()
    {
        var limits = _free.Refuse(Now, null);
        for (var i = 0; i < 15; i++)
        {
            limits = limits.Refuse(Now.AddSeconds(1), null);
        }

        limits.BlockedUntil.Should().Be(Now.AddMinutes(1));
        limits.Refusals.Should().Be(1);
    }

    [Fact]
    public void GrantedRequest_BeginsTheWaitsAnew() =>
        _free.Refuse(Now, null).Refuse(Now.AddMinutes(1), null).Grant(null).Refuse(Now.AddMinutes(9), null)
            .BlockedUntil.Should().Be(Now.AddMinutes(10));

    [Theory]
    [InlineData(0, true, true)]
    [InlineData(0, false, true)]
    [InlineData(499, true, false)]
    [InlineData(499, false, true)]
    [InlineData(500, false, false)]
    public void RestOfTheHour_IsKeptForUsersEdits(int remaining, bool isUrgent, bool waits)
    {
        var limits = _free.Grant(new RateHeaders(5_000, remaining, Now.AddMinutes(20)));
        limits.MustWait(Now, 0.1, isUrgent)?.Until.Should().Be(Now.AddMinutes(20));
        limits.MustWait(Now, 0.1, isUrgent).HasValue.Should().Be(waits);
        limits.MustWait(Now.AddMinutes(20), 0.1, isUrgent).Should().BeNull("the hour is over");
    }

    [Fact]
    public void Headroom_IsKnownUntilItsWindowIsOver()
    {
        var seen = _free.Grant(new RateHeaders(5_000, 4_998, Now.AddMinutes(20)));
        _free.HeadroomAt(Now).Should().BeNull("nothing was asked yet");
        seen.HeadroomAt(Now).Should().Be(new RemoteHeadroom(5_000, 4_998, Now.AddMinutes(20)));
        seen.HeadroomAt(Now.AddMinutes(20)).Should().BeNull("the hour is over");
        (seen with { Remaining = null }).HeadroomAt(Now).Should().BeNull();
        (seen with { Limit = -1 }).HeadroomAt(Now).Should().BeNull();
        (seen with { Remaining = 6_000 }).HeadroomAt(Now)!.Remaining.Should().Be(5_000);
    }

    [Fact]
    public void WritesThatArePutOff_ComeBackOneAfterTheOtherAndUsersFirst()
    {
        var minute = new WritePace(4, TimeSpan.FromMinutes(1));
        var (limits, first) = _free.TakeWrite(Now, minute, null, isUrgent: false);
        first.Should().BeNull();
        var waits = new List<DateTimeOffset?>();
        foreach (var isUrgent in (bool[])[false, false, false, true, true])
        {
            (limits, var until) = limits.TakeWrite(Now, minute, null, isUrgent);
            waits.Add(until);
        }

        waits.Should().Equal(Now.AddSeconds(20), Now.AddSeconds(40), Now.AddSeconds(60), Now.AddSeconds(20), Now.AddSeconds(40));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void DamagedDocument_CountsAsNone(string text) =>
        InstallationLimits.Read(System.Text.Encoding.UTF8.GetBytes(text)).Should().Be(_free);

    [Fact]
    public void Document_HoldsEverything()
    {
        var limits = _free.Grant(new RateHeaders(5_000, 7, Now)).Refuse(Now, null)
            .TakeWrite(Now, new WritePace(1, TimeSpan.FromHours(1)), new WritePace(1, TimeSpan.FromHours(1)), true).Limits
            .TakeWrite(Now, new WritePace(1, TimeSpan.FromHours(1)), null, true).Limits
            .TakeWrite(Now, new WritePace(1, TimeSpan.FromHours(1)), null, false).Limits;
        InstallationLimits.Read(limits.Write()).Should().Be(limits);
    }
}
