using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace GitSync.SampleHost.Tests;

/// <summary>How a record stands, told to a page as it changes.</summary>
public sealed class StatusEventsTests(RunningPair<SqliteDatabase> pair) : IClassFixture<RunningPair<SqliteDatabase>>
{
    [Fact]
    public async Task EventStream_TellsTheStatusNowAndWhenItChanges()
    {
        var id = (string)(await pair.Host.SendAsync(HttpMethod.Post, "api/tasks", new { title = "Watched" }))["id"]!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var stream = await pair.Host.Http.GetStreamAsync($"sync/status/task/{id}/events", patience.Token);
        var events = SseParser.Create(stream).EnumerateAsync(patience.Token).GetAsyncEnumerator(patience.Token);
        await using (events)
        {
            await UntilAsync(events, status => (string?)status["status"] == "synced" && (string?)status["url"] is not null);
            pair.GitHub.Simulator.Faults.RefuseNext(429, new Dictionary<string, string> { ["retry-after"] = "2" }, "secondary limit", request => request.Method == "PATCH");
            await pair.Host.SendAsync(HttpMethod.Patch, $"api/tasks/{id}", new { title = "Edited" });
            await UntilAsync(events, status => (string?)status["status"] == "waiting" && ((string?)status["explanation"])!.StartsWith("Waiting until ", StringComparison.Ordinal));
            await UntilAsync(events, status => (string?)status["status"] == "synced");
        }
    }

    [Fact]
    public async Task EventStreamOfAnUnknownRecord_SaysSo()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var stream = await pair.Host.Http.GetStreamAsync("sync/status/comment/none/events", patience.Token);
        var events = SseParser.Create(stream).EnumerateAsync(patience.Token).GetAsyncEnumerator(patience.Token);
        await using (events)
        {
            await UntilAsync(events, status => (string?)status["status"] == "unknown");
        }
    }

    [Fact]
    public async Task EventStreamOfAnUnknownKind_IsRefused()
    {
        using var answer = await pair.Host.AnswerAsync(HttpMethod.Get, "sync/status/thing/1/events");
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    private static async Task UntilAsync(IAsyncEnumerator<SseItem<string>> events, Func<JsonNode, bool> holds)
    {
        while (await events.MoveNextAsync())
        {
            if (events.Current.EventType == "status" && holds(JsonNode.Parse(events.Current.Data)!))
            {
                return;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }
}
