namespace GitSync.Dashboard.Tests;

/// <summary>What the pages look like, for people and for the documentation.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ScreenshotTests(Browser browser, DashboardUnderWeather dashboard) : IClassFixture<DashboardUnderWeather>
{
    [Theory]
    [InlineData("overview", "")]
    [InlineData("operations", "operations")]
    [InlineData("lanes", "lanes")]
    [InlineData("deliveries", "deliveries")]
    [InlineData("repositories", "repositories")]
    [InlineData("audit", "audit")]
    public async Task Page_IsTaken(string name, string path) => (await Screenshots.TakeAsync(browser, dashboard.At(path), name)).Should().HaveCount(2);

    [Fact]
    public async Task DetailPages_AreTaken()
    {
        var contested = await dashboard.OperationAsync(each => each.Conflicts.Any(conflict => conflict.Winner is not null));
        await Screenshots.TakeAsync(browser, dashboard.At($"operations/{contested.Id}"), "operation");
        var lane = await dashboard.OperationAsync(each => each.State == OperationState.Dropped);
        await Screenshots.TakeAsync(browser, dashboard.At($"lanes/{lane.LaneId}"), "lane");
        var brought = await dashboard.OperationAsync(each => each.DeliveryId is not null);
        await Screenshots.TakeAsync(browser, dashboard.At($"deliveries/{brought.DeliveryId}"), "delivery");
        (await Screenshots.TakeAsync(browser, dashboard.At($"repositories/{dashboard.Sync.RepositoryId}"), "repository")).Should().OnlyContain(path => File.Exists(path));
    }
}
