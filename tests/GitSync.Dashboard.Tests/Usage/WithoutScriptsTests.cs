using GitSync.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace GitSync.Dashboard.Tests;

/// <summary>Without JavaScript everything can be done: pages are links and forms.</summary>
[Collection(BrowserCollection.Name)]
public sealed class WithoutScriptsTests(Browser browser) : IAsyncLifetime
{
    private static readonly Visitor Plain = new() { HasJavaScript = false };

    private SyncHarness _sync = null!;
    private DashboardHost _host = null!;

    public async Task InitializeAsync()
    {
        _sync = await Weather.StartAsync();
        _host = await DashboardHost.StartAsync(
            app => app.MapGitSyncDashboard("/admin/sync").AllowAnonymousInDevelopment(), services => services.AddHarness(_sync), Environments.Development);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _sync.DisposeAsync();
    }

    [Fact]
    public async Task ErroredOperation_IsSearched_AndQueuedAgain()
    {
        var errored = (await _sync.OperationsAsync()).Single(each => each.State == OperationState.Errored);
        await using var tab = await browser.OpenAsync(Plain);
        var page = tab.Page;
        await tab.GoToAsync(_host.At("admin/sync/operations"));

        await page.FillAsync("#q", "state:errored");
        await page.ClickAsync("text=Find");
        await page.ClickAsync("table a");
        await page.FillAsync("input[name=reason]", "shorter now");
        await page.ClickAsync("text=Queue again");

        (await page.TextContentAsync(".said")).Should().Be("1 operation was queued again.");
        page.Url.Should().EndWith($"/operations/{errored.Id}");
        (await _sync.Store.FindOperationAsync(errored.Id))!.State.Should().Be(OperationState.Queued);
        (await tab.FindingsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task AllThatMatch_AreConfirmed_AndQueuedAgain()
    {
        await using var tab = await browser.OpenAsync(Plain);
        var page = tab.Page;
        await tab.GoToAsync(_host.At("admin/sync/operations?q=state:errored"));

        await page.ClickAsync("text=Queue all that match again");
        (await page.TextContentAsync(".why")).Should().StartWith("1 operation matches state:errored");
        await page.ClickAsync("button:has-text('Queue 1 operation again')");

        page.Url.Should().Contain("/runs/");
        (await page.TextContentAsync("h1")).Should().Be("Queue again: state:errored");
        (await tab.FindingsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Payload_IsRevealed()
    {
        var brought = (await _sync.OperationsAsync()).First(each => each.DeliveryId is not null);
        await using var tab = await browser.OpenAsync(Plain);
        await tab.GoToAsync(_host.At($"admin/sync/operations/{brought.Id}"));

        await tab.Page.ClickAsync("section[aria-labelledby=webhook] a");
        (await tab.Page.ContentAsync()).Should().NotContain("Checkout fails with two coupons");
        await tab.Page.ClickAsync("text=Show its texts");

        (await tab.Page.ContentAsync()).Should().Contain("Checkout fails with two coupons");
        (await _sync.Store.ListAuditAsync(new AuditQuery())).Should().ContainSingle(entry => entry.Action == "reveal-payload");
        (await tab.FindingsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Theme_IsKept()
    {
        await using var tab = await browser.OpenAsync(Plain);
        await tab.GoToAsync(_host.At("admin/sync/lanes"));

        await tab.Page.SelectOptionAsync("select[name=theme]", "dark");
        await tab.Page.ClickAsync("text=Keep");

        tab.Page.Url.Should().EndWith("/admin/sync/lanes");
        (await tab.Page.GetAttributeAsync("html", "data-theme")).Should().Be("dark");
        (await tab.Page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).colorScheme")).Should().Be("dark");
    }
}
