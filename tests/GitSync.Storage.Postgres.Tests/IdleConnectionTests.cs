using GitSync.Testing;
using GitSync.Tests;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>The server was restarted while nothing happened: the pool's idle connections are gone, and nobody hears of it.</summary>
public sealed class IdleConnectionTests : IAsyncLifetime
{
    /// <summary>As many idle ones as a burst leaves behind.</summary>
    private const int Burst = 8;

    private readonly PostgresStoreHarness _harness = new();
    private readonly ManualClock _clock = new();
    private PostgresSyncStore _store = null!;

    public async Task InitializeAsync()
    {
        _store = await _harness.OpenPostgresAsync(_clock, configure: options => options.ConnectionString += $";Application Name={_harness.Schema}");
        await _store.InitializeAsync();
        await Task.WhenAll(Enumerable.Range(0, Burst).Select(_ => _store.SummarizeAsync()));
        await PostgresServer.ExecuteAsync(
            await PostgresStoreHarness.ConnectionString,
            $"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = '{_harness.Schema}'");
    }

    public Task DisposeAsync() => _harness.DisposeAsync().AsTask();

    [Fact]
    public async Task NextRead_IsAnswered() => (await _store.SummarizeAsync()).Counts.Should().HaveCount(OperationStates.All.Count);

    [Fact]
    public async Task NextReads_SideBySide_AreAnswered() =>
        (await Task.WhenAll(Enumerable.Range(0, Burst).Select(_ => _store.FindByProjectAsync("board")))).Should().OnlyContain(connection => connection == null);

    [Fact]
    public async Task NextWrite_IsStored() =>
        (await new StoreScenario(_store, _clock).EnqueueOneAsync(new StoreScenario(_store, _clock).Outbound("t"))).State.Should().Be(OperationState.Queued);
}
