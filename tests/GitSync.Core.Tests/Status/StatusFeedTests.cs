using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GitSync.Core.Tests;

/// <summary>Many watchers, one reader.</summary>
public sealed class StatusFeedTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Statuses _statuses = new();
    private readonly ISyncStatusFeed _feed;

    public StatusFeedTests() => _feed = new SyncStatusFeed(_statuses, _time, NullLogger<SyncStatusFeed>.Instance);

    [Fact]
    public async Task Watcher_IsToldTheStatusNowAndEachOtherOne()
    {
        await using var watcher = _feed.WatchAsync(ResourceKind.Task, "t").GetAsyncEnumerator();
        (await NextAsync(watcher)).Explanation.Should().Be("first");
        _statuses.Now = "second";
        (await NextAsync(watcher)).Explanation.Should().Be("second");
    }

    [Fact]
    public async Task ManyWatchersOfOneRecord_AreOneRead()
    {
        var watchers = Enumerable.Range(0, 50).Select(_ => _feed.WatchAsync(ResourceKind.Task, "t").GetAsyncEnumerator()).ToList();
        foreach (var watcher in watchers)
        {
            await NextAsync(watcher);
        }

        _statuses.Asked.Should().OnlyContain(ids => ids.Count == 1);
        foreach (var watcher in watchers)
        {
            await watcher.DisposeAsync();
        }
    }

    [Fact]
    public async Task StoreThatIsAwayForAWhile_IsAskedAgain()
    {
        await using var watcher = _feed.WatchAsync(ResourceKind.Comment, "c").GetAsyncEnumerator();
        await NextAsync(watcher);
        _statuses.IsAway = true;
        var next = watcher.MoveNextAsync().AsTask();
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        _statuses.IsAway = false;
        _statuses.Now = "back";
        await UntilAsync(next);
        watcher.Current.Explanation.Should().Be("back");
    }

    [Fact]
    public async Task WatcherThatLeaves_IsForgotten_AndTheNextOneBeginsAnew()
    {
        var first = _feed.WatchAsync(ResourceKind.Task, "t").GetAsyncEnumerator();
        await NextAsync(first);
        await first.DisposeAsync();
        _statuses.Now = "later";
        await using var second = _feed.WatchAsync(ResourceKind.Task, "t").GetAsyncEnumerator();
        (await NextAsync(second)).Explanation.Should().Be("later");
    }

    private async Task<SyncStatus> NextAsync(IAsyncEnumerator<SyncStatus> watcher)
    {
        await UntilAsync(watcher.MoveNextAsync().AsTask());
        return watcher.Current;
    }

    private async Task UntilAsync(Task task)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!task.IsCompleted)
        {
            deadline.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await task;
    }

    private sealed class Statuses : ISyncStatusReader
    {
        public volatile string Now = "first";

        public volatile bool IsAway;

        public System.Collections.Concurrent.ConcurrentQueue<IReadOnlyCollection<string>> Asked { get; } = new();

        public Task<SyncStatus> ReadAsync(ResourceKind kind, string recordId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyDictionary<string, SyncStatus>> ReadAsync(
            ResourceKind kind, IReadOnlyCollection<string> recordIds, CancellationToken cancellationToken)
        {
            Asked.Enqueue(recordIds);
            return IsAway
                ? Task.FromException<IReadOnlyDictionary<string, SyncStatus>>(new StoreUnavailableException("It is away."))
                : Task.FromResult<IReadOnlyDictionary<string, SyncStatus>>(
                    recordIds.ToDictionary(id => id, _ => new SyncStatus(SyncStatusKind.Pending, Now, null)));
        }
    }
}
