using System.Net;
using System.Net.ServerSentEvents;
using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Tests;

/// <summary>Open pages hear of changes within a second, know that they are not stale, and are asked who they are every five minutes.</summary>
public sealed class LiveFeedTests : IAsyncLifetime
{
    private const int MaximumStreams = 200;
    private const int HeartbeatSeconds = 15;
    private const int StreamSeconds = 300;

    private readonly PulseClock _clock = new();
    private SyncHarness _sync = null!;
    private GuardedDashboard _dashboard = null!;

    public async Task InitializeAsync()
    {
        _sync = await WeatherHarness.StartAsync(StoreProxy.Use);
        _dashboard = await GuardedDashboard.StartAsync(_sync, services => services.AddSingleton<TimeProvider>(_clock));
    }

    public async Task DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _sync.DisposeAsync();
    }

    [Fact]
    public async Task Stream_BeginsWithOpen_AndTellsOfAChangeWithinASecond()
    {
        await using var stream = await OpenAsync();
        (await stream.NextAsync()).Should().Be(("open", "open"));

        await _sync.SaveAsync("plan", new TaskContent { Title = "Plan" }, SyncAction.Created);
        (await _clock.PassAsync()).Should().Be(TimeSpan.FromSeconds(1));

        (await stream.NextAsync()).Should().Be(("changed", "changed"));
    }

    [Fact]
    public async Task NothingThatChanges_IsAHeartbeatAfterFifteenSeconds()
    {
        await using var stream = await OpenAsync();
        await stream.NextAsync();
        var next = stream.NextAsync();

        for (var second = 1; second < HeartbeatSeconds; second++)
        {
            await _clock.PassAsync();
        }

        next.IsCompleted.Should().BeFalse("nothing has changed");
        await _clock.PassAsync();
        (await next).Should().Be(("changed", "changed"));
    }

    [Fact]
    public async Task Stream_EndsAfterFiveMinutes()
    {
        await using var stream = await OpenAsync();
        for (var second = 0; second < StreamSeconds; second++)
        {
            await _clock.PassAsync();
        }

        var events = 0;
        while (events < StreamSeconds && await stream.NextAsync() is not null)
        {
            events++;
        }

        events.Should().Be(1 + (StreamSeconds / HeartbeatSeconds), "that is the beginning and the heartbeats");
    }

    [Fact]
    public async Task StoreThatGoesAway_IsTold_AndThatItCameBack()
    {
        await using var stream = await OpenAsync();
        await stream.NextAsync();

        StoreProxy.Of(_sync.Store).Decide = StoreProxy.Away;
        await _clock.PassAsync();
        (await stream.NextAsync()).Should().Be(("changed", "away"));

        StoreProxy.Of(_sync.Store).Decide = null;
        await _clock.PassAsync();
        (await stream.NextAsync()).Should().Be(("changed", "changed"));
    }

    [Fact]
    public async Task ManyPages_CostOneQueryASecond()
    {
        var queries = 0;
        StoreProxy.Of(_sync.Store).Decide = (method, call) =>
        {
            if (method.Name == nameof(ISyncReader.SummarizeAsync))
            {
                Interlocked.Increment(ref queries);
            }

            return call();
        };
        var streams = await OpenManyAsync(10);

        queries.Should().Be(1);
        foreach (var stream in streams)
        {
            await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task MoreStreamsThanThereMayBe_AreRefused_UntilOneEnds()
    {
        var streams = await OpenManyAsync(MaximumStreams);
        using (var refused = await _dashboard.Viewer().GetAsync("live"))
        {
            refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        }

        foreach (var stream in streams)
        {
            await stream.DisposeAsync();
        }

        (await OpenedAgainAsync()).Should().BeTrue("the others are closed");
    }

    [Fact]
    public async Task Stream_IsForThoseWhoMayLook()
    {
        using var anonymous = await _dashboard.Anonymous().GetAsync("live");
        using var stranger = await _dashboard.Stranger().GetAsync("live");

        anonymous.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        stranger.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    private async Task<LiveStream> OpenAsync() => await LiveStream.OpenAsync(_dashboard.Viewer());

    private async Task<List<LiveStream>> OpenManyAsync(int count)
    {
        var streams = new List<LiveStream>();
        for (var number = 0; number < count; number++)
        {
            streams.Add(await OpenAsync());
            await streams[^1].NextAsync();
        }

        return streams;
    }

    /// <summary>A host sees that a page was closed a moment later.</summary>
    private async Task<bool> OpenedAgainAsync()
    {
        using var patience = new CancellationTokenSource(Browser.MaximumWait);
        while (!patience.IsCancellationRequested)
        {
            using var answer = await _dashboard.Viewer().GetAsync("live");
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return true;
            }
        }

        return false;
    }

    private sealed class LiveStream(HttpResponseMessage answer, IAsyncEnumerator<SseItem<string>> events) : IAsyncDisposable
    {
        public static async Task<LiveStream> OpenAsync(Person person)
        {
            var answer = await person.GetAsync("live");
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            answer.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
            return new LiveStream(answer, SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator());
        }

        /// <summary>The next event and what it says; null at the end.</summary>
        public async Task<(string Event, string Data)?> NextAsync() =>
            await events.MoveNextAsync().AsTask().WaitAsync(Browser.MaximumWait) ? (events.Current.EventType, events.Current.Data) : null;

        public async ValueTask DisposeAsync()
        {
            answer.Dispose();
            try
            {
                await events.DisposeAsync();
            }
            catch (Exception closed) when (closed is IOException or NotSupportedException)
            {
                // It was being read.
            }
        }
    }
}
