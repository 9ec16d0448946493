using GitSync.Tests;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GitSync.SampleHost.Tests;

/// <summary>The first host of a database is killed while it makes the tables. The next one finds all of them or none, and goes on.</summary>
public sealed class InterruptedUpgradeTests
{
    private const int Times = 4;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(2);

    [Fact]
    public async Task KilledWhileItMakesTheTablesOfAFile_TheNextHostServes()
    {
        await using var database = new SqliteDatabase();
        var connection = database.Settings.Single(setting => setting.Key == "ConnectionStrings:GitSync").Value;
        var file = new SqliteConnectionStringBuilder(connection).DataSource;
        for (var i = 0; i < Times; i++)
        {
            // Each time a little later: at once, and when the journal shows that something is being written.
            await KillWhenAsync(database, () => Task.FromResult(File.Exists(i % 2 == 0 ? file : file + "-wal")));
        }

        await ServesAsync(database);
    }

    [FactOnPrivateServer]
    public async Task KilledWhileItMakesTheTablesOnAServer_TheNextHostServes()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        await using var database = new PostgresDatabase(server);
        await database.InitializeAsync();
        await using var watching = new NpgsqlConnection(database.ConnectionString);
        await watching.OpenAsync();
        for (var i = 0; i < Times; i++)
        {
            await KillWhenAsync(database, async () =>
            {
                await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' OR (mode = 'AccessExclusiveLock' AND locktype = 'relation')", watching);
                return (long)(await command.ExecuteScalarAsync())! > 0;
            });
        }

        await ServesAsync(database);
    }

    /// <summary>Starts a host and kills it when that is so, or when it is through already.</summary>
    private static async Task KillWhenAsync(TemporaryDatabase database, Func<Task<bool>> isSo)
    {
        await using var host = HostProcess.Launch(database);
        while (!await isSo() && !host.Exited.IsCompleted && !host.Output.Contains("Now listening", StringComparison.Ordinal))
        {
            await Task.Delay(Between, TimeProvider.System);
        }

        await host.KillAsync();
    }

    private static async Task ServesAsync(TemporaryDatabase database)
    {
        await using var host = await HostProcess.StartAsync(database);
        await Eventually.HoldsAsync("it is ready", host.IsReadyAsync, () => host.Output);
        await host.SendAsync(HttpMethod.Post, "api/tasks", new { title = "Once" });
        await host.QuietAsync();
        (await host.ListAsync("api/tasks")).Should().ContainSingle().Which!["github"].Should().NotBeNull();
    }
}
