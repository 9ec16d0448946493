using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace GitSync;

/// <summary>
/// Looks again at what was refused while a repository was off (suspended, uninstalled, archived, switched off): once it is on again, every lane whose
/// last operation ended for that reason is brought in step anew. So a change made here meanwhile arrives, and one made on GitHub is not forgotten.
/// </summary>
internal sealed partial class LaneReview(
    ISyncStore store,
    OperationIds ids,
    ISyncDispatcher dispatcher,
    TimeProvider time,
    ILogger<LaneReview> logger) : IRepairTask
{
    /// <summary>Lanes per turn; the next ones follow at once.</summary>
    private const int Portion = 200;

    /// <summary>How often it is looked whether a repository is on again.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(2);

    private readonly ILogger _logger = logger;
    private readonly string _host = ids.Next().ToString("N");

    public async Task<DateTimeOffset?> RunDueAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? next = null;
        await foreach (var connection in store.EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            var dueAt = await RunAsync(connection, cancellationToken).ConfigureAwait(false);
            next = dueAt < next ? dueAt : next ?? dueAt;
        }

        return next;
    }

    private static string NameOf(Connection connection) => string.Create(CultureInfo.InvariantCulture, $"review/{connection.RepositoryId}");

    private async Task<DateTimeOffset> RunAsync(Connection connection, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var name = NameOf(connection);
        var known = ReviewState.Read(await store.FindStateAsync(name, cancellationToken).ConfigureAwait(false));
        if (connection.Admit(null).Refusal is not null)
        {
            if (known is null)
            {
                // From here on something may be refused.
                await store.ChangeStateAsync(name, document => document ?? new ReviewState().Write(), cancellationToken).ConfigureAwait(false);
            }

            return now + Every;
        }

        if (known is null)
        {
            return now + Every;
        }

        var taken = ReviewState.Read(await store.ChangeStateAsync(
            name,
            document => ReviewState.Read(document) is { } stored && stored.Turn.IsFree(now)
                ? (stored with { Turn = stored.Turn.Take(_host, now + HeldFor) }).Write()
                : document,
            cancellationToken).ConfigureAwait(false));
        return taken is { } ours && ours.Turn.Host == _host
            ? await ReviewAsync(connection, name, ours, cancellationToken).ConfigureAwait(false)
            : taken?.Turn.AskAt ?? now + Every;
    }

    private async Task<DateTimeOffset> ReviewAsync(Connection connection, string name, ReviewState state, CancellationToken cancellationToken)
    {
        var query = new LaneQuery { RepositoryId = connection.RepositoryId, After = state.After, Limit = Portion };
        var lanes = await store.ListLanesAsync(query, cancellationToken).ConfigureAwait(false);
        EnqueueItem[] items = [.. lanes.Select(view => view.Lane).Where(WasRefused).Select(lane => LaneRefresh.Of(lane, connection, ids)).OfType<EnqueueItem>()];
        if (items.Length > 0)
        {
            await store.EnqueueAsync(new EnqueueBatch { Items = items }, null, cancellationToken).ConfigureAwait(false);
            dispatcher.Wake();
            LogReviewed(items.Length, connection.FullName);
        }

        var now = time.GetUtcNow();
        var isLast = lanes.Count < Portion;
        await store.ChangeStateAsync(
            name,
            document => ReviewState.Read(document) != state
                ? document
                : isLast ? null : (state with { After = lanes[^1].Lane.Id, Turn = state.Turn.Release(now) }).Write(),
            cancellationToken).ConfigureAwait(false);
        return isLast ? now + Every : now;
    }

    /// <summary>On arrival, or when it was about to run.</summary>
    private static bool WasRefused(LaneState lane) => lane.Tombstone is null
        && lane.LastOutcome?.Rule is SyncRule.SyncOff or SyncRule.InstallationSuspended or SyncRule.NotConnected;

    [LoggerMessage(1321, LogLevel.Information, "{Count} lanes of {Repository} that were refused while it was off are looked at again")]
    private partial void LogReviewed(int count, string repository);
}

/// <summary>That a repository was off, and how far the look afterwards has come. Immutable.</summary>
internal sealed record ReviewState
{
    /// <summary>Whose turn it is.</summary>
    public Turn Turn { get; init; } = new();

    /// <summary>The last lane that was looked at.</summary>
    public long After { get; init; }

    /// <summary>Null when the repository was not off. A document that cannot be read counts as "it was".</summary>
    public static ReviewState? Read(byte[]? document)
    {
        try
        {
            return document is null ? null : JsonSerializer.Deserialize(document, ReviewJson.Default.ReviewState) ?? new ReviewState();
        }
        catch (JsonException)
        {
            return new ReviewState();
        }
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, ReviewJson.Default.ReviewState);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ReviewState))]
internal sealed partial class ReviewJson : JsonSerializerContext;
