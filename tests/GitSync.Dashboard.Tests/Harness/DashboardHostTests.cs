using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Tests;

/// <summary>A host shows what a harness did, through its own services, and leaves it alive.</summary>
[Collection(BrowserCollection.Name)]
public sealed class DashboardHostTests(Browser browser)
{
    [Fact]
    public async Task HarnessOfAHost_IsShownByIt_AndOutlivesIt()
    {
        await using var sync = await Weather.StartAsync();
        await using (var host = await DashboardHost.StartAsync(MapTitles, services => services.AddHarness(sync)))
        {
            host.Services.GetRequiredService<ISyncStore>().Should().BeSameAs(sync.Store);
            await PageCheck.PassesAsync(browser, host.BaseAddress);

            await using var tab = await browser.OpenAsync();
            await tab.GoToAsync(host.BaseAddress);
            (await tab.Page.Locator("li").AllTextContentsAsync()).Should().Contain(HostileTexts.Titles);
        }

        (await sync.OperationsAsync()).Should().NotBeEmpty();
        await sync.DrainAsync();
    }

    [Fact]
    public async Task FailureOfAPage_CanBeReadInTheTest()
    {
        await using var host = await DashboardHost.StartAsync(app => app.MapGet("/", string () => throw new InvalidOperationException("Broken page.")));

        (await PageCheck.FindAsync(browser, host.BaseAddress)).Should().Contain(finding => finding.Kind == FindingKind.Request);

        host.Errors.Should().Contain(line => line.Contains("Broken page."));
    }

    private static void MapTitles(WebApplication app) => app.MapGet("/", async (ISyncReader reader, HttpContext context) =>
    {
        context.Response.Headers.ContentSecurityPolicy = StandInPages.Policy;
        var operations = await reader.ListOperationsAsync(new OperationQuery { Limit = OperationQuery.MaximumLimit });
        var titles = operations.OfType<TaskSyncOperation>().Select(operation => operation.Issue?.Title).OfType<string>();
        var items = string.Concat(titles.Select(title => $"<li>{HtmlEncoder.Default.Encode(title)}</li>"));
        return Results.Text($"""<!DOCTYPE html><html lang="en"><title>Titles</title><main><ul>{items}</ul></main></html>""", "text/html");
    });
}
