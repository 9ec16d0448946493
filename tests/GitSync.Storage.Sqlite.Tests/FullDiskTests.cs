using GitSync.Testing;

namespace GitSync.Storage.Sqlite.Tests;

/// <summary>
/// The disk is full, or the database may not grow: whoever stores is told so in a sentence, what was accepted stays, and with room it goes on. On a real
/// small disk where one can be mounted (as root), else with SQLite's own bound, which fails at the statement instead of at the commit.
/// </summary>
public sealed class FullDiskTests : IAsyncDisposable
{
    private const int DiskKilobytes = 4_096;
    private const int Callers = 8;

    private readonly ManualClock _clock = new();
    private readonly SmallDisk? _disk = SmallDisk.TryMount(DiskKilobytes);
    private readonly SqliteStoreHarness _harness = new();

    private SqliteStorageOptions Options => new() { ConnectionString = _disk?.ConnectionString ?? _harness.ConnectionString, MaximumPages = _disk is null ? 400 : null };

    [Fact]
    public async Task FullDisk_IsSaid_AndWhatWasAcceptedIsDoneOnceThereIsRoom()
    {
        var accepted = new List<Guid>();
        await using (var store = await OpenAsync(Options))
        {
            _disk?.FillBut(1_024);
            var refused = await FillAsync(store, accepted);

            refused.Should().OnlyContain(failure => failure is StoreUnavailableException && failure.Message.StartsWith("SQLITE_FULL", StringComparison.Ordinal));
            (await store.SummarizeAsync()).Counts[OperationState.Queued].Should().Be(accepted.Count, "reading goes on");
            _disk?.MakeRoom();
            if (_disk is not null)
            {
                await DrainAsync(store, accepted);
            }
        }

        await using var after = await OpenAsync(Options with { MaximumPages = null });
        await DrainAsync(after, _disk is null ? accepted : []);
        await StoreInvariants.AssertAsync(after, accepted, []);
    }

    [Fact]
    public async Task FullDiskAtTheStart_IsSaid_AndTheStartSucceedsLater()
    {
        _disk?.FillBut(8);
        await using var store = new SqliteSyncStore(Options with { MaximumPages = _disk is null ? 2 : null }, _clock);
        var act = () => store.InitializeAsync();
        await act.Should().ThrowAsync<StoreUnavailableException>().WithMessage("SQLITE_*full*");

        _disk?.MakeRoom();
        await using var later = await OpenAsync(Options);
        (await new StoreScenario(later, _clock).EnqueueOneAsync(new StoreScenario(later, _clock).Outbound("t"))).State.Should().Be(OperationState.Queued);
    }

    public async ValueTask DisposeAsync()
    {
        await _harness.DisposeAsync();
        _disk?.Dispose();
    }

    private async Task<SqliteSyncStore> OpenAsync(SqliteStorageOptions options)
    {
        var store = new SqliteSyncStore(options, _clock);
        await store.InitializeAsync();
        return store;
    }

    /// <summary>Side by side until every caller was refused: those that share a commit with the one that meets the end are told the same.</summary>
    private async Task<IReadOnlyList<Exception>> FillAsync(ISyncStore store, List<Guid> accepted)
    {
        var make = new StoreScenario(store, _clock);
        var items = Enumerable.Range(0, 4_000).Select(i => make.Inbound(i + 1, i, new string('x', 200) + i)).ToArray();
        var (gate, next, refused) = (new Lock(), -1, new List<Exception>());
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var i && i < items.Length)
            {
                try
                {
                    await store.EnqueueAsync(new EnqueueBatch { Items = [items[i]] });
                    lock (gate)
                    {
                        accepted.Add(items[i].Operation.Id);
                    }
                }
                catch (Exception failure)
                {
                    lock (gate)
                    {
                        refused.Add(failure);
                    }

                    return;
                }
            }
        })));
        refused.Should().HaveCount(Callers);
        return refused;
    }

    private static async Task DrainAsync(ISyncStore store, List<Guid> accepted)
    {
        var done = new List<Guid>();
        IReadOnlyList<Completion> ended = [];
        do
        {
            var receipt = await store.WorkAsync(ended, new ClaimRequest("worker", 100, StoreScenario.Lease));
            done.AddRange(receipt.Claimed.Select(claim => claim.Operation.Id));
            ended = [.. receipt.Claimed.Select(claim => new Completion
            {
                Lease = claim.Lease, State = OperationState.Completed, Rule = SyncRule.InStep, Explanation = "Both sides were in step; nothing was written.",
            })];
        }
        while (ended.Count > 0);
        done.Should().BeEquivalentTo(accepted);
    }
}
