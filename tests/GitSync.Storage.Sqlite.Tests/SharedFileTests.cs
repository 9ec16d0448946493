using GitSync.Testing;
using Microsoft.Data.Sqlite;

namespace GitSync.Storage.Sqlite.Tests;

/// <summary>Several stores on one file, as several processes have them; and what is on the file after a restart.</summary>
public sealed class SharedFileTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly SqliteStoreHarness _harness = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task StoresThatStartTogether_MakeTheSchemaOnce()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _harness.OpenAsync(_clock, RecordConflictPolicy.PerField))));
        foreach (var store in stores)
        {
            (await store.SummarizeAsync()).Counts.Should().HaveCount(8);
        }
    }

    [Fact]
    public async Task TwoStoresOnOneFile_ShareLanesAndGiveNoIdTwice()
    {
        var one = await _harness.OpenAsync(_clock, RecordConflictPolicy.PerField);
        var two = await _harness.OpenAsync(_clock, RecordConflictPolicy.PerField);
        var make = new StoreScenario(one, _clock);
        var items = Enumerable.Range(0, 400).Select(i => make.Outbound("t" + i)).ToArray();
        await Task.WhenAll(items.Select((item, i) =>
            Task.Run(() => (i % 2 == 0 ? one : two).EnqueueAsync(new EnqueueBatch { Items = [item] }))));
        var claims = await Task.WhenAll(
            one.WorkAsync([], new ClaimRequest("one", 300, StoreScenario.Lease)), two.WorkAsync([], new ClaimRequest("two", 300, StoreScenario.Lease)));
        var lanes = claims.SelectMany(receipt => receipt.Claimed).Select(claim => claim.Lease.LaneId).ToArray();
        lanes.Should().HaveCount(400).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task LockHeldByAnotherProcess_GivesUpWithAClearSentence()
    {
        var options = new SqliteStorageOptions { ConnectionString = _harness.ConnectionString, BusyTimeout = TimeSpan.FromMilliseconds(50) };
        await using var store = new SqliteSyncStore(options, TimeProvider.System);
        await store.InitializeAsync();
        var make = new StoreScenario(store, _clock);
        await using (var connection = new SqliteConnection(_harness.ConnectionString + ";Pooling=False"))
        {
            connection.Open();
            await using var transaction = connection.BeginTransaction();
            var act = () => make.EnqueueOneAsync(make.Outbound("t"));
            await act.Should().ThrowAsync<StoreUnavailableException>().WithMessage("SQLITE_BUSY*BusyTimeout*");
            transaction.Rollback();
        }

        (await make.EnqueueOneAsync(make.Outbound("t"))).State.Should().Be(OperationState.Queued);
    }

    [Fact]
    public async Task Restart_FindsEverythingAgain()
    {
        var options = new SqliteStorageOptions { ConnectionString = _harness.ConnectionString };
        ClaimedOperation claim;
        await using (var before = new SqliteSyncStore(options, _clock))
        {
            await before.InitializeAsync();
            await before.InitializeAsync();
            var make = new StoreScenario(before, _clock);
            await make.EnqueueOneAsync(make.Outbound("t"));
            claim = await make.ClaimOneAsync();
        }

        await using var after = new SqliteSyncStore(options, _clock);
        await after.InitializeAsync();
        var again = new StoreScenario(after, _clock);
        (await again.CompleteAsync(claim)).Should().Be(CommitOutcome.Committed);
    }

    [Fact]
    public async Task SchemaOfANewerVersion_StopsWithASentence()
    {
        await using (var store = new SqliteSyncStore(new SqliteStorageOptions { ConnectionString = _harness.ConnectionString }, _clock))
        {
            await store.InitializeAsync();
        }

        await using (var connection = new SqliteConnection(_harness.ConnectionString + ";Pooling=False"))
        {
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO gitsync_schema (ScriptName, Applied) VALUES ('GitSync.Storage.Sqlite.Schema.9999_future.sql', '2030-01-01')";
            command.ExecuteNonQuery();
        }

        await using var older = new SqliteSyncStore(new SqliteStorageOptions { ConnectionString = _harness.ConnectionString }, _clock);
        var act = () => older.InitializeAsync();
        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("*9999_future*newer version*");
    }

    [Fact]
    public async Task StoreNotInitialised_SaysWhatToCall()
    {
        await using var store = new SqliteSyncStore(new SqliteStorageOptions { ConnectionString = _harness.ConnectionString }, _clock);
        var act = () => store.RetryAsync(Guid.Empty);
        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("*InitializeAsync*");
    }
}
