using Npgsql;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>However many look, the queue goes on.</summary>
public sealed class ReaderConnectionsTests : OpenPostgresStore
{
    private const int Connections = 4;
    private const int Readers = 3 * Connections;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task ReadsThatTakeLong_LeaveConnectionsToTheQueue()
    {
        await using var administrator = await ConnectAsync();
        await using var transaction = await administrator.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand($"LOCK TABLE {Harness.Schema}.audit IN ACCESS EXCLUSIVE MODE", administrator, transaction))
        {
            await command.ExecuteNonQueryAsync();
        }

        var readers = Enumerable.Range(0, Readers).Select(_ => Store.ListAuditAsync(new AuditQuery())).ToArray();
        (await Make.EnqueueOneAsync(Make.Outbound("t")).WaitAsync(Patience)).State.Should().Be(OperationState.Queued);
        await Make.CompleteAsync(await Make.ClaimOneAsync().WaitAsync(Patience)).WaitAsync(Patience);
        readers.Should().OnlyContain(reader => !reader.IsCompleted, "the table is still locked");

        await transaction.RollbackAsync();
        (await Task.WhenAll(readers).WaitAsync(Patience)).Should().OnlyContain(entries => entries.Count == 0);
    }

    private protected override void Configure(PostgresStorageOptions options) =>
        options.ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { MaxPoolSize = Connections, Timeout = 5 }.ConnectionString;
}
