using System.Net;
using System.Text.Json.Nodes;

namespace GitSync.SampleHost.Tests;

/// <summary><c>GET /sync/why/{task|comment}/{id}</c>: the answer first, then what it rests on.</summary>
public sealed class WhyEndpointTests(RunningPair<SqliteDatabase> pair) : IClassFixture<RunningPair<SqliteDatabase>>
{
    [Fact]
    public async Task RecordThatIsInStep_SaysSoWithAllThatCounts()
    {
        var id = (string)(await pair.Host.SendAsync(HttpMethod.Post, "api/tasks", new { title = "Asked about" }))["id"]!;
        var why = await Eventually.GetAsync<JsonNode>(
            "it is in step", async () => await pair.Host.GetAsync($"sync/why/task/{id}") is var answer && (string?)answer["reason"] == "inStep" ? answer : null);

        ((string)why["answer"]!).Should().StartWith("Both sides are in step since ");
        ((string)why["status"]!["url"]!).Should().EndWith("/issues/1");
        ((string)why["connection"]!["repository"]!).Should().Be("octo-org/board");
        ((bool)why["outbound"]!["mayLeave"]!).Should().BeTrue();
        ((string)why["writes"]!["mode"]!).Should().Be("on");
        ((string)why["operations"]![0]!["explanation"]!).Should().NotBeEmpty();
    }

    [Fact]
    public async Task IdThatNobodyKnows_IsAnsweredAsWell()
    {
        var why = await pair.Host.GetAsync("sync/why/comment/none");
        ((string)why["reason"]!).Should().Be("noRecord");
        why["lane"].Should().BeNull();
    }

    [Fact]
    public async Task UnknownKind_IsRefused()
    {
        using var answer = await pair.Host.AnswerAsync(HttpMethod.Get, "sync/why/thing/1");
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }
}
