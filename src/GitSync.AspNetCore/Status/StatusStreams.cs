using Microsoft.AspNetCore.Http;

namespace GitSync.AspNetCore;

/// <summary>The status streams that are open: each keeps a connection as long as its page likes, so there is an end to them. Thread-safe.</summary>
internal sealed class StatusStreams
{
    /// <summary>Streams that are open at a time on one host; more are told to look themselves now and then.</summary>
    private const int MaximumStreams = 1_000;

    private int _open;

    /// <summary>A record's status as server-sent events, or 503 with the reason.</summary>
    public IResult Open(string kind, string id, HttpContext context, ISyncStatusFeed feed, TimeProvider time)
    {
        if (RouteWords.KindOf(kind) is not { } known)
        {
            return RouteWords.UnknownKind();
        }

        if (Interlocked.Increment(ref _open) > MaximumStreams)
        {
            Interlocked.Decrement(ref _open);
            return TypedResults.Problem(
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: "Too many readers",
                detail: $"{MaximumStreams} status streams are open on this host; read the status itself now and then instead.");
        }

        context.Response.OnCompleted(() =>
        {
            Interlocked.Decrement(ref _open);
            return Task.CompletedTask;
        });
        return TypedResults.ServerSentEvents(StatusEvents.OfAsync(feed.WatchAsync(known, id, context.RequestAborted), time, context.RequestAborted));
    }
}
