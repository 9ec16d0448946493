using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace GitSync.AspNetCore;

/// <summary>A record's status as server-sent events.</summary>
internal static class StatusEvents
{
    /// <summary>What proxies between here and the page take for a living connection.</summary>
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(25);

    /// <summary>The status as JSON whenever it changes (<c>status</c>), and an empty event now and then (<c>ping</c>).</summary>
    public static async IAsyncEnumerable<SseItem<string>> OfAsync(
        IAsyncEnumerable<SyncStatus> statuses, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changes = statuses.GetAsyncEnumerator(cancellationToken);
        await using (changes)
        {
            var next = changes.MoveNextAsync().AsTask();
            while (true)
            {
                if (await Task.WhenAny(next, Task.Delay(PingEvery, time, cancellationToken)) != next)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return new SseItem<string>("", "ping");
                    continue;
                }

                if (!await next)
                {
                    yield break;
                }

                yield return new SseItem<string>(
                    JsonSerializer.Serialize(StatusDocument.Of(changes.Current), StatusJson.Default.StatusDocument), "status");
                next = changes.MoveNextAsync().AsTask();
            }
        }
    }
}
