using GitSync.Testing;
using Npgsql;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>Calls that meet in the middle, and single bad lanes: nothing enters twice, and nobody else waits.</summary>
public sealed class IsolationTests : OpenPostgresStore
{
    [Theory]
    [InlineData(SyncDirection.Outbound)]
    [InlineData(SyncDirection.Inbound)]
    public async Task SameOperationTwiceOnItsWay_EntersOnce(SyncDirection direction)
    {
        EnqueueItem Next(int second) => direction == SyncDirection.Inbound ? Make.Inbound(3, second) : Make.Outbound("t");
        await Make.EnqueueOneAsync(Next(1));
        var item = Next(5);
        var other = await Harness.OpenPostgresAsync(Clock);
        await other.InitializeAsync();
        Task<EnqueueReceipt>[] both;
        await using (var connection = await ConnectAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await ExecuteAsync(connection, "SELECT 1 FROM $schema$.lanes FOR UPDATE");
            both = [Store.EnqueueAsync(new EnqueueBatch { Items = [item] }), other.EnqueueAsync(new EnqueueBatch { Items = [item] })];
            await BothWaitAsync();
            await transaction.CommitAsync();
        }

        var outcomes = (await Task.WhenAll(both)).Select(receipt => receipt.Outcomes.Single().State);
        outcomes.Should().Equal(OperationState.Queued, OperationState.Queued);
        (await Store.ListOperationsAsync(new OperationQuery())).Count(operation => operation.Id == item.Operation.Id).Should().Be(1);
        var claim = await Make.ClaimOneAsync();
        claim.Operation.Id.Should().Be(item.Operation.Id);
        (await Make.CompleteAsync(claim)).Should().Be(CommitOutcome.Committed);
    }

    [Fact]
    public async Task ClaimThatFails_DoesNotTakeBackWhatWasCommitted()
    {
        await Make.EnqueueOneAsync(Make.Outbound("ended"));
        var claim = await Make.ClaimOneAsync();
        await Make.EnqueueOneAsync(Make.Outbound("next"));
        await Harness.ExecuteAsync(
            """
            CREATE FUNCTION $schema$.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no claims'; END $$;
            CREATE TRIGGER fail BEFORE INSERT ON $schema$.running FOR EACH STATEMENT EXECUTE FUNCTION $schema$.fail();
            """);
        var receipt = await Store.WorkAsync([StoreScenario.Completed(claim)], new ClaimRequest(StoreScenario.Worker, 5, StoreScenario.Lease));
        receipt.Outcomes.Should().Equal(CommitOutcome.Committed);
        receipt.Claimed.Should().BeEmpty();
        (await Make.FindAsync(claim.Operation.Id)).State.Should().Be(OperationState.Completed);
    }

    [Fact]
    public async Task LaneThatCannotBeClaimed_IsPutOffAndTheOthersAreClaimed()
    {
        var bad = await Make.EnqueueOneAsync(Make.Outbound("bad"));
        await Make.EnqueueAsync(Make.Outbound("good"), Make.Outbound("fine"));

        // The primary key of running refuses it, as it would a second run.
        await Harness.ExecuteAsync(
            $"INSERT INTO $schema$.running SELECT installation_key, id, gen_random_uuid(), 'nobody', 1, now(), 1 FROM $schema$.lanes WHERE id = {bad.LaneId}");
        await Harness.ExecuteAsync(
            """
            CREATE FUNCTION $schema$.hide() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF EXISTS (SELECT 1 FROM added WHERE lane_id = (SELECT min(id) FROM $schema$.lanes)) THEN RAISE EXCEPTION 'bad lane'; END IF; RETURN NULL; END $$;
            DELETE FROM $schema$.running;
            CREATE TRIGGER hide AFTER INSERT ON $schema$.running REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION $schema$.hide();
            """);
        (await Make.ClaimAsync()).Select(claim => claim.Operation.LocalId).Should().BeEquivalentTo("good", "fine");
        (await Make.FindAsync(bad.OperationId)).State.Should().Be(OperationState.Queued);
    }

    [Fact]
    public async Task LaneThatCannotBeTakenBack_HoldsUpNoOther()
    {
        await Make.EnqueueAsync(Make.Outbound("bad"), Make.Outbound("good"));
        var claims = await Make.ClaimAsync();
        var bad = claims.Single(claim => claim.Operation.LocalId == "bad");
        await Make.EnqueueOneAsync(Make.Outbound("bad"));

        // Its end collides: as if it were in the history already.
        await Harness.ExecuteAsync(
            "INSERT INTO $schema$.history (id, installation_key, lane_id, state, kind, direction, action, repository_id, created_at, waiting_since, "
            + $"ended_at, attempts, document) VALUES ('{bad.Operation.Id}', 0, 0, 2, 0, 0, 0, 0, now(), now(), now(), 1, '')");
        Clock.Advance(StoreScenario.Lease);
        (await Make.ClaimAsync(worker: "worker-2")).Should().ContainSingle().Which.Operation.LocalId.Should().Be("good");
        await Store.ReleaseAsync("worker-2");
        (await Make.ClaimAsync(worker: "worker-3")).Should().ContainSingle().Which.Operation.LocalId.Should().Be("good");
    }

    [Fact]
    public async Task DayThatCannotBeMadeBecauseSomebodyReads_HoldsUpNobody()
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, "SELECT 1 FROM $schema$.history");
        Clock.Advance(TimeSpan.FromDays(3));
        await Store.MaintainAsync(TimeSpan.FromDays(30));
        (await Make.EnqueueOneAsync(Make.Outbound("t"))).State.Should().Be(OperationState.Queued);
        await transaction.RollbackAsync();
        await Store.MaintainAsync(TimeSpan.FromDays(30));
        var day = Clock.GetUtcNow().AddDays(7).ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        (await ScalarAsync($"SELECT to_regclass('$schema$.history_{day}') IS NOT NULL")).Should().Be(true);
    }

    private async Task BothWaitAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((long)(await ScalarAsync("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%$schema$.lanes%'"))! < 2)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql.Replace("$schema$", Harness.Schema, StringComparison.Ordinal), connection);
        await command.ExecuteNonQueryAsync();
    }
}
