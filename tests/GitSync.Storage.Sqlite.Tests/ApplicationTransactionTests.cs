using GitSync.Testing;
using Microsoft.Data.Sqlite;

namespace GitSync.Storage.Sqlite.Tests;

/// <summary>The application's record and the operation, saved together or not at all.</summary>
public sealed class ApplicationTransactionTests : IAsyncLifetime
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
    public async Task CommittedByTheApplication_OperationIsQueuedWithTheRecord()
    {
        var item = _make.Outbound("t");
        await using (var connection = Open(_harness.ConnectionString))
        {
            await using var transaction = connection.BeginTransaction();
            Execute(connection, transaction, "CREATE TABLE tasks (id TEXT); INSERT INTO tasks VALUES ('t')");
            var receipt = await _store.EnqueueAsync(new EnqueueBatch { Items = [item] }, transaction);
            receipt.Outcomes.Single().State.Should().Be(OperationState.Queued);
            (await _store.FindOperationAsync(item.Operation.Id)).Should().BeNull("the application has not committed yet");
            transaction.Commit();
        }

        (await _make.ClaimOneAsync()).Operation.Id.Should().Be(item.Operation.Id);
        (await _store.SummarizeAsync()).Counts[OperationState.Processing].Should().Be(1);
    }

    [Fact]
    public async Task RolledBackByTheApplication_NothingIsQueued()
    {
        var item = _make.Outbound("t");
        await using (var connection = Open(_harness.ConnectionString))
        {
            await using var transaction = connection.BeginTransaction();
            await _store.EnqueueAsync(new EnqueueBatch { Items = [item] }, transaction);
            transaction.Rollback();
        }

        (await _store.FindOperationAsync(item.Operation.Id)).Should().BeNull();
        (await _store.SummarizeAsync()).Counts[OperationState.Queued].Should().Be(0);
        (await _make.EnqueueOneAsync(item)).State.Should().Be(OperationState.Queued);
    }

    [Fact]
    public async Task FailingBatch_LeavesTheApplicationsTransactionUsable()
    {
        await using var connection = Open(_harness.ConnectionString);
        await using var transaction = connection.BeginTransaction();
        Execute(connection, transaction, "CREATE TABLE tasks (id TEXT)");
        var good = _make.Outbound("t");
        var act = () => _store.EnqueueAsync(new EnqueueBatch { Items = [good, null!] }, transaction);
        await act.Should().ThrowAsync<NullReferenceException>();
        Execute(connection, transaction, "INSERT INTO tasks VALUES ('kept')");
        transaction.Commit();
        (await _store.FindOperationAsync(good.Operation.Id)).Should().BeNull("the batch is all or nothing");
    }

    [Fact]
    public async Task TransactionOfAnotherFile_IsRefused()
    {
        await using var other = new SqliteStoreHarness();
        await using var connection = Open(other.ConnectionString);
        await using var transaction = connection.BeginTransaction();
        var act = () => _store.EnqueueAsync(new EnqueueBatch { Items = [_make.Outbound("t")] }, transaction);
        await act.Should().ThrowAsync<ArgumentException>().WithMessage("*another database*");
    }

    [Fact]
    public async Task TransactionThatHasEnded_IsRefused()
    {
        await using var connection = Open(_harness.ConnectionString);
        var transaction = connection.BeginTransaction();
        transaction.Commit();
        var act = () => _store.EnqueueAsync(new EnqueueBatch { Items = [_make.Outbound("t")] }, transaction);
        await act.Should().ThrowAsync<ArgumentException>().WithMessage("*SqliteTransaction*");
    }

    private static SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString + ";Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
