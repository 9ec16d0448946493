using GitSync.Testing;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>The connection breaks around a commit: what became of it is looked up, never guessed.</summary>
public sealed class LostConnectionTests : IAsyncLifetime
{
    private readonly PostgresStoreHarness _harness = new();
    private readonly ManualClock _clock = new();
    private CuttingProxy _network = null!;
    private PostgresSyncStore _store = null!;
    private StoreScenario _make = null!;

    public async Task InitializeAsync()
    {
        _network = new CuttingProxy(await PostgresStoreHarness.ConnectionString);
        _store = await _harness.OpenPostgresAsync(_clock, configure: options => options.ConnectionString = _network.ConnectionString);
        await _store.InitializeAsync();
        _make = new StoreScenario(_store, _clock);
    }

    public async Task DisposeAsync()
    {
        await _harness.DisposeAsync();
        await _network.DisposeAsync();
    }

    [Theory]
    [InlineData(Cut.BeforeTheCommit)]
    [InlineData(Cut.AfterTheCommit)]
    public async Task CutAtTheCommitOfAnEnqueue_OperationEntersOnceAndTheCallerHearsIt(Cut cut)
    {
        var delivery = new WebhookDelivery
        {
            Id = _make.NextId(), Event = "issues", Body = new byte[] { 1 }, ReceivedAt = _clock.GetUtcNow(), Outcome = "Queued.",
        };
        var item = _make.Outbound("t");
        _network.CutNext(cut);
        var receipt = await _store.EnqueueAsync(new EnqueueBatch { Delivery = delivery, Items = [item] });
        _network.Cuts.Should().Be(1);
        receipt.DeliveryWasKnown.Should().BeFalse("it is new to the caller, whatever became of the first commit");
        receipt.Outcomes.Single().State.Should().Be(OperationState.Queued);
        (await _store.SummarizeAsync()).Counts[OperationState.Queued].Should().Be(1);
        (await _make.ClaimOneAsync()).Operation.Id.Should().Be(item.Operation.Id);
    }

    [Theory]
    [InlineData(Cut.BeforeTheCommit)]
    [InlineData(Cut.AfterTheCommit)]
    public async Task CutAtTheCommitOfACompletion_ItIsCommittedOnceAndTheWorkerHearsIt(Cut cut)
    {
        await _make.EnqueueOneAsync(_make.Outbound("t"));
        var claim = await _make.ClaimOneAsync();
        await _make.EnqueueOneAsync(_make.Outbound("t"));
        _network.CutNext(cut);
        var receipt = await _store.WorkAsync(
            [StoreScenario.Completed(claim, StoreScenario.Link("t", 1))], new ClaimRequest(StoreScenario.Worker, 5, StoreScenario.Lease));
        _network.Cuts.Should().Be(1);
        receipt.Outcomes.Should().Equal(CommitOutcome.Committed);
        receipt.Claimed.Should().ContainSingle("what was claimed in the lost answer is not lost").Which.Lease.Fence.Should().Be(2);
        var counts = (await _store.SummarizeAsync()).Counts;
        counts[OperationState.Completed].Should().Be(1);
        counts[OperationState.Processing].Should().Be(1);
    }
}
