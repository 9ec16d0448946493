using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace GitSync;

/// <summary>Tells how records stand as it changes, for pages that someone looks at. Thread-safe.</summary>
public interface ISyncStatusFeed
{
    /// <summary>A record's status now, and again whenever it is another one; within a second of the change, whichever host made it.</summary>
    /// <param name="kind">Task or comment.</param>
    /// <param name="recordId">The application's id.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidOperationException">More records are being watched than the feed takes.</exception>
    IAsyncEnumerable<SyncStatus> WatchAsync(ResourceKind kind, string recordId, CancellationToken cancellationToken = default);
}

/// <summary>
/// The default feed: one loop reads all watched records together, however many pages watch them, and rests when nobody does. While the store is
/// away nothing is told; what changed meanwhile is told afterwards.
/// </summary>
internal sealed partial class SyncStatusFeed(ISyncStatusReader reader, TimeProvider time, ILogger<SyncStatusFeed> logger) : ISyncStatusFeed
{
    /// <summary>Records that are watched at once; each costs a row per round.</summary>
    public const int MaximumWatched = 10_000;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _logger = logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<(ResourceKind Kind, string Id), Watched> _watched = [];
    private bool _isRunning;

    public async IAsyncEnumerable<SyncStatus> WatchAsync(
        ResourceKind kind, string recordId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(recordId);
        var mine = Channel.CreateBounded<SyncStatus>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        Begin((kind, recordId), mine);
        try
        {
            await foreach (var status in mine.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return status;
            }
        }
        finally
        {
            End((kind, recordId), mine);
        }
    }

    private void Begin((ResourceKind Kind, string Id) record, Channel<SyncStatus> watcher)
    {
        lock (_gate)
        {
            if (!_watched.TryGetValue(record, out var watched))
            {
                if (_watched.Count == MaximumWatched)
                {
                    throw new InvalidOperationException($"{MaximumWatched} records are being watched; no more can be.");
                }

                _watched.Add(record, watched = new Watched());
            }

            watched.Watchers.Add(watcher);
            if (watched.Last is { } known)
            {
                watcher.Writer.TryWrite(known);
            }

            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Run(RunAsync);
            }
        }
    }

    private void End((ResourceKind Kind, string Id) record, Channel<SyncStatus> watcher)
    {
        lock (_gate)
        {
            if (_watched.TryGetValue(record, out var watched) && watched.Watchers.Remove(watcher) && watched.Watchers.Count == 0)
            {
                _watched.Remove(record);
            }
        }
    }

    /// <summary>Runs as long as somebody watches.</summary>
    private async Task RunAsync()
    {
        while (Next() is { } round)
        {
            foreach (var records in round.GroupBy(record => record.Kind).SelectMany(kind => kind.Chunk(OperationQuery.MaximumLimit)))
            {
                try
                {
                    var statuses = await reader.ReadAsync(records[0].Kind, [.. records.Select(record => record.Id)], CancellationToken.None).ConfigureAwait(false);
                    Tell(records[0].Kind, statuses);
                }
                catch (Exception failure) when (failure is not OutOfMemoryException)
                {
                    LogFailed(failure.Message);
                }
            }

            await Task.Delay(Every, time).ConfigureAwait(false);
        }
    }

    /// <summary>What is watched now; null when nothing is, and then the loop has ended.</summary>
    private (ResourceKind Kind, string Id)[]? Next()
    {
        lock (_gate)
        {
            _isRunning = _watched.Count > 0;
            return _isRunning ? [.. _watched.Keys] : null;
        }
    }

    private void Tell(ResourceKind kind, IReadOnlyDictionary<string, SyncStatus> statuses)
    {
        lock (_gate)
        {
            foreach (var (id, status) in statuses)
            {
                if (!_watched.TryGetValue((kind, id), out var watched) || watched.Last == status)
                {
                    continue;
                }

                watched.Last = status;
                foreach (var watcher in watched.Watchers)
                {
                    watcher.Writer.TryWrite(status);
                }
            }
        }
    }

    [LoggerMessage(1501, LogLevel.Debug, "Watched records could not be read: {Reason}")]
    private partial void LogFailed(string reason);

    private sealed class Watched
    {
        public SyncStatus? Last { get; set; }

        public List<Channel<SyncStatus>> Watchers { get; } = [];
    }
}
