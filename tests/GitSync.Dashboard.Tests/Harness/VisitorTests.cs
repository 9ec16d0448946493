using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace GitSync.Dashboard.Tests;

/// <summary>A page is seen as its visitor sees it.</summary>
[Collection(BrowserCollection.Name)]
public sealed class VisitorTests(Browser browser) : IAsyncLifetime
{
    private DashboardHost _host = null!;

    public async Task InitializeAsync() => _host = await DashboardHost.StartAsync(StandInPages.Map);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(true, "Script ran.")]
    [InlineData(false, "No script.")]
    public async Task ScriptsRun_OnlyWithJavaScript(bool hasJavaScript, string text)
    {
        await using var tab = await browser.OpenAsync(new Visitor { HasJavaScript = hasJavaScript });
        await tab.GoToAsync(_host.At("good"));

        (await tab.Page.TextContentAsync("#script")).Should().Be(text);
        (await tab.FindingsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Screenshots_AreTakenInBothColourSchemes()
    {
        var files = await Screenshots.TakeAsync(browser, _host.At("good"), "stand-in");

        files.Select(Path.GetFileName).Should().Equal("stand-in-light.png", "stand-in-dark.png");
        var images = files.Select(File.ReadAllBytes).ToArray();
        images.Should().OnlyContain(image => image.Length > 8 && image[1] == 'P' && image[2] == 'N' && image[3] == 'G');
        images[0].Should().NotEqual(images[1], "the page has a dark form");
    }

    [Fact]
    public async Task Headers_AreSent()
    {
        await using var host = await DashboardHost.StartAsync(app => app.MapGet("/", (HttpContext context) => context.Request.Headers["X-User"].ToString()));
        await using var tab = await browser.OpenAsync(new Visitor { Headers = new Dictionary<string, string> { ["X-User"] = "ada" } });
        await tab.GoToAsync(host.BaseAddress);

        (await tab.Page.TextContentAsync("body")).Should().Be("ada");
    }
}
