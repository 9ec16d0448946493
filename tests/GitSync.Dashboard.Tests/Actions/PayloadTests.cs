using GitSync.Testing;

namespace GitSync.Dashboard.Tests;

/// <summary>What a webhook says is seen by those who may, and only after it was written down.</summary>
public sealed class PayloadTests : IAsyncLifetime
{
    private const string Secret = "Nobody outside may read this sentence";

    private SyncHarness _sync = null!;
    private GuardedDashboard _dashboard = null!;
    private WebhookDelivery _delivery = null!;

    public async Task InitializeAsync()
    {
        _sync = await WeatherHarness.StartAsync();
        _sync.GitHub.OpenIssue(_sync.RepositoryId, "Harmless", Secret, "mona");
        await _sync.DrainAsync();
        var brought = (await _sync.OperationsAsync()).Single(each => each.DeliveryId is not null);
        _delivery = (await _sync.Store.FindDeliveryAsync(brought.DeliveryId!.Value))!;
        _dashboard = await GuardedDashboard.StartAsync(_sync);
    }

    public async Task DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _sync.DisposeAsync();
    }

    [Fact]
    public async Task Page_HoldsNoText_EvenForThoseWhoMay()
    {
        var page = await _dashboard.Administrator().ReadTextAsync($"deliveries/{_delivery.Id}");

        page.Should().NotContain(Secret).And.Contain($"text of {Secret.Length} characters").And.Contain("opened");
        (await EntriesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Reveal_IsWrittenDown_AndShowsTheTexts()
    {
        using var answer = await _dashboard.Administrator("grace").PostAsync($"deliveries/{_delivery.Id}/payload", ("reason", "a complaint"));

        Person.TextOf(await answer.Content.ReadAsStringAsync()).Should().Contain(Secret);
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
        (await EntriesAsync()).Single().Should().BeEquivalentTo(
            new { Actor = "grace", Action = "reveal-payload", Target = $"delivery/{_delivery.Id}", Reason = "a complaint" });
    }

    [Fact]
    public async Task Download_IsWrittenDown_AndIsWhatWasReceived()
    {
        using var answer = await _dashboard.Administrator("grace").PostAsync($"deliveries/{_delivery.Id}/download");

        (await answer.Content.ReadAsByteArrayAsync()).Should().Equal(_delivery.Body.ToArray());
        answer.Content.Headers.ContentDisposition!.FileName.Should().Be($"{_delivery.Id}.json");
        (await EntriesAsync()).Single().Should().BeEquivalentTo(new { Actor = "grace", Action = "download-payload", Target = $"delivery/{_delivery.Id}" });
    }

    [Fact]
    public async Task EntryThatCannotBeWritten_ShowsNothing()
    {
        await using var sync = await WeatherHarness.StartAsync(StoreProxy.Use);
        sync.GitHub.OpenIssue(sync.RepositoryId, "Harmless", Secret, "mona");
        await sync.DrainAsync();
        await using var dashboard = await GuardedDashboard.StartAsync(sync);
        var administrator = dashboard.Administrator();
        var token = await administrator.TokenAsync();
        var id = (await sync.OperationsAsync()).Single(each => each.DeliveryId is not null).DeliveryId;
        StoreProxy.Of(sync.Store).Decide = (method, call) => method.Name == nameof(IAuditLog.AppendAsync) ? StoreProxy.Away(method, call) : call();

        foreach (var action in new[] { "payload", "download" })
        {
            using var answer = await administrator.SendAsync($"deliveries/{id}/{action}", [("token", token)]);
            answer.StatusCode.Should().Be(System.Net.HttpStatusCode.ServiceUnavailable);
            (await answer.Content.ReadAsStringAsync()).Should().NotContain(Secret);
        }
    }

    [Fact]
    public async Task BodiesOnAnOperation_AreHiddenFromThoseWhoMayOnlyLook()
    {
        var operation = (await _sync.OperationsAsync()).Single(each => each.DeliveryId is not null);
        string[] pages = [$"operations/{operation.Id}", $"lanes/{operation.LaneId}"];
        foreach (var page in pages)
        {
            (await _dashboard.Viewer().ReadTextAsync(page)).Should().NotContain(Secret);
            (await _dashboard.Viewer("grace", "payload").ReadTextAsync(page)).Should().Contain(Secret);
        }
    }

    private Task<IReadOnlyList<AuditEntry>> EntriesAsync() => _sync.Store.ListAuditAsync(new AuditQuery());
}
