using GitSync.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GitSync.Dashboard.Tests;

/// <summary>Wherever somebody has clicked, their page keeps up with the store.</summary>
[Collection(BrowserCollection.Name)]
public sealed class FocusedPagesTests(Browser browser) : IAsyncLifetime
{
    private const string Badge = "#live";

    private readonly PulseClock _clock = new();
    private SyncHarness _sync = null!;
    private DashboardHost _host = null!;

    public async Task InitializeAsync()
    {
        _sync = await WeatherHarness.StartAsync();
        await _sync.SaveAsync("plan", new TaskContent { Title = "Plan" }, SyncAction.Created);
        _host = await DashboardHost.StartAsync(
            app => app.MapGitSyncDashboard("/admin/sync").AllowAnonymousInDevelopment(),
            services => services.AddHarness(_sync).AddSingleton<TimeProvider>(_clock),
            Environments.Development);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _sync.DisposeAsync();
    }

    [Theory]
    [InlineData("h1")]
    [InlineData("th:nth-child(2)")]
    [InlineData(".search .hint")]
    public async Task ClickOnAText_StopsNoUpdates(string where)
    {
        await using var tab = await OpenAsync("operations");
        await tab.Page.ClickAsync(where);

        await ChangeAsync();

        await tab.Page.Locator("tbody tr").Nth(1).WaitForAsync();
    }

    [Fact]
    public async Task SkipLink_StopsNoUpdates()
    {
        await using var tab = await OpenAsync("operations");
        await tab.Page.Keyboard.PressAsync("Tab");
        await tab.Page.Keyboard.PressAsync("Enter");

        await ChangeAsync();

        await tab.Page.Locator("tbody tr").Nth(1).WaitForAsync();
    }

    private async Task<Tab> OpenAsync(string path)
    {
        var tab = await browser.OpenAsync();
        await tab.GoToAsync(_host.At("admin/sync/" + path));
        await tab.Page.Locator(Badge + "[data-state=live]").WaitForAsync();
        return tab;
    }

    private async Task ChangeAsync()
    {
        await _sync.SaveAsync("other", new TaskContent { Title = "Other" }, SyncAction.Created);
        await _clock.PassAsync();
    }
}
