using Microsoft.Extensions.Time.Testing;

namespace GitSync.Core.Tests;

/// <summary>No new request to GitHub inside the lease's margin.</summary>
public sealed class LeaseWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly GitSyncOptions _options = new() { Lease = TimeSpan.FromSeconds(45), LeaseMargin = TimeSpan.FromSeconds(15) };

    [Fact]
    public void WithoutRenewal_RunningOperationsAreToldToStopAtTheMargin()
    {
        using var lease = new LeaseWatch(_options, _time);
        lease.Renewed(_time.GetTimestamp());
        var token = lease.Token;
        _time.Advance(TimeSpan.FromSeconds(29));
        token.IsCancellationRequested.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        token.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public void SlowAnswer_CountsFromWhenItWasAsked()
    {
        using var lease = new LeaseWatch(_options, _time);
        var asked = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(20));
        lease.Renewed(asked);
        lease.RenewIn.Should().Be(TimeSpan.Zero, "a third of the lease has passed");
        var token = lease.Token;
        _time.Advance(TimeSpan.FromSeconds(10));
        token.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public void RenewalAfterTheMargin_GivesNewOperationsANewToken()
    {
        using var lease = new LeaseWatch(_options, _time);
        var old = lease.Token;
        _time.Advance(TimeSpan.FromSeconds(40));
        old.IsCancellationRequested.Should().BeTrue();
        lease.Renewed(_time.GetTimestamp());
        lease.Token.IsCancellationRequested.Should().BeFalse();
        lease.RenewIn.Should().Be(TimeSpan.FromSeconds(15));
    }
}
