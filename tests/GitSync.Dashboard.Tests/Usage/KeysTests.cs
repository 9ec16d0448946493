using Microsoft.Playwright;

namespace GitSync.Dashboard.Tests;

/// <summary>Everything is done without a mouse.</summary>
[Collection(BrowserCollection.Name)]
public sealed class KeysTests(Browser browser, DashboardUnderWeather dashboard) : IClassFixture<DashboardUnderWeather>
{
    public static TheoryData<string> Pages =>
    [
        "", "operations", "operations?q=state:errored", "operations?q=nonsense", "lanes", "deliveries", "repositories", "audit", "runs", "runs/new?action=retry&q=state:errored",
        "keys", "nowhere",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public Task Page_IsWalkedWithTheKeyboard(string path) => IsWalkedAsync(path);

    [Fact]
    public async Task DetailPages_AreWalkedWithTheKeyboard()
    {
        var contested = await dashboard.OperationAsync(each => each.Conflicts.Count > 0);
        var brought = await dashboard.OperationAsync(each => each.DeliveryId is not null);
        foreach (var path in new[]
        {
            $"operations/{contested.Id}", $"lanes/{contested.LaneId}", $"deliveries/{brought.DeliveryId}", $"repositories/{dashboard.Sync.RepositoryId}",
            $"repositories/{dashboard.Sync.RepositoryId}/drift",
        })
        {
            await IsWalkedAsync(path);
        }
    }

    [Fact]
    public async Task SkipLink_LeadsToTheContent()
    {
        await using var tab = await browser.OpenAsync();
        await tab.GoToAsync(dashboard.At("operations"));

        await tab.Page.Keyboard.PressAsync("Tab");
        await tab.Page.Keyboard.PressAsync("Enter");

        (await FocusedAsync(tab)).Should().Be("content");
    }

    [Fact]
    public async Task Slash_FocusesTheSearch_AndWritesNothingThere()
    {
        await using var tab = await browser.OpenAsync();
        await tab.GoToAsync(dashboard.At("operations"));

        await tab.Page.Keyboard.PressAsync("/");

        (await FocusedAsync(tab)).Should().Be("q");
        (await tab.Page.InputValueAsync("#q")).Should().BeEmpty();
        await tab.Page.Keyboard.TypeAsync("go p/x");
        (await tab.Page.InputValueAsync("#q")).Should().Be("go p/x", "keys are letters where one writes");
    }

    [Theory]
    [InlineData("o", "/admin/sync/operations")]
    [InlineData("l", "/admin/sync/lanes")]
    [InlineData("d", "/admin/sync/deliveries")]
    [InlineData("r", "/admin/sync/repositories")]
    [InlineData("a", "/admin/sync/audit")]
    [InlineData("h", "/admin/sync/")]
    public async Task GoAndALetter_GoesThere(string letter, string path)
    {
        await using var tab = await browser.OpenAsync();
        await tab.GoToAsync(dashboard.At("keys"));

        await tab.Page.Keyboard.PressAsync("g");
        await tab.Page.Keyboard.PressAsync(letter);

        // By the address alone: whether all is loaded is not what is asked.
        await Assertions.Expect(tab.Page).ToHaveURLAsync(new Uri(dashboard.Host.BaseAddress, path).AbsoluteUri, new() { Timeout = (float)Browser.MaximumWait.TotalMilliseconds });
    }

    [Fact]
    public async Task QuestionMark_ShowsTheKeys()
    {
        await using var tab = await browser.OpenAsync();
        await tab.GoToAsync(dashboard.At("lanes"));

        await tab.Page.Keyboard.PressAsync("?");

        await Assertions.Expect(tab.Page).ToHaveURLAsync(new Uri(dashboard.Host.BaseAddress, "/admin/sync/keys").AbsoluteUri, new() { Timeout = (float)Browser.MaximumWait.TotalMilliseconds });
    }

    [Fact]
    public async Task Rows_AreSteppedThrough_AndTicked()
    {
        await using var tab = await browser.OpenAsync();
        await tab.GoToAsync(dashboard.At("operations"));

        foreach (var key in new[] { "j", "j", "x", "j", "k" })
        {
            await tab.Page.Keyboard.PressAsync(key);
        }

        (await tab.Page.Locator("tbody tr").Nth(1).GetAttributeAsync("class")).Should().Be("current");
        (await tab.Page.Locator("tbody input").Nth(1).IsCheckedAsync()).Should().BeTrue();
        (await tab.Page.Locator("tbody input:checked").CountAsync()).Should().Be(1);
    }

    private async Task IsWalkedAsync(string path)
    {
        await using var tab = await browser.OpenAsync();
        await tab.GoToAsync(dashboard.At(path), path switch { "nowhere" => 404, "operations?q=nonsense" => 400, _ => 200 });
        (await KeyboardWalk.PassesAsync(tab.Page))[0].Name.Should().Be("Skip to the content");
    }

    private static Task<string> FocusedAsync(Tab tab) => tab.Page.EvaluateAsync<string>("() => document.activeElement.id");
}
