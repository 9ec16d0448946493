namespace GitSync.Dashboard.Tests;

/// <summary>The keyboard comes to what it should, and what is wrong on its way is seen.</summary>
[Collection(BrowserCollection.Name)]
public sealed class KeyboardWalkTests(Browser browser) : IAsyncLifetime
{
    private DashboardHost _host = null!;

    public async Task InitializeAsync() => _host = await DashboardHost.StartAsync(StandInPages.Map);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GoodPage_IsWalkedFromTheFirstToTheLast(bool hasJavaScript)
    {
        await using var tab = await browser.OpenAsync(new Visitor { HasJavaScript = hasJavaScript });
        await tab.GoToAsync(_host.At("good"));

        var stops = await KeyboardWalk.PassesAsync(tab.Page);

        stops.Should().Equal(new Stop("link", "First", true), new Stop("button", "Second", true), new Stop("textbox", "Third", true));
    }

    [Fact]
    public async Task ElementWithoutOutline_IsSaid()
    {
        await using var tab = await browser.OpenAsync();
        await tab.GoToAsync(_host.At("no-outline"));

        var stops = await KeyboardWalk.WalkAsync(tab.Page);

        stops.Should().Equal(new Stop("link", "First", true), new Stop("button", "Second", false));
    }

    [Fact]
    public async Task LongPage_IsLeftAfterTheBound()
    {
        await using var tab = await browser.OpenAsync();
        await tab.GoToAsync(_host.At("good"));

        (await KeyboardWalk.WalkAsync(tab.Page, maximum: 2)).Should().HaveCount(2);
    }
}
