using Microsoft.Data.Sqlite;

namespace GitSync.Storage.Sqlite.Tests;

/// <summary>The application's record and the operation, saved together or not at all.</summary>
public sealed class ApplicationTransactionTests : OpenStore
{
    [Fact]
    public async Task CommittedByTheApplication_OperationIsQueuedWithTheRecord()
    {
        var item = Make.Outbound("t");
        await using (var connection = Open(ConnectionString))
        {
            await using var transaction = connection.BeginTransaction();
            Execute(connection, transaction, "CREATE TABLE tasks (id TEXT); INSERT INTO tasks VALUES ('t')");
            var receipt = await Store.EnqueueAsync(new EnqueueBatch { Items = [item] }, transaction);
            receipt.Outcomes.Single().State.Should().Be(OperationState.Queued);
            (await Store.FindOperationAsync(item.Operation.Id)).Should().BeNull("the application has not committed yet");
            transaction.Commit();
        }

        (await Make.ClaimOneAsync()).Operation.Id.Should().Be(item.Operation.Id);
        (await Store.SummarizeAsync()).Counts[OperationState.Processing].Should().Be(1);
    }

    [Fact]
    public async Task RolledBackByTheApplication_NothingIsQueued()
    {
        var item = Make.Outbound("t");
        await using (var connection = Open(ConnectionString))
        {
            await using var transaction = connection.BeginTransaction();
            await Store.EnqueueAsync(new EnqueueBatch { Items = [item] }, transaction);
            transaction.Rollback();
        }

        (await Store.FindOperationAsync(item.Operation.Id)).Should().BeNull();
        (await Store.SummarizeAsync()).Counts[OperationState.Queued].Should().Be(0);
        (await Make.EnqueueOneAsync(item)).State.Should().Be(OperationState.Queued);
    }

    [Fact]
    public async Task FailingBatch_LeavesTheApplicationsTransactionUsable()
    {
        await using var connection = Open(ConnectionString);
        await using var transaction = connection.BeginTransaction();
        Execute(connection, transaction, "CREATE TABLE tasks (id TEXT)");
        var good = Make.Outbound("t");
        var act = () => Store.EnqueueAsync(new EnqueueBatch { Items = [good, null!] }, transaction);
        await act.Should().ThrowAsync<NullReferenceException>();
        Execute(connection, transaction, "INSERT INTO tasks VALUES ('kept')");
        transaction.Commit();
        (await Store.FindOperationAsync(good.Operation.Id)).Should().BeNull("the batch is all or nothing");
    }

    [Fact]
    public async Task TransactionOfAnotherFile_IsRefused()
    {
        await using var other = new SqliteStoreHarness();
        await using var connection = Open(other.ConnectionString);
        await using var transaction = connection.BeginTransaction();
        var act = () => Store.EnqueueAsync(new EnqueueBatch { Items = [Make.Outbound("t")] }, transaction);
        await act.Should().ThrowAsync<ArgumentException>().WithMessage("*another database*");
    }

    [Fact]
    public async Task TransactionThatHasEnded_IsRefused()
    {
        await using var connection = Open(ConnectionString);
        var transaction = connection.BeginTransaction();
        transaction.Commit();
        var act = () => Store.EnqueueAsync(new EnqueueBatch { Items = [Make.Outbound("t")] }, transaction);
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
