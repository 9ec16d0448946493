using GitSync.Testing;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>Without a clock of a test, everything goes by the database's: hosts whose clocks differ agree on leases.</summary>
public sealed class DatabaseClockTests : IAsyncLifetime
{
    private readonly PostgresStoreHarness _harness = new();
    private PostgresSyncStore _store = null!;
    private StoreScenario _make = null!;

    public async Task InitializeAsync()
    {
        _store = await _harness.OpenPostgresAsync(clock: null);
        await _store.InitializeAsync();
        _make = new StoreScenario(_store, new ManualClock());
    }

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task Times_AreTheDatabases()
    {
        await _make.EnqueueOneAsync(_make.Outbound("t"));
        var claim = await _make.ClaimOneAsync();
        claim.Operation.CreatedAt.Should().BeAfter(ManualClock.Start.AddDays(1), "the test's clock stands at its start");
        claim.Operation.StartedAt.Should().BeOnOrAfter(claim.Operation.CreatedAt);
    }

    [Fact]
    public async Task LeaseThatRanOut_IsTakenOverAndTheLateCommitFails()
    {
        await _make.EnqueueOneAsync(_make.Outbound("t"));
        var late = await _make.ClaimOneAsync();
        (await _make.ClaimAsync(worker: "worker-2")).Should().BeEmpty();
        await _harness.ExecuteAsync("UPDATE $schema$.workers SET lease_until = clock_timestamp() - interval '1 second' WHERE worker_id = 'worker-1'");
        var taken = await _make.ClaimOneAsync("worker-2");
        taken.Lease.Fence.Should().BeGreaterThan(late.Lease.Fence);
        (await _make.CompleteAsync(late)).Should().Be(CommitOutcome.LeaseLost);
        (await _make.CompleteAsync(taken)).Should().Be(CommitOutcome.Committed);
    }
}
