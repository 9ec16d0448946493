using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using GitSync.Tests;
using Microsoft.AspNetCore.WebUtilities;

namespace GitSync.SampleHost.Tests;

/// <summary>One host with the simulator inside, for input that must be refused with a sentence.</summary>
public sealed class SimulatorHost<TDatabase> : IAsyncLifetime
    where TDatabase : TemporaryDatabase, new()
{
    private readonly TDatabase _database = new();

    internal HostProcess Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        Host = await HostProcess.StartAsync(_database, ("GitHub:WebhookSecrets:0", SimulatedGitHub.Secret));
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await _database.DisposeAsync();
    }
}

public sealed class BadInputOnSqliteTests(SimulatorHost<SqliteDatabase> simulator) : BadInputTests<SqliteDatabase>(simulator);

[NeedsPostgres]
public sealed class BadInputOnPostgresTests(SimulatorHost<PostgresDatabase> simulator) : BadInputTests<PostgresDatabase>(simulator);

public abstract class BadInputTests<TDatabase>(SimulatorHost<TDatabase> simulator) : IClassFixture<SimulatorHost<TDatabase>>
    where TDatabase : TemporaryDatabase, new()
{
    private readonly HostProcess _host = simulator.Host;

    [Theory]
    [InlineData("""{"body":"no title"}""", "title")]
    [InlineData("""{"title":""}""", "title")]
    [InlineData("""{"title":"   "}""", "title")]
    [InlineData("""{"title":5}""", "title")]
    [InlineData("""{"title":null}""", "title")]
    [InlineData("""{"title":"\ud800"}""", "title")]
    [InlineData("""{"title":"t\u0000"}""", "title")]
    [InlineData("""{"title":"t","body":"\u0000"}""", "body")]
    [InlineData("""{"title":"t","labels":["a\u0000b"]}""", "labels")]
    [InlineData("""{"title":"t","milestone":"\u0000"}""", "milestone")]
    [InlineData("""{"title":"t","project":"\u0000"}""", "project")]
    [InlineData("""{"title":"t","status":"asleep"}""", "status")]
    [InlineData("""{"title":"t","status":"open","stateReason":"completed"}""", "stateReason")]
    [InlineData("""{"title":"t","labels":"bug"}""", "labels")]
    [InlineData("""{"title":"t","labels":[1]}""", "labels")]
    [InlineData("""{"title":"t","assignees":[null]}""", "assignees")]
    [InlineData("""{"title":"t","milestone":{}}""", "milestone")]
    [InlineData("""{"title":"t","colour":"red"}""", "colour")]
    [InlineData("""{"title":"t","stateReason":"completed"}""", "stateReason")]
    [InlineData("""{"title":"t","status":"closed","stateReason":"reopened"}""", "stateReason")]
    [InlineData("""{"title":"t","\ud800":1}""", "")]
    [InlineData("""[]""", "")]
    [InlineData("""{"title":""", "")]
    [InlineData("", "")]
    public async Task TaskThatCannotBe_IsRefusedWithTheField(string body, string field)
    {
        using var answer = await _host.AnswerAsync(HttpMethod.Post, "api/tasks", body);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]!.AsObject().Select(error => error.Key).Should().Contain(field);
    }

    [Theory]
    [InlineData("GET", "api/tasks/none")]
    [InlineData("PATCH", "api/tasks/none")]
    [InlineData("DELETE", "api/tasks/none")]
    [InlineData("GET", "api/tasks/none/comments")]
    [InlineData("POST", "api/tasks/none/comments")]
    [InlineData("PATCH", "api/comments/none")]
    [InlineData("DELETE", "api/comments/none")]
    [InlineData("GET", "sync/operations/00000000-0000-0000-0000-000000000001")]
    [InlineData("GET", "sync/deliveries/00000000-0000-0000-0000-000000000001")]
    [InlineData("GET", "api/nothing")]
    public async Task UnknownRecord_Is404WithProblemDetails(string method, string path)
    {
        using var answer = await _host.AnswerAsync(new HttpMethod(method), path, method is "GET" or "DELETE" ? null : new { body = "text" });

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    [Theory]
    [InlineData("api/tasks?project=a%00", "project")]
    [InlineData("api/tasks?after=%00", "after")]
    [InlineData("sync/operations?state=asleep", "state")]
    [InlineData("sync/operations?after=yesterday", "after")]
    [InlineData("sync/operations?limit=0", "limit")]
    [InlineData("sync/operations?taskId=1&commentId=2", "commentId")]
    [InlineData("sync/operations?taskId=%00", "taskId")]
    [InlineData("sync/operations?commentId=a%00", "commentId")]
    [InlineData("sync/operations/none", "id")]
    [InlineData("sync/status/thing/1", "kind")]
    public async Task MalformedQuery_IsRefusedWithTheField(string path, string field)
    {
        using var answer = await _host.AnswerAsync(HttpMethod.Get, path);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]![field].Should().NotBeNull();
    }

    // What the address holds is repeated in a header of the answer.
    [Fact]
    public async Task LinkToTheNextPage_CannotBeBrokenOutOf()
    {
        const string End = ">; rel=\"next\"";
        await _host.SendAsync(HttpMethod.Post, "api/tasks", new { title = "t" });
        const string Hostile = "a\r\nSet-Cookie: b=c\u2028>; rel=\"next\", <https://evil.example/>;\"\\";
        var query = $"limit=1&note={Uri.EscapeDataString(Hostile)}&{Uri.EscapeDataString(Hostile)}=1";

        using var answer = await _host.AnswerAsync(HttpMethod.Get, "sync/operations?" + query);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Headers.Should().NotContain(header => header.Key == "Set-Cookie");
        var link = answer.Headers.GetValues("Link").Should().ContainSingle().Subject;
        link.Should().StartWith("<").And.EndWith(End);
        var address = link[1..^End.Length];
        address.All(char.IsAscii).Should().BeTrue(address);
        address.Should().NotContainAny("<", ">", "\"", " ", "\\", "\r", "\n");
        var next = new Uri(_host.Address, address);
        next.Authority.Should().Be(_host.Address.Authority);
        var values = QueryHelpers.ParseQuery(next.Query);
        values["note"].Should().Equal(Hostile);
        values[Hostile].Should().Equal("1");
        values["limit"].Should().Equal("1");
        (await _host.ListAsync(next.PathAndQuery)).Count.Should().BeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task WebhookWithoutOrWithAWrongSignature_Is401()
    {
        using var wrong = await _host.PostWebhookAsync("issues", "{}"u8.ToArray(), NewId(1), secret: "another");
        using var none = await _host.Http.PostAsync("webhooks/github", new ByteArrayContent("{}"u8.ToArray()));

        wrong.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        none.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task WebhookThatIsNoJson_Is400()
    {
        using var answer = await _host.PostWebhookAsync("issues", "not json"u8.ToArray(), NewId(2));

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("issues", "[]", 3)]
    [InlineData("issues", "null", 4)]
    [InlineData("issues", """{"action":"opened"}""", 5)]
    [InlineData("issues", """{"action":"opened","issue":"x","repository":{"id":"y"}}""", 6)]
    [InlineData("issues", """{"action":"levitated","issue":{"number":1},"repository":{"id":1}}""", 7)]
    [InlineData("brand_new_event", """{"action":"created"}""", 8)]
    public async Task SignedButUnreadableOrUnknown_Is202AndSaysWhyNothingFollowed(string @event, string body, int delivery)
    {
        using var answer = await _host.PostWebhookAsync(@event, Encoding.UTF8.GetBytes(body), NewId(delivery));

        answer.StatusCode.Should().Be(HttpStatusCode.Accepted);
        ((string?)(await _host.GetAsync($"sync/deliveries/{NewId(delivery)}"))["outcome"]).Should().NotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task WebhookOfARepositoryThatIsNotConnected_EndsAsDisabled()
    {
        var body = """
            {"action":"opened","issue":{"id":5,"number":1,"title":"t","body":null,"state":"open","labels":[],"assignees":[],"milestone":null,"locked":false,
            "user":null,"updated_at":"2026-01-01T00:00:00Z"},"repository":{"id":424242,"full_name":"a/b"},"installation":{"id":9}}
            """;
        using var answer = await _host.PostWebhookAsync("issues", Encoding.UTF8.GetBytes(body), NewId(9));

        var operation = (await _host.ListAsync("sync/operations?state=disabled&limit=500")).Single(each => (string?)each!["deliveryId"] == NewId(9).ToString())!;
        ((string?)operation["rule"]).Should().Be("NotConnected");
        ((string?)operation["explanation"]).Should().Contain("424242");
    }

    [Fact]
    public async Task WebhookOverTheBound_Is413WithoutReadingItAll()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_host.Address.Host, _host.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync("POST /webhooks/github HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n"u8.ToArray());
        var answer = new byte[12];

        await stream.ReadExactlyAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        Encoding.ASCII.GetString(answer).Should().Be("HTTP/1.1 413");
    }

    [Theory]
    [InlineData("POST /api/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n", "HTTP/1.1 413")]
    [InlineData("POST /api/tasks HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", "HTTP/1.1 400")]
    [InlineData("POST /webhooks/github HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", "HTTP/1.1 400")]
    public async Task BrokenRequest_IsTheClientsFault(string request, string expected)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_host.Address.Host, _host.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        var answer = new byte[12];

        await stream.ReadExactlyAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        Encoding.ASCII.GetString(answer).Should().Be(expected);
    }

    [Fact]
    public async Task TaskOfAProjectThatIsNotConnected_IsKeptAndSaysSo()
    {
        var task = await _host.SendAsync(HttpMethod.Post, "api/tasks", new { title = "t", project = "elsewhere" });

        ((string?)task["sync"]!["status"]).Should().Be("filtered");
        ((string?)task["sync"]!["explanation"]).Should().Contain("elsewhere is not connected");
    }

    [Fact]
    public async Task Summary_CountsEveryState()
    {
        var summary = await _host.GetAsync("sync/summary");

        foreach (var state in OperationStates.All)
        {
            summary[state.Name()]!.GetValue<long>().Should().BeGreaterThanOrEqualTo(0);
        }

        summary.AsObject().Should().ContainKey("oldestQueuedSeconds");
        (await _host.Http.GetStringAsync("health/live")).Should().Be("live");
        (await _host.Http.GetStringAsync("health/ready")).Should().Be("ready");
    }

    private static Guid NewId(int number) => new(number, 1, 1, new byte[8]);
}
