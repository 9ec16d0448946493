using System.Net;
using GitSync.Testing;

namespace GitSync.Dashboard.Tests;

/// <summary>Forms that no page of the dashboard makes are refused, and break nothing.</summary>
public sealed class MalformedFormsTests : IAsyncLifetime
{
    private SyncHarness _sync = null!;
    private GuardedDashboard _dashboard = null!;

    public async Task InitializeAsync()
    {
        _sync = await WeatherHarness.StartAsync();
        _dashboard = await GuardedDashboard.StartAsync(_sync);
    }

    public async Task DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _sync.DisposeAsync();
    }

    [Fact]
    public async Task BackWithLettersOfAnyScript_IsAnswered()
    {
        using var answer = await _dashboard.Viewer().PostAsync("preferences", ("theme", "dark"), ("back", "/admin/sync/operations?q=task:größer"));

        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        answer.Headers.Location!.OriginalString.Should().StartWith("/admin/sync/");
        _dashboard.Host.Errors.Should().BeEmpty();
    }

    [Theory]
    [InlineData("not a token!")]
    [InlineData("AAAA")]
    [InlineData("=")]
    [InlineData("größer")]
    public async Task TokenThatIsNone_IsRefused(string token)
    {
        using var answer = await _dashboard.Viewer().SendAsync("preferences", [("token", token)]);

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        _dashboard.Host.Errors.Should().BeEmpty();
    }
}
