using GitSync.Testing;
using GitSync.Tests;
using Npgsql;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>What the database may do to a transaction: tried again where that helps, said clearly where it does not, nothing lost.</summary>
public sealed class FailureTests : OpenPostgresStore
{
    [Theory]
    [InlineData("40P01")]
    [InlineData("40001")]
    public async Task EndedForConcurrency_IsTriedAgain(string state)
    {
        await FailInsertsAsync(state, times: 2);
        (await Make.EnqueueOneAsync(Make.Outbound("t"))).State.Should().Be(OperationState.Queued);
        (await Store.SummarizeAsync()).Counts[OperationState.Queued].Should().Be(1);
    }

    [Fact]
    public async Task EndedForConcurrencyAgainAndAgain_FailsWithinTheBound()
    {
        await FailInsertsAsync("40P01", times: 100);
        var act = () => Make.EnqueueOneAsync(Make.Outbound("t"));
        await act.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*lost against others*");
        (await ScalarAsync("SELECT last_value FROM $schema$.failures")).As<long>().Should().BeLessThanOrEqualTo(
            2 * new PostgresStorageOptions().MaximumTries, "a group is tried, then the call alone");
    }

    [Theory]
    [InlineData("53100", "*disk is full*")]
    [InlineData("53200", "*out of resources*")]
    [InlineData("58030", "*disk fails*")]
    public async Task DatabaseThatCannotServe_SaysWhyAndTheSameOperationEntersLater(string state, string sentence)
    {
        await FailInsertsAsync(state, times: 1);
        var item = Make.Outbound("t");
        var act = () => Make.EnqueueOneAsync(item);
        await act.Should().ThrowAsync<StoreUnavailableException>().WithMessage(sentence);
        (await Make.EnqueueOneAsync(item)).State.Should().Be(OperationState.Queued);
        (await Make.ClaimOneAsync()).Operation.Id.Should().Be(item.Operation.Id);
    }

    [Fact]
    public async Task DiskThatIsFullAtAClaim_IsSaid_AndTheNextCallClaims()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        await FailInsertsAsync("53100", times: 1, "running");
        var act = () => Make.ClaimAsync();
        await act.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*disk is full*");
        (await Make.CompleteAsync(await Make.ClaimOneAsync())).Should().Be(CommitOutcome.Committed);
    }

    [Fact]
    public async Task DiskThatIsFullAtAnEnd_IsSaid_AndTheSameCompletionIsTakenLater()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        await FailInsertsAsync("53100", times: 1, "history");
        var act = () => Make.CompleteAsync(claim);
        await act.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*disk is full*");
        (await Make.CompleteAsync(claim)).Should().Be(CommitOutcome.Committed);
        (await Store.FindOperationAsync(claim.Operation.Id))!.State.Should().Be(OperationState.Completed);
    }

    [Fact]
    public async Task ReadOnlyDatabase_IsSaid()
    {
        var server = await PostgresServer.Shared;
        var database = await server.CreateDatabaseAsync();
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        await PostgresServer.ExecuteAsync(database, $"ALTER DATABASE {name} SET default_transaction_read_only = on");
        await using (var store = new PostgresSyncStore(new PostgresStorageOptions { ConnectionString = database }))
        {
            var act = () => store.InitializeAsync();
            await act.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*read-only*");
        }

        await server.DropDatabaseAsync(database);
    }

    [Fact]
    public async Task NoConnectionLeft_IsSaid()
    {
        var role = "narrow_" + Harness.Schema;
        await Harness.ExecuteAsync($"CREATE ROLE {role} LOGIN CONNECTION LIMIT 0");
        try
        {
            var connectionString = new NpgsqlConnectionStringBuilder(await PostgresStoreHarness.ConnectionString) { Username = role }.ConnectionString;
            await using var store = new PostgresSyncStore(new PostgresStorageOptions { ConnectionString = connectionString, Schema = Harness.Schema });
            var act = () => store.InitializeAsync();
            await act.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*no connection left*");
        }
        finally
        {
            await Harness.ExecuteAsync($"DROP ROLE {role}");
        }
    }

    [FactOnPrivateServer]
    public async Task ServerThatIsStopped_IsUnavailableAndServesAgainWhenItIsBack()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        await using var store = new PostgresSyncStore(new PostgresStorageOptions { ConnectionString = server.ConnectionString }, Clock);
        await store.InitializeAsync();
        var make = new StoreScenario(store, Clock);
        await make.EnqueueOneAsync(make.Outbound("before"));

        await server.StopAsync(crash: true);
        var item = make.Outbound("during");
        var act = () => make.EnqueueOneAsync(item);
        await act.Should().ThrowAsync<StoreUnavailableException>();
        var read = () => store.SummarizeAsync();
        await read.Should().ThrowAsync<StoreUnavailableException>();
        var work = () => make.ClaimAsync();
        await work.Should().ThrowAsync<StoreUnavailableException>();

        await server.StartAgainAsync();
        await make.EnqueueOneAsync(item);
        (await make.ClaimAsync()).Select(claim => claim.Operation.LocalId).Should().Equal("before", "during");
    }

    [FactOnPrivateServer]
    public async Task DatabaseThatIsDownAtTheStart_IsInitialisedLater()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        await server.StopAsync();
        await using var store = new PostgresSyncStore(new PostgresStorageOptions { ConnectionString = server.ConnectionString }, Clock);
        var act = () => store.InitializeAsync();
        await act.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*cannot be reached*");
        await server.StartAgainAsync();
        await store.InitializeAsync();
        var make = new StoreScenario(store, Clock);
        (await make.EnqueueOneAsync(make.Outbound("t"))).State.Should().Be(OperationState.Queued);
    }

    /// <summary>A trigger that lets the first inserts fail; a sequence counts, because it is not rolled back.</summary>
    private Task FailInsertsAsync(string state, int times, string table = "queued") => Harness.ExecuteAsync(
        $"""
         CREATE SEQUENCE $schema$.failures;
         CREATE FUNCTION $schema$.fail() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
           IF nextval('$schema$.failures') <= {times} THEN
             RAISE EXCEPTION 'as the test wants it' USING ERRCODE = '{state}';
           END IF;
           RETURN NULL;
         END $$;
         CREATE TRIGGER fail AFTER INSERT ON $schema$.{table} FOR EACH STATEMENT EXECUTE FUNCTION $schema$.fail();
         """);
}
