using GitSync.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GitSync.Dashboard.Tests;

/// <summary>Open pages keep up with the store, and take nothing from under somebody's hands.</summary>
[Collection(BrowserCollection.Name)]
public sealed class LivePagesTests(Browser browser) : IAsyncLifetime
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

    [Fact]
    public async Task Change_IsShownByItself_AndATickStays()
    {
        await using var tab = await OpenAsync("operations");
        await tab.Page.CheckAsync("tbody input");

        await ChangeAsync();

        await tab.Page.Locator("tbody tr").Nth(1).WaitForAsync();
        (await tab.Page.Locator("tbody input:checked").CountAsync()).Should().Be(1);
        (await tab.Page.Locator("tbody tr").Nth(1).Locator("input").IsCheckedAsync()).Should().BeTrue("that is the row it was made in");
        (await tab.FindingsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task TextThatIsBeingWritten_Stays()
    {
        await using var tab = await OpenAsync("operations");
        await tab.Page.FillAsync("input[name=reason]", "because");
        await tab.Page.Keyboard.PressAsync("Tab");

        await ChangeAsync();

        await tab.Page.Locator("tbody tr").Nth(1).WaitForAsync();
        (await tab.Page.InputValueAsync("input[name=reason]")).Should().Be("because");
    }

    [Fact]
    public async Task P_Pauses_AndLetsGoOn()
    {
        await using var tab = await OpenAsync("operations");

        await tab.Page.Keyboard.PressAsync("p");
        (await tab.Page.GetAttributeAsync(Badge, "data-state")).Should().Be("paused");
        (await tab.Page.TextContentAsync(Badge)).Should().StartWith("paused since");
        (await tab.Page.TextContentAsync("#announcement")).Should().Be("Live updates are paused.");

        await _sync.SaveAsync("other", new TaskContent { Title = "Other" }, SyncAction.Created);
        (await tab.Page.Locator("tbody tr").CountAsync()).Should().Be(1);

        await tab.Page.Keyboard.PressAsync("p");
        await tab.Page.Locator("tbody tr").Nth(1).WaitForAsync();
        (await tab.Page.TextContentAsync("#announcement")).Should().Be("Live updates go on.");
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
