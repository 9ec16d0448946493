using System.Net;

namespace GitSync.Dashboard.Tests;

/// <summary>While the store is away every page says so, and nothing can be sent from it.</summary>
public sealed class StoreAwayTests
{
    private const string Sentence = "The database does not answer: start it again.";

    public static TheoryData<string> Pages =>
    [
        "", "operations", "operations?q=state:errored", "operations/0195d1c0-0000-7000-8000-000000000000", "runs", "runs/new?action=retry&q=state:errored",
        "runs/0195d1c0-0000-7000-8000-000000000000", "lanes", "lanes/1", "lanes/task/plan", "deliveries", "deliveries/0195d1c0-0000-7000-8000-000000000000",
        "repositories", "repositories/1", "repositories/1/drift", "audit",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_SaysSo_AndHasNoForms(string path)
    {
        await using var sync = await WeatherHarness.StartAsync(StoreProxy.Use);
        await using var dashboard = await GuardedDashboard.StartAsync(sync);
        StoreProxy.Of(sync.Store).Decide = StoreProxy.Away;

        var html = await dashboard.Administrator().ReadAsync(path, HttpStatusCode.ServiceUnavailable);

        Person.TextOf(html).Should().Contain("The sync store is not available").And.Contain(Sentence);
        html.Should().NotContain("<form").And.NotContain("method=\"post\"");
        dashboard.Host.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task KeysAndAssets_AreThereAllTheSame()
    {
        await using var sync = await WeatherHarness.StartAsync(StoreProxy.Use);
        await using var dashboard = await GuardedDashboard.StartAsync(sync);
        StoreProxy.Of(sync.Store).Decide = StoreProxy.Away;

        (await dashboard.Viewer().ReadAsync("keys")).Should().NotContain("<form");
    }

    [Fact]
    public async Task FormThatIsSentMeanwhile_IsAnsweredWithTheSentence()
    {
        await using var sync = await WeatherHarness.StartAsync(StoreProxy.Use);
        await using var dashboard = await GuardedDashboard.StartAsync(sync);
        var administrator = dashboard.Administrator();
        var token = await administrator.TokenAsync();
        StoreProxy.Of(sync.Store).Decide = StoreProxy.Away;

        using var answer = await administrator.SendAsync("operations/0195d1c0-0000-7000-8000-000000000000/retry", [("token", token)]);

        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).Should().Contain(Sentence);
    }

    [Fact]
    public async Task StoreThatComesBack_IsShownAgain()
    {
        await using var sync = await WeatherHarness.StartAsync(StoreProxy.Use);
        await using var dashboard = await GuardedDashboard.StartAsync(sync);
        StoreProxy.Of(sync.Store).Decide = StoreProxy.Away;
        await dashboard.Administrator().ReadAsync("operations", HttpStatusCode.ServiceUnavailable);

        StoreProxy.Of(sync.Store).Decide = null;

        (await dashboard.Administrator().ReadAsync("operations")).Should().Contain("<form");
    }
}
