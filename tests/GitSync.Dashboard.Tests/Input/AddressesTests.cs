using System.Net;

namespace GitSync.Dashboard.Tests;

/// <summary>Addresses that nobody links to are answered with a sentence, never with an error.</summary>
public sealed class AddressesTests(EndpointWorld world) : IClassFixture<EndpointWorld>
{
    private const string Long = "9999999999999999999999999999999999999999";

    [Theory]
    [InlineData("operations/no-id", 400)]
    [InlineData("operations/0195d1c0-0000-7000-8000-000000000000", 404)]
    [InlineData("operations?before=no-id", 400)]
    [InlineData("operations?before=", 400)]
    [InlineData("operations?before=00000000-0000-0000-0000-000000000000", 200)]
    [InlineData("operations?before=ffffffff-ffff-ffff-ffff-ffffffffffff", 200)]
    [InlineData("operations?q=%00", 400)]
    [InlineData("operations?q=task:a%00b", 400)]
    [InlineData("operations?q=%ED%A0%80", 400)]
    [InlineData("operations?q=task:%ED%A0%80", 200)]
    [InlineData("operations?q=repo:9223372036854775807", 200)]
    [InlineData("operations?q=repo:" + Long, 200)]
    [InlineData("operations?q=lane:9223372036854775807", 200)]
    [InlineData("operations?q=lane:" + Long, 400)]
    [InlineData("operations?q=error:%25_%27", 200)]
    [InlineData("operations?q=state:errored&q=state:queued", 400)]
    [InlineData("operations?q=0195d1c0-0000-7000-8000-000000000000", 404)]
    [InlineData("runs/no-id", 404)]
    [InlineData("runs/new", 400)]
    [InlineData("runs/new?action=retry&q=%00", 400)]
    [InlineData("lanes/9223372036854775807", 404)]
    [InlineData("lanes/-1", 404)]
    [InlineData("lanes/1?before=no-id", 400)]
    [InlineData("lanes/task/unknown", 404)]
    [InlineData("lanes/task/a/b/c", 404)]
    [InlineData("lanes/milestone/1", 404)]
    [InlineData("deliveries/no-id", 404)]
    [InlineData("deliveries?before=0195d1c0-0000-7000-8000-000000000000", 400)]
    [InlineData("deliveries?at=yesterday&before=0195d1c0-0000-7000-8000-000000000000", 400)]
    [InlineData("deliveries?at=0001-01-01T00:00:00.0000000Z&before=0195d1c0-0000-7000-8000-000000000000", 200)]
    [InlineData("deliveries?at=0001-01-01T00:00:00.0000000%2B14:00&before=0195d1c0-0000-7000-8000-000000000000", 400)]
    [InlineData("deliveries?at=9999-12-31T23:59:59.9999999Z&before=ffffffff-ffff-ffff-ffff-ffffffffffff", 200)]
    [InlineData("deliveries?event=a%00b", 400)]
    [InlineData("deliveries?repo=nobody/nothing", 200)]
    [InlineData("deliveries?repo=a%00b", 200)]
    [InlineData("repositories?after=%00", 400)]
    [InlineData("repositories?after=zzz", 200)]
    [InlineData("repositories/9223372036854775807", 404)]
    [InlineData("repositories/0", 404)]
    [InlineData("repositories/x", 404)]
    [InlineData("repositories/9223372036854775807/drift", 404)]
    [InlineData("audit?before=no-id", 400)]
    [InlineData("audit?actor=a%00b", 400)]
    [InlineData("audit?target=nothing", 200)]
    [InlineData("audit/export.csv?actor=a%00b", 400)]
    [InlineData("audit/export.json?actor=a%00b", 400)]
    [InlineData("nowhere/at/all", 404)]
    [InlineData("..%2f..%2fetc/passwd", 404)]
    public async Task Address_IsAnsweredWithAPage(string path, int status)
    {
        var html = await world.Dashboard.Administrator().ReadAsync(path, (HttpStatusCode)status);

        html.Should().Contain("</html>");
        world.Dashboard.Host.Errors.Should().BeEmpty();
    }

    [Theory]
    [InlineData("0.1.2")]
    [InlineData("1.99999999999.")]
    [InlineData("no position")]
    [InlineData("9.1.")]
    [InlineData("%00")]
    public async Task DriftFromNowhere_IsSaid(string cursor)
    {
        var text = await world.Dashboard.Administrator().ReadTextAsync($"repositories/{world.Sync.RepositoryId}/drift?cursor={cursor}");

        text.Should().Contain("This part could not be read:");
    }

    [Theory]
    [InlineData("operations?q=", 400)]
    [InlineData("operations?before=", 400)]
    [InlineData("deliveries?event=", 400)]
    [InlineData("audit?actor=", 400)]
    [InlineData("nowhere?q=", 404)]
    public async Task HugeQuery_IsAnsweredWithAPage(string path, int status) =>
        (await world.Dashboard.Viewer().ReadAsync(path + new string('x', 6_000), (HttpStatusCode)status)).Length.Should().BeLessThan(20_000);

    [Fact]
    public async Task QueryBeyondTheServersLimit_IsRefusedByTheServer()
    {
        using var answer = await world.Dashboard.Viewer().GetAsync("operations?q=" + new string('x', 9_000));

        answer.StatusCode.Should().Be(HttpStatusCode.RequestUriTooLong);
    }

    [Fact]
    public async Task ManyParameters_AreIgnored() =>
        await world.Dashboard.Viewer().ReadAsync("operations?" + string.Join('&', Enumerable.Range(0, 900).Select(number => $"p{number}=1")));
}
