using System.Diagnostics;
using GitSync.Storage.Sqlite;

namespace GitSync.Benchmarks;

/// <summary>A fresh queue on disk, and the ways to load it.</summary>
internal sealed class QueueUnderTest : IAsyncDisposable
{
    private const long RepositoryId = 42;
    private const int MaximumClaims = 256;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly TemporaryDirectory _directory = new();
    private readonly OperationIds _ids = new(TimeProvider.System, RandomSource.System);
    private readonly SqliteSyncStore _store;
    private long _nextTask;
    private long _nextSecond;

    private QueueUnderTest() => _store = new SqliteSyncStore(
        new SqliteStorageOptions { ConnectionString = "Data Source=" + _directory.Database }, TimeProvider.System);

    /// <summary>Makes a queue, measures on it and removes it.</summary>
    public static async Task RunAsync(Func<QueueUnderTest, Task> measure)
    {
        var queue = new QueueUnderTest();
        await using (queue.ConfigureAwait(false))
        {
            await queue._store.InitializeAsync().ConfigureAwait(false);
            await measure(queue).ConfigureAwait(false);
        }
    }

    /// <summary>Operations per second from callers that each wait for their commit; every operation makes a lane.</summary>
    public async Task<double> EnqueueAsync(int operations, int callers, int batch)
    {
        var each = operations / callers;
        var batches = Enumerable.Range(0, callers)
            .Select(_ => Enumerable.Range(0, each).Select(_ => NewTask()).Chunk(batch).Select(items => new EnqueueBatch { Items = items }).ToArray())
            .ToArray();
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(batches.Select(own => Task.Run(async () =>
        {
            foreach (var one in own)
            {
                await _store.EnqueueAsync(one).ConfigureAwait(false);
            }
        }))).ConfigureAwait(false);
        return each * callers / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    /// <summary>Queues one operation in each of so many new lanes.</summary>
    public async Task FillAsync(int lanes)
    {
        foreach (var chunk in Enumerable.Range(0, lanes).Chunk(5_000))
        {
            await _store.EnqueueAsync(new EnqueueBatch { Items = [.. chunk.Select(_ => NewTask())] }).ConfigureAwait(false);
        }
    }

    /// <summary>Drains so many operations of a loaded queue, each in a lane of its own.</summary>
    public async Task<double> DrainAsync(int operations)
    {
        var record = new DrainRecord();
        IReadOnlyList<Completion> done = [];
        var drained = 0;
        var since = Stopwatch.GetTimestamp();
        while (drained < operations)
        {
            var most = Math.Min(MaximumClaims, operations - drained - done.Count);
            record.Ended(done);
            var receipt = await _store.WorkAsync(done, new ClaimRequest("bench", most, Lease)).ConfigureAwait(false);
            drained += done.Count;
            record.Committed(receipt);
            if (receipt.Claimed.Count == 0 && drained < operations)
            {
                throw new DrainBrokenException($"The queue is empty after {drained} of {operations} operations.");
            }

            done = [.. receipt.Claimed.Select(Complete)];
        }

        var rate = drained / Stopwatch.GetElapsedTime(since).TotalSeconds;
        record.Verify(operations);
        return rate;
    }

    /// <summary>
    /// Drains operations spread over lanes, each lane again and again. Two wait in each lane at a time, one per direction: the older
    /// one runs first, then the other. Only the drain is timed.
    /// </summary>
    public async Task<double> DrainKeyedAsync(int lanes, int operations)
    {
        var rounds = operations / lanes;
        double seconds = 0;
        for (var round = 0; round < rounds; round += 2)
        {
            await EnqueueRoundAsync(lanes).ConfigureAwait(false);
            seconds += 2 * lanes / await DrainAsync(2 * lanes).ConfigureAwait(false);
        }

        return rounds * lanes / seconds;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync().ConfigureAwait(false);
        _directory.Dispose();
    }

    private static Completion Complete(ClaimedOperation claim) => new()
    {
        Lease = claim.Lease,
        State = OperationState.Completed,
        Rule = SyncRule.InStep,
        Explanation = "Both sides were in step.",
    };

    private async Task EnqueueRoundAsync(int lanes)
    {
        var second = Interlocked.Increment(ref _nextSecond);
        foreach (var chunk in Enumerable.Range(0, lanes).Chunk(1_000))
        {
            var items = chunk.SelectMany(lane => new[] { Inbound(lane, second), Outbound("keyed-" + lane) }).ToArray();
            await _store.EnqueueAsync(new EnqueueBatch { Items = items }).ConfigureAwait(false);
        }
    }

    private EnqueueItem NewTask() => Outbound("task-" + Interlocked.Increment(ref _nextTask));

    private EnqueueItem Outbound(string task) => new()
    {
        RequireConnection = false,
        Operation = new TaskSyncOperation
        {
            Id = _ids.Next(),
            Direction = SyncDirection.Outbound,
            Action = SyncAction.Edited,
            RepositoryId = RepositoryId,
            TaskId = task,
            RecordModifiedAt = TimeProvider.System.GetUtcNow(),
            Actor = "somebody",
        },
        Address = new LaneAddress { Kind = ResourceKind.Task, Local = LaneName.OfTask(task) },
    };

    private EnqueueItem Inbound(int lane, long second)
    {
        var issue = new RemoteIssue
        {
            RepositoryId = RepositoryId,
            Number = lane + 1,
            UpdatedAt = new GitHubTime(1_700_000_000 + second),
            Title = "An issue of ordinary length, number " + lane,
            Body = "Some sentences of markdown, as people write them.",
        };
        return new EnqueueItem
        {
            RequireConnection = false,
            Operation = new TaskSyncOperation
            {
                Id = _ids.Next(),
                Direction = SyncDirection.Inbound,
                Action = SyncAction.Edited,
                RepositoryId = RepositoryId,
                GitHubUpdatedAt = issue.UpdatedAt,
                ContentHash = ContentHash.Of(issue),
                Issue = issue,
                IssueNumber = issue.Number,
            },
            Address = new LaneAddress
            {
                Kind = ResourceKind.Task,
                Local = LaneName.OfTask("keyed-" + lane),
                Remote = LaneName.OfIssue(RepositoryId, issue.Number),
            },
        };
    }
}
