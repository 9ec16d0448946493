using System.Net;

namespace GitSync.Dashboard.Tests;

/// <summary>An export that cannot be read is no broken file.</summary>
public sealed class ExportAwayTests
{
    [Theory]
    [InlineData("audit/export.csv")]
    [InlineData("audit/export.json")]
    public async Task Export_SaysSo(string path)
    {
        await using var sync = await WeatherHarness.StartAsync(StoreProxy.Use);
        await using var dashboard = await GuardedDashboard.StartAsync(sync);
        StoreProxy.Of(sync.Store).Decide = StoreProxy.Away;

        (await dashboard.Administrator().ReadTextAsync(path, HttpStatusCode.ServiceUnavailable)).Should().Contain("The database does not answer: start it again.");
    }
}
