using GitSync.Testing;
using Microsoft.Data.Sqlite;

namespace GitSync.Storage.Sqlite.Tests;

/// <summary>Damaged rows and failing calls hurt only themselves.</summary>
public sealed class DamageTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly SqliteStoreHarness _harness = new();
    private ISyncStore _store = null!;
    private StoreScenario _make = null!;

    public async Task InitializeAsync()
    {
        _store = await _harness.OpenAsync(_clock, RecordConflictPolicy.PerField);
        _make = new StoreScenario(_store, _clock);
    }

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task DamagedDocument_IsEndedAsErroredAndTheOthersAreClaimed()
    {
        var bad = await _make.EnqueueOneAsync(_make.Outbound("bad"));
        await _make.EnqueueOneAsync(_make.Outbound("good"));
        Execute("UPDATE gitsync_operations SET document = 'no json' WHERE lane_id = " + bad.LaneId);
        (await _make.ClaimAsync()).Should().ContainSingle().Which.Operation.LocalId.Should().Be("good");
        var ended = await _make.FindAsync(bad.OperationId);
        ended.State.Should().Be(OperationState.Errored);
        ended.Error!.Code.Should().Be("corrupt_document");
        ended.Direction.Should().Be(SyncDirection.Outbound);
        (await _make.LaneOfTaskAsync("bad"))!.Lane.LastOutcome!.State.Should().Be(OperationState.Errored);
        (await _store.ListOperationsAsync(new OperationQuery())).Should().HaveCount(2);
        (await _store.SummarizeAsync()).Counts[OperationState.Errored].Should().Be(1);
    }

    [Fact]
    public async Task DamagedLink_IsEndedAsErroredAndTheOthersAreClaimed()
    {
        var bad = await _make.EnqueueOneAsync(_make.Outbound("bad"));
        await _make.EnqueueOneAsync(_make.Outbound("good"));
        Execute("UPDATE gitsync_lanes SET link = '{' WHERE id = " + bad.LaneId);
        (await _make.ClaimAsync()).Should().ContainSingle().Which.Operation.LocalId.Should().Be("good");
        (await _make.FindAsync(bad.OperationId)).Error!.Code.Should().Be("corrupt_link");
    }

    [Fact]
    public async Task DamagedDocumentOfAQueuedOperation_CanStillBeCovered()
    {
        var bad = await _make.EnqueueOneAsync(_make.Outbound("t"));
        Execute("UPDATE gitsync_operations SET document = x'00' WHERE lane_id = " + bad.LaneId);
        var newer = await _make.EnqueueOneAsync(_make.Outbound("t"));
        (await _make.ClaimOneAsync()).Operation.Id.Should().Be(newer.OperationId);
        (await _make.FindAsync(bad.OperationId)).CanceledBy.Should().Be(newer.OperationId);
    }

    [Fact]
    public async Task CompletionThatThrows_IsEndedAsErroredAloneInItsBatch()
    {
        await _make.EnqueueAsync(_make.Outbound("a"), _make.Outbound("b"));
        var claims = await _make.ClaimAsync();
        var broken = StoreScenario.Completed(claims[0]) with { Conflicts = null! };
        var receipt = await _store.WorkAsync(
            [broken, StoreScenario.Completed(claims[1])], new ClaimRequest(StoreScenario.Worker, 0, StoreScenario.Lease));
        receipt.Outcomes.Should().Equal(CommitOutcome.Committed, CommitOutcome.Committed);
        (await _make.FindAsync(claims[0].Operation.Id)).Error!.Code.Should().Be("faulty_completion");
        (await _make.FindAsync(claims[1].Operation.Id)).State.Should().Be(OperationState.Completed);
        (await _store.SummarizeAsync()).Counts[OperationState.Completed].Should().Be(1);
    }

    [Fact]
    public async Task FailingCall_DoesNotHurtThoseThatShareItsCommit()
    {
        var calls = Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
        {
            EnqueueItem[] items = i % 3 == 0 ? [_make.Outbound("t" + i), null!] : [_make.Outbound("t" + i)];
            try
            {
                await _store.EnqueueAsync(new EnqueueBatch { Items = items });
                return true;
            }
            catch (NullReferenceException)
            {
                return false;
            }
        })).ToArray();
        (await Task.WhenAll(calls)).Count(stored => stored).Should().Be(40);
        (await _store.ListOperationsAsync(new OperationQuery())).Should().HaveCount(40);
        (await _store.SummarizeAsync()).Counts[OperationState.Queued].Should().Be(40);
    }

    [Fact]
    public async Task EmptyBody_IsStored()
    {
        var delivery = new WebhookDelivery
        {
            Id = _make.NextId(),
            Event = "ping",
            Body = ReadOnlyMemory<byte>.Empty,
            ReceivedAt = _clock.GetUtcNow(),
            Outcome = "Nothing to do.",
        };
        await _store.EnqueueAsync(new EnqueueBatch { Delivery = delivery });
        (await _store.FindDeliveryAsync(delivery.Id))!.Body.Length.Should().Be(0);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection(_harness.ConnectionString + ";Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
