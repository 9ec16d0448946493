using System.Data;
using GitSync.Testing;
using GitSync.Tests;
using Npgsql;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>The application's record and the operation, saved together or not at all.</summary>
public sealed class ApplicationTransactionTests : OpenPostgresStore
{
    [Fact]
    public async Task CommittedByTheApplication_OperationIsQueuedWithTheRecord()
    {
        var item = Make.Outbound("t");
        await using (var connection = await ConnectAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await ExecuteAsync(connection, "CREATE TABLE $schema$.tasks (id text)");
            var receipt = await Store.EnqueueAsync(new EnqueueBatch { Items = [item] }, transaction);
            receipt.Outcomes.Single().State.Should().Be(OperationState.Queued);
            (await Store.FindOperationAsync(item.Operation.Id)).Should().BeNull("the application has not committed yet");
            await transaction.CommitAsync();
        }

        (await Make.ClaimOneAsync()).Operation.Id.Should().Be(item.Operation.Id);
        (await ScalarAsync("SELECT count(*) FROM $schema$.tasks")).Should().Be(0L);
    }

    [Fact]
    public async Task RolledBackByTheApplication_NothingIsQueued()
    {
        var item = Make.Outbound("t");
        await using (var connection = await ConnectAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await Store.EnqueueAsync(new EnqueueBatch { Items = [item] }, transaction);
            await transaction.RollbackAsync();
        }

        (await Store.FindOperationAsync(item.Operation.Id)).Should().BeNull();
        (await Store.SummarizeAsync()).Counts[OperationState.Queued].Should().Be(0);
        (await Make.EnqueueOneAsync(item)).State.Should().Be(OperationState.Queued);
    }

    [Fact]
    public async Task FailingBatch_LeavesTheApplicationsTransactionUsable()
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var good = Make.Outbound("t");
        var act = () => Store.EnqueueAsync(new EnqueueBatch { Items = [good, Make.Outbound("nul\0")] }, transaction);
        await act.Should().ThrowAsync<ArgumentException>().WithMessage("*U+0000*");
        await ExecuteAsync(connection, "CREATE TABLE $schema$.kept (id text)");
        await transaction.CommitAsync();
        (await Store.FindOperationAsync(good.Operation.Id)).Should().BeNull("the batch is all or nothing");
        (await ScalarAsync("SELECT count(*) FROM $schema$.kept")).Should().Be(0L);
    }

    [Fact]
    public async Task ConnectionThatBreaksUnderTheApplication_IsSaidAsEverywhere()
    {
        var item = Make.Outbound("t");
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ScalarAsync($"SELECT pg_terminate_backend({connection.ProcessID}, 10000)");
        var act = () => Store.EnqueueAsync(new EnqueueBatch { Items = [item] }, transaction);
        await act.Should().ThrowAsync<StoreUnavailableException>();
        (await Store.FindOperationAsync(item.Operation.Id)).Should().BeNull();
    }

    [Fact]
    public async Task LockTimeoutOfTheApplication_IsAsItWasAfterwards()
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, "SET LOCAL lock_timeout = '1234ms'");
        await Store.EnqueueAsync(new EnqueueBatch { Items = [Make.Outbound("t")] }, transaction);
        await using var show = new NpgsqlCommand("SHOW lock_timeout", connection);
        (await show.ExecuteScalarAsync()).Should().Be("1234ms");
    }

    [Fact]
    public async Task TransactionOfAnotherDatabase_IsRefused()
    {
        var server = await PostgresServer.Shared;
        var other = await server.CreateDatabaseAsync();
        await using (var store = new PostgresSyncStore(new PostgresStorageOptions { ConnectionString = other, Schema = Harness.Schema }))
        {
            await using var empty = await ConnectAsync(other);
            await RefusedAsync(empty, "*no schema*");
            await store.InitializeAsync();
            await using var made = await ConnectAsync(other);
            await RefusedAsync(made, "*another database*");
        }

        await server.DropDatabaseAsync(other);
    }

    [Fact]
    public async Task TransactionThatHasEnded_IsRefused()
    {
        await using var connection = await ConnectAsync();
        var transaction = await connection.BeginTransactionAsync();
        await transaction.CommitAsync();
        await transaction.DisposeAsync();
        var act = () => Store.EnqueueAsync(new EnqueueBatch { Items = [Make.Outbound("t")] }, transaction);
        await act.Should().ThrowAsync<Exception>().Where(failure => failure is ArgumentException || failure is ObjectDisposedException);
    }

    [Theory]
    [InlineData(IsolationLevel.RepeatableRead)]
    [InlineData(IsolationLevel.Serializable)]
    public async Task OtherIsolationThanReadCommitted_IsRefusedWithAnAdvice(IsolationLevel level)
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(level);
        var act = () => Store.EnqueueAsync(new EnqueueBatch { Items = [Make.Outbound("t")] }, transaction);
        await act.Should().ThrowAsync<ArgumentException>().WithMessage("*IsolationLevel.ReadCommitted*");
    }

    [Fact]
    public async Task OpenTransactionOfTheApplication_HoldsUpItsOwnLaneOnly()
    {
        await Make.EnqueueAsync(Make.Outbound("held"), Make.Outbound("other"));
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Store.EnqueueAsync(new EnqueueBatch { Items = [Make.Outbound("held")] }, transaction);

        var waits = Task.Run(() => Make.EnqueueOneAsync(Make.Outbound("held")));
        for (var i = 0; i < 20; i++)
        {
            (await Make.EnqueueOneAsync(Make.Outbound("other"))).State.Should().Be(OperationState.Queued);
        }

        (await Make.ClaimAsync()).Should().ContainSingle("the held lane is left to its holder").Which.Operation.LocalId.Should().Be("other");
        waits.IsCompleted.Should().BeFalse();
        await transaction.CommitAsync();
        (await waits).State.Should().Be(OperationState.Queued);
        (await Make.ClaimOneAsync()).Operation.LocalId.Should().Be("held");
    }

    [Fact]
    public async Task CompletionOfAHeldLane_IsBusyAndTheOthersAreCommitted()
    {
        await Make.EnqueueAsync(Make.Outbound("held"), Make.Outbound("other"));
        var claims = await Make.ClaimAsync();
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Store.EnqueueAsync(new EnqueueBatch { Items = [Make.Outbound("held")] }, transaction);
        Completion[] completions = [.. claims.OrderBy(claim => claim.Operation.LocalId).Select(claim => StoreScenario.Completed(claim))];
        (await WorkAsync(completions)).Should().Equal(CommitOutcome.Busy, CommitOutcome.Committed);
        await transaction.CommitAsync();
        (await WorkAsync(completions[..1])).Should().Equal(CommitOutcome.Committed);
    }

    [Fact]
    public async Task CountsOfTheApplicationsTransactions_AreFoldedTogether()
    {
        await using (var connection = await ConnectAsync())
        {
            for (var i = 0; i < 3; i++)
            {
                await using var transaction = await connection.BeginTransactionAsync();
                await Store.EnqueueAsync(new EnqueueBatch { Items = [Make.Outbound("t" + i)] }, transaction);
                await transaction.CommitAsync();
            }
        }

        (await ScalarAsync("SELECT count(*) FROM $schema$.counters WHERE slot < 0")).Should().Be(3L);
        await Store.MaintainAsync(TimeSpan.FromDays(1));
        (await ScalarAsync("SELECT count(*) FROM $schema$.counters WHERE slot < 0")).Should().Be(0L);
        (await Store.SummarizeAsync()).Counts[OperationState.Queued].Should().Be(3);
    }

    private async Task<IReadOnlyList<CommitOutcome>> WorkAsync(Completion[] completions) =>
        (await Store.WorkAsync(completions, new ClaimRequest(StoreScenario.Worker, 0, StoreScenario.Lease))).Outcomes;

    private async Task RefusedAsync(NpgsqlConnection connection, string message)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var act = () => Store.EnqueueAsync(new EnqueueBatch { Items = [Make.Outbound("t")] }, transaction);
        await act.Should().ThrowAsync<ArgumentException>().WithMessage(message);
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql.Replace("$schema$", Harness.Schema, StringComparison.Ordinal), connection);
        await command.ExecuteNonQueryAsync();
    }
}
