using GitSync.Testing;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>Damaged rows and failing calls hurt only themselves.</summary>
public sealed class DamageTests : OpenPostgresStore
{
    [Fact]
    public async Task DamagedDocument_IsEndedAsErroredAndTheOthersAreClaimed()
    {
        var bad = await Make.EnqueueOneAsync(Make.Outbound("bad"));
        await Make.EnqueueOneAsync(Make.Outbound("good"));
        await Harness.ExecuteAsync($"UPDATE $schema$.queued SET document = 'no json' WHERE lane_id = {bad.LaneId}");
        (await Make.ClaimAsync()).Should().ContainSingle().Which.Operation.LocalId.Should().Be("good");
        var ended = await Make.FindAsync(bad.OperationId);
        ended.State.Should().Be(OperationState.Errored);
        ended.Error!.Code.Should().Be("corrupt_document");
        ended.Direction.Should().Be(SyncDirection.Outbound);
        (await Make.LaneOfTaskAsync("bad"))!.Lane.LastOutcome!.State.Should().Be(OperationState.Errored);
        (await Store.ListOperationsAsync(new OperationQuery())).Should().HaveCount(2);
        (await Store.SummarizeAsync()).Counts[OperationState.Errored].Should().Be(1);
        (await Store.RetryAsync(bad.OperationId)).Should().BeFalse("what cannot be read cannot be tried again");
    }

    [Fact]
    public async Task DamagedLink_IsEndedAsErroredAndTheOthersAreClaimed()
    {
        var bad = await Make.EnqueueOneAsync(Make.Outbound("bad"));
        await Make.EnqueueOneAsync(Make.Outbound("good"));
        await Harness.ExecuteAsync($"UPDATE $schema$.lanes SET link = 'x' WHERE id = {bad.LaneId}");
        (await Make.ClaimAsync()).Should().ContainSingle().Which.Operation.LocalId.Should().Be("good");
        (await Make.FindAsync(bad.OperationId)).Error!.Code.Should().Be("corrupt_link");
    }

    [Fact]
    public async Task DamagedDocumentOfAQueuedOperation_CanStillBeCovered()
    {
        var bad = await Make.EnqueueOneAsync(Make.Outbound("t"));
        await Harness.ExecuteAsync($"UPDATE $schema$.queued SET document = 'x' WHERE lane_id = {bad.LaneId}");
        var newer = await Make.EnqueueOneAsync(Make.Outbound("t"));
        (await Make.ClaimOneAsync()).Operation.Id.Should().Be(newer.OperationId);
        (await Make.FindAsync(bad.OperationId)).CanceledBy.Should().Be(newer.OperationId);
    }

    [Fact]
    public async Task CompletionThatThrows_IsEndedAsErroredAloneInItsBatch()
    {
        await Make.EnqueueAsync(Make.Outbound("a"), Make.Outbound("b"));
        var claims = await Make.ClaimAsync();
        var broken = StoreScenario.Completed(claims[0]) with { Conflicts = null! };
        var receipt = await Store.WorkAsync(
            [broken, StoreScenario.Completed(claims[1])], new ClaimRequest(StoreScenario.Worker, 0, StoreScenario.Lease));
        receipt.Outcomes.Should().Equal(CommitOutcome.Committed, CommitOutcome.Committed);
        (await Make.FindAsync(claims[0].Operation.Id)).Error!.Code.Should().Be("faulty_completion");
        (await Make.FindAsync(claims[1].Operation.Id)).State.Should().Be(OperationState.Completed);
    }

    [Fact]
    public async Task FailingCall_DoesNotHurtThoseThatShareItsCommit()
    {
        var calls = Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
        {
            EnqueueItem[] items = i % 3 == 0 ? [Make.Outbound("t" + i), Make.Outbound("nul\0" + i)] : [Make.Outbound("t" + i)];
            try
            {
                await Store.EnqueueAsync(new EnqueueBatch { Items = items });
                return true;
            }
            catch (ArgumentException)
            {
                return false;
            }
        })).ToArray();
        (await Task.WhenAll(calls)).Count(stored => stored).Should().Be(40);
        (await Store.ListOperationsAsync(new OperationQuery())).Should().HaveCount(40);
        (await Store.SummarizeAsync()).Counts[OperationState.Queued].Should().Be(40);
    }

    [Fact]
    public async Task TextsThatPostgresCannotHold_AreStoredWithReplacements()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        await Make.EndAsync(StoreScenario.Completed(claim) with { Explanation = "a\0b \ud800 c" });
        (await Make.FindAsync(claim.Operation.Id)).Explanation.Should().Be("a\uFFFDb \uFFFD c");
    }
}
