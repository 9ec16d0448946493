namespace GitSync.Dashboard.Tests;

/// <summary>On a phone what is wide scrolls in its own frame, and the page does not.</summary>
[Collection(BrowserCollection.Name)]
public sealed class NarrowTests(Browser browser, DashboardUnderWeather dashboard) : IClassFixture<DashboardUnderWeather>
{
    private static readonly Visitor Phone = new() { Width = 390, Height = 844 };

    public static TheoryData<string> Pages =>
    [
        "", "operations", "operations?q=state:errored", "lanes", "deliveries", "repositories", "audit", "runs", "runs/new?action=retry&q=state:errored", "keys",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public Task Page_DoesNotScrollSideways(string path) => FitsAsync(path);

    [Fact]
    public async Task DetailPages_DoNotScrollSideways()
    {
        var contested = await dashboard.OperationAsync(each => each.Conflicts.Any(conflict => conflict.Winner is not null));
        var hostile = await dashboard.OperationAsync(each => each is TaskSyncOperation { Issue.Title.Length: 256 });
        foreach (var path in new[]
        {
            $"operations/{contested.Id}", $"lanes/{contested.LaneId}", $"operations/{hostile.Id}", $"lanes/{hostile.LaneId}", $"deliveries/{hostile.DeliveryId}",
            $"repositories/{dashboard.Sync.RepositoryId}", $"repositories/{dashboard.Sync.RepositoryId}/drift",
        })
        {
            await FitsAsync(path);
        }
    }

    private async Task FitsAsync(string path)
    {
        await using var tab = await browser.OpenAsync(Phone);
        await tab.GoToAsync(dashboard.At(path));
        (await tab.Page.EvaluateAsync<int>("() => document.scrollingElement.scrollWidth - innerWidth")).Should().BeLessThanOrEqualTo(0, "of {0}", path);
        (await tab.FindingsAsync()).Should().BeEmpty();
    }
}
