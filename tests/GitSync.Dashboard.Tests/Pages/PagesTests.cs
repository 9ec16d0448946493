using GitSync.Dashboard.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Tests;

/// <summary>Every page with real data: the right status, no error, nothing that its policy stops, usable by everybody in light and dark.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PagesTests(Browser browser, DashboardUnderWeather dashboard) : IClassFixture<DashboardUnderWeather>
{
    [Theory]
    [InlineData("", 200)]
    [InlineData("operations", 200)]
    [InlineData("operations?q=state:errored", 200)]
    [InlineData("operations?q=nonsense", 400)]
    [InlineData("operations/0195d1c0-0000-7000-8000-000000000000", 404)]
    [InlineData("lanes", 200)]
    [InlineData("lanes/999999", 404)]
    [InlineData("deliveries", 200)]
    [InlineData("deliveries/gaps", 200)]
    [InlineData("repositories", 200)]
    [InlineData("audit", 200)]
    [InlineData("runs", 200)]
    [InlineData("runs/new?action=retry&q=state:errored", 200)]
    [InlineData("keys", 200)]
    [InlineData("nowhere", 404)]
    public Task Page_IsWell(string path, int status) => PageCheck.PassesAsync(browser, dashboard.At(path), status: status);

    [Fact]
    public async Task OperationsOfEveryState_AreWell()
    {
        foreach (var state in OperationStates.All)
        {
            var operation = await dashboard.OperationAsync(each => each.State == state);
            await PageCheck.PassesAsync(browser, dashboard.At($"operations/{operation.Id}"));
        }
    }

    [Fact]
    public async Task Lanes_Webhooks_AndRepositories_AreWell()
    {
        var contested = await dashboard.OperationAsync(each => each.Conflicts.Count > 0);
        await PageCheck.PassesAsync(browser, dashboard.At($"lanes/{contested.LaneId}"));
        var brought = await dashboard.OperationAsync(each => each.DeliveryId is not null);
        await PageCheck.PassesAsync(browser, dashboard.At($"deliveries/{brought.DeliveryId}"));
        await PageCheck.PassesAsync(browser, dashboard.At($"repositories/{dashboard.Sync.RepositoryId}"));
        await PageCheck.PassesAsync(browser, dashboard.At($"repositories/{dashboard.Sync.RepositoryId}/drift"));
    }

    [Fact]
    public async Task Undecided_Payload_AndRun_AreWell()
    {
        var undecided = await dashboard.OperationAsync(each => each.LocalId == PastWeather.Undecided);
        await PageCheck.PassesAsync(browser, dashboard.At($"lanes/{undecided.LaneId}"));
        var ids = dashboard.Sync.Services.GetRequiredService<OperationIds>();
        var run = new Run
        {
            Id = ids.Next(), Action = RunAction.Retry, Query = "state:errored", Actor = HostileTexts.Attribute, Reason = HostileTexts.RightToLeft, Expected = 5, Done = 2,
            State = RunState.Interrupted, Error = HostileTexts.Script, StartedAt = dashboard.Sync.Clock.GetUtcNow(), MovedAt = dashboard.Sync.Clock.GetUtcNow(),
            Cursor = ids.Next(), Owner = ids.Next(),
        };
        await new RunDocuments(dashboard.Sync.Store).AddAsync(run, CancellationToken.None);
        await PageCheck.PassesAsync(browser, dashboard.At($"runs/{run.Id}"));
        await PageCheck.PassesAsync(browser, dashboard.At("runs"));
    }
}
