using System.Net;
using System.Text.Json.Nodes;

namespace GitSync.SampleHost.Tests;

/// <summary>How many status streams are open at a time. On a host of its own: whoever takes them all leaves none to other tests.</summary>
public sealed class StatusStreamsTests(RunningPair<SqliteDatabase> pair) : IClassFixture<RunningPair<SqliteDatabase>>
{
    private const int MaximumStreams = 1_000;

    [Fact]
    public async Task MoreStreamsThanThereMayBe_AreRefused_UntilOneEnds()
    {
        const string Path = "sync/status/task/none/events";
        var streams = new List<HttpResponseMessage>();
        do
        {
            streams.Add(await OpenAsync(Path));
        }
        while (streams[^1].StatusCode == HttpStatusCode.OK && streams.Count <= MaximumStreams);

        streams[^1].StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        ((string?)JsonNode.Parse(await streams[^1].Content.ReadAsStringAsync())!["detail"]).Should().Contain("read the status itself");
        (streams.Count - 1).Should().Be(MaximumStreams);
        (await pair.Host.GetAsync("sync/status/task/none"))["status"].Should().NotBeNull("whoever asks once is answered");
        streams.ForEach(stream => stream.Dispose());
        await Eventually.HoldsAsync("the others are closed", async () =>
        {
            using var again = await OpenAsync(Path);
            return again.StatusCode == HttpStatusCode.OK;
        });
    }

    private Task<HttpResponseMessage> OpenAsync(string path) =>
        pair.Host.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
}
