using GitSync.Testing;
using GitSync.Tests;
using Npgsql;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>Who makes the tables, and who must not.</summary>
public sealed class SchemaTests : IAsyncLifetime
{
    private readonly PostgresStoreHarness _harness = new();
    private readonly ManualClock _clock = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task HostsThatStartTogether_MakeTheSchemaOnce()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _harness.OpenPostgresAsync(_clock)));
        await Task.WhenAll(stores.Select(store => Task.Run(() => store.InitializeAsync())));
        await WorksAsync(stores[3]);
    }

    [Fact]
    public async Task NewerSchema_StopsWithASentence()
    {
        await (await _harness.OpenPostgresAsync(_clock)).InitializeAsync();
        await _harness.ExecuteAsync("INSERT INTO $schema$.schema_scripts (scriptname, applied) VALUES ('9999_future.sql', now())");
        foreach (var provisioning in new[] { PostgresProvisioning.CreateOrMigrate, PostgresProvisioning.Validate })
        {
            var store = await _harness.OpenPostgresAsync(_clock, configure: options => options.Provisioning = provisioning);
            var act = () => store.InitializeAsync();
            await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("*9999_future.sql*newer version*");
        }
    }

    [Fact]
    public async Task Validate_RefusesAMissingSchemaAndTakesTheScripts()
    {
        var store = await _harness.OpenPostgresAsync(_clock, configure: options => options.Provisioning = PostgresProvisioning.Validate);
        var act = () => store.InitializeAsync();
        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("*lacks the step*PostgresSchema.Script*");
        await _harness.ExecuteAsync(PostgresSchema.Script(_harness.Schema));
        await store.InitializeAsync();
        await WorksAsync(store);
    }

    [Fact]
    public async Task ScriptRunByHand_IsTakenAsMadeByAHost()
    {
        await _harness.ExecuteAsync(PostgresSchema.Script(_harness.Schema, partitions: 2));
        var store = await _harness.OpenPostgresAsync(_clock, configure: options => options.Partitions = 2);
        await store.InitializeAsync();
        await WorksAsync(store);
    }

    [Fact]
    public async Task None_ChecksNothing()
    {
        await _harness.ExecuteAsync(PostgresSchema.Script(_harness.Schema));
        await _harness.ExecuteAsync("DELETE FROM $schema$.schema_scripts");
        var store = await _harness.OpenPostgresAsync(_clock, configure: options => options.Provisioning = PostgresProvisioning.None);
        await store.InitializeAsync();
        await WorksAsync(store);
    }

    [Fact]
    public async Task OtherNumberOfPartitions_IsRefused()
    {
        await (await _harness.OpenPostgresAsync(_clock)).InitializeAsync();
        var store = await _harness.OpenPostgresAsync(_clock, configure: options => options.Partitions = 8);
        var act = () => store.InitializeAsync();
        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("*made with 0 partitions*");
    }

    [Fact]
    public Task LeastPrivilegedRole_RunsEverythingAndMakesNothing() => AsLeastPrivilegedAsync(async (store, connectionString) =>
    {
        var make = await WorksAsync(store);
        await store.MaintainAsync(TimeSpan.FromDays(1));
        await store.ConnectAsync(StoreScenario.Connection());
        (await store.CancelAsync((await make.EnqueueOneAsync(make.Outbound("t"))).OperationId)).Should().BeTrue();
        await store.AppendAsync(new AuditEntry { Id = make.NextId(), At = _clock.GetUtcNow(), Actor = "ada", Action = "cancel", Target = "lane/1" });
        (await store.ListAuditAsync(new AuditQuery())).Should().ContainSingle();
        (await store.SearchOperationsAsync(new OperationSearch { State = OperationState.Canceled })).Operations.Should().ContainSingle();
        (await store.ListDeliveriesAsync(new DeliveryQuery())).Deliveries.Should().BeEmpty();
        (await store.GetOrAddSecretAsync("key", new byte[] { 1 })).Should().Equal(1);
        await IsDeniedAsync(connectionString, "CREATE TABLE $schema$.mine (id int)");
    });

    [Fact]
    public Task LeastPrivilegedRole_ChangesNoAuditEntryAndNoKey() => AsLeastPrivilegedAsync(async (store, connectionString) =>
    {
        var make = new StoreScenario(store, _clock);
        await store.AppendAsync(new AuditEntry { Id = make.NextId(), At = _clock.GetUtcNow(), Actor = "ada", Action = "cancel", Target = "lane/1" });
        await store.GetOrAddSecretAsync("key", new byte[] { 1 });

        await IsDeniedAsync(connectionString, "UPDATE $schema$.audit SET actor = 'grace'");
        await IsDeniedAsync(connectionString, "TRUNCATE $schema$.audit");
        await IsDeniedAsync(connectionString, "UPDATE $schema$.secrets SET value = ''");
        await IsDeniedAsync(connectionString, "DELETE FROM $schema$.secrets");
        (await store.ListAuditAsync(new AuditQuery())).Should().ContainSingle().Which.Actor.Should().Be("ada");
    });

    [Fact]
    public async Task DayOfAnOperation_IsItsPartitionAndIsDroppedWhole()
    {
        var store = await _harness.OpenPostgresAsync(_clock);
        await store.InitializeAsync();
        var make = new StoreScenario(store, _clock);
        await make.EnqueueOneAsync(make.Outbound("t"));
        await make.CompleteAsync(await make.ClaimOneAsync());
        var day = "history_" + _clock.GetUtcNow().ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        (await ScalarAsync("SELECT tableoid::regclass::text FROM $schema$.history")).Should().Be($"{_harness.Schema}.{day}");
        _clock.Advance(TimeSpan.FromDays(30));
        await store.MaintainAsync(TimeSpan.FromDays(7));
        (await ScalarAsync($"SELECT to_regclass('$schema$.{day}') IS NULL")).Should().Be(true);
        (await store.SummarizeAsync()).Counts[OperationState.Completed].Should().Be(0);
    }

    [Fact]
    public async Task DayThatWasNotMade_IsMovedOutOfTheRestWhenItIs()
    {
        var store = await _harness.OpenPostgresAsync(_clock);
        await store.InitializeAsync();
        _clock.Advance(TimeSpan.FromDays(20));
        var make = new StoreScenario(store, _clock);
        await make.EnqueueOneAsync(make.Outbound("t"));
        var claim = await make.ClaimOneAsync();
        await make.CompleteAsync(claim);
        (await ScalarAsync("SELECT count(*) FROM $schema$.history_other")).Should().Be(1L);
        await store.MaintainAsync(TimeSpan.FromDays(7));
        (await ScalarAsync("SELECT count(*) FROM $schema$.history_other")).Should().Be(0L);
        (await store.FindOperationAsync(claim.Operation.Id))!.State.Should().Be(OperationState.Completed);
    }

    [Theory]
    [InlineData("Bad")]
    [InlineData("1st")]
    [InlineData("pg_mine")]
    [InlineData("a;drop")]
    [InlineData("")]
    public void NameThatNeedsQuotes_IsRefused(string schema)
    {
        var options = new PostgresStorageOptions { ConnectionString = "Host=localhost", Schema = schema };
        options.Invoking(bad => bad.Validate()).Should().Throw<ArgumentException>().WithMessage("*PostgresStorageOptions.Schema*");
        FluentActions.Invoking(() => PostgresSchema.Script(schema)).Should().Throw<ArgumentException>();
    }

    /// <summary>With a store and a connection string of the role that the package's script makes.</summary>
    private async Task AsLeastPrivilegedAsync(Func<PostgresSyncStore, string, Task> act)
    {
        var role = "least_" + _harness.Schema;
        await _harness.ExecuteAsync(PostgresSchema.Script(_harness.Schema));
        await _harness.ExecuteAsync(PostgresSchema.RoleScript(role, _harness.Schema) + $"ALTER ROLE {role} LOGIN");
        try
        {
            var connectionString = new NpgsqlConnectionStringBuilder(await PostgresStoreHarness.ConnectionString) { Username = role }.ConnectionString;
            var store = await _harness.OpenPostgresAsync(_clock, configure: options =>
            {
                options.ConnectionString = connectionString;
                options.Provisioning = PostgresProvisioning.Validate;
            });
            await store.InitializeAsync();
            await act(store, connectionString);
            await store.DisposeAsync();
        }
        finally
        {
            await _harness.ExecuteAsync($"DROP SCHEMA $schema$ CASCADE; DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    private async Task IsDeniedAsync(string connectionString, string sql)
    {
        var act = () => PostgresServer.ExecuteAsync(connectionString, sql.Replace("$schema$", _harness.Schema, StringComparison.Ordinal));
        (await act.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege, sql);
    }

    /// <returns>What made its operations, and can make more.</returns>
    private async Task<StoreScenario> WorksAsync(PostgresSyncStore store)
    {
        var make = new StoreScenario(store, _clock);
        await make.EnqueueOneAsync(make.Outbound("t"));
        (await make.CompleteAsync(await make.ClaimOneAsync(), StoreScenario.Link("t", 1))).Should().Be(CommitOutcome.Committed);
        return make;
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(await PostgresStoreHarness.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql.Replace("$schema$", _harness.Schema, StringComparison.Ordinal), connection);
        return await command.ExecuteScalarAsync();
    }
}
