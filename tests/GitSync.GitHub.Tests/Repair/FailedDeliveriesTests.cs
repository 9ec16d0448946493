namespace GitSync.GitHub.Tests;

/// <summary>One host at a time asks for failed webhooks: a slow one keeps its turn, a dead one does not.</summary>
public sealed class FailedDeliveriesTests : IDisposable
{
    private const string Failed = """[{"id":1,"guid":"00000000-0000-0000-0000-000000000001","delivered_at":"2024-03-01T11:59:00Z","status_code":502,"status":"Bad Gateway"}]""";

    private readonly Gateway _first = Gateway.WithApp();
    private readonly Gateway _second;

    public FailedDeliveriesTests()
    {
        _second = Gateway.WithApp(_first);
        _second.GitHub.On("GET /api/app/hook/deliveries", Failed).On("POST /api/app/hook/deliveries/1/attempts", "{}", 202);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task HostThatDiesInTheMiddle_IsFollowedAMinuteLater()
    {
        using var death = new CancellationTokenSource();
        _first.GitHub.On("GET /api/app/hook/deliveries", async (_, cancellationToken) =>
        {
            await death.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return StubGitHub.Answer(200, "[]");
        });
        var dying = async () => await TaskOf(_first).RunDueAsync(death.Token);
        await dying.Should().ThrowAsync<OperationCanceledException>();
        _first.Time.Advance(TimeSpan.FromSeconds(61));
        await TaskOf(_second).RunDueAsync(CancellationToken.None);

        _second.GitHub.Lines.Should().Contain("POST /api/app/hook/deliveries/1/attempts");
    }

    [Fact]
    public async Task HostThatReadsPageAfterPageForLong_KeepsItsTurn()
    {
        var page = 0;
        _first.GitHub.On("GET /api/app/hook/deliveries", async (_, _) =>
        {
            _first.Time.Advance(TimeSpan.FromSeconds(40));
            await TaskOf(_second).RunDueAsync(CancellationToken.None);
            return ++page < 5
                ? StubGitHub.Answer(200, Failed, ("Link", $"<https://github.test/api/app/hook/deliveries?per_page=100&cursor=c{page}>; rel=\"next\""))
                : StubGitHub.Answer(200, Failed);
        });
        _first.GitHub.On("POST /api/app/hook/deliveries/1/attempts", "{}", 202);
        await TaskOf(_first).RunDueAsync(CancellationToken.None);

        page.Should().Be(5);
        _second.GitHub.Requests.Should().BeEmpty();
        _first.GitHub.Lines.Should().Contain("POST /api/app/hook/deliveries/1/attempts");
        (await TaskOf(_second).RunDueAsync(CancellationToken.None)).Should().BeAfter(_first.Time.GetUtcNow(), "the turn was given back with the next time");
    }

    private static IRepairTask TaskOf(Gateway gateway) => gateway.Get<IEnumerable<IRepairTask>>().OfType<FailedDeliveries>().Single();
}
