using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GitSync.Dashboard.Live;

/// <summary>
/// Tells open pages that something has changed, by server-sent events: once a second at most, and now and then although nothing has, so that they know
/// that they are not stale. What changed is not sent: a page loads itself again, with the rights its reader has by then. Thread-safe.
/// </summary>
internal sealed class LiveFeed(IServiceProvider services)
{
    /// <summary>Pages that are open at a time on one host; more are told to look themselves now and then.</summary>
    private const int MaximumStreams = 200;

    private static readonly TimeSpan Frame = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>After this the browser asks again, and is asked who it is.</summary>
    private static readonly TimeSpan StreamLength = TimeSpan.FromMinutes(5);

    /// <summary>Lives as long as the host; without a wait handle there is nothing to dispose of.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);
    private (DateTimeOffset At, string Version) _last;
    private int _streams;

    public IResult Open(HttpContext context)
    {
        if (Interlocked.Increment(ref _streams) > MaximumStreams)
        {
            Interlocked.Decrement(ref _streams);
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        context.Response.OnCompleted(() =>
        {
            Interlocked.Decrement(ref _streams);
            return Task.CompletedTask;
        });

        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        return TypedResults.ServerSentEvents(ReadAsync(stopping, context.RequestAborted));
    }

    private async IAsyncEnumerable<SseItem<string>> ReadAsync(
        CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var time = services.GetRequiredService<TimeProvider>();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        var began = time.GetUtcNow();
        var told = began;
        var version = await VersionAsync(time, cancellationToken);
        yield return new SseItem<string>("open", "open");
        while (time.GetUtcNow() - began < StreamLength && await WaitAsync(time, both.Token))
        {
            var now = time.GetUtcNow();
            var current = await VersionAsync(time, cancellationToken);
            if (current != version || now - told >= Heartbeat)
            {
                (version, told) = (current, now);
                yield return new SseItem<string>(current.Length == 0 ? "away" : "changed", "changed");
            }
        }
    }

    /// <summary>False when it is over: the page was closed, or the host stops.</summary>
    private static async Task<bool> WaitAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Frame, time, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The kept counters as a text; empty while the store is away. One query a second, however many pages are open.</summary>
    private async Task<string> VersionAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last.Version is null || time.GetUtcNow() - _last.At >= Frame)
            {
                _last = (time.GetUtcNow(), await ReadVersionAsync(cancellationToken));
            }

            return _last.Version;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<string> ReadVersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            var summary = await services.GetRequiredService<ISyncReader>().SummarizeAsync(cancellationToken);
            return string.Join('.', OperationStates.All.Select(state => summary.Counts[state]));
        }
        catch (StoreUnavailableException)
        {
            return "";
        }
    }
}
