using System.Diagnostics;
using System.Globalization;
using GitSync.Tests;
using Npgsql;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>The server that the other tests stand on.</summary>
public sealed class PostgresServerTests
{
    [Fact]
    public async Task FreshDatabases_AnswerAndAreSeparate()
    {
        var server = await PostgresServer.Shared;
        var (one, two) = (await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        await PostgresServer.ExecuteAsync(one, "CREATE TABLE only_here (id int)");
        (await ScalarAsync(one, "SELECT to_regclass('only_here') IS NOT NULL")).Should().Be(true);
        (await ScalarAsync(two, "SELECT to_regclass('only_here') IS NOT NULL")).Should().Be(false);
        await server.DropDatabaseAsync(one);
        await server.DropDatabaseAsync(two);
        var gone = () => ScalarAsync(one, "SELECT 1");
        (await gone.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InvalidCatalogName);
    }

    [FactOnPrivateServer]
    public async Task PrivateServer_IsDurableAndKeepsItsPortAndItsDataWhenItCrashes()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        foreach (var setting in new[] { "fsync", "synchronous_commit", "full_page_writes" })
        {
            (await ScalarAsync(server.ConnectionString, "SHOW " + setting)).Should().Be("on", setting);
        }

        await PostgresServer.ExecuteAsync(server.ConnectionString, "CREATE TABLE kept (id int)");
        await server.StopAsync(crash: true);
        var down = () => ScalarAsync(server.ConnectionString, "SELECT 1");
        await down.Should().ThrowAsync<NpgsqlException>();
        await server.StartAgainAsync();
        (await ScalarAsync(server.ConnectionString, "SELECT count(*) FROM kept")).Should().Be(0L);
    }

    [FactOnPrivateServer]
    public async Task FolderOfAProcessThatIsGone_IsRemovedByTheNextServer()
    {
        var stale = Directory.CreateTempSubdirectory("gitsync-postgres-").FullName;
        using (var gone = Process.Start("true"))
        {
            await gone.WaitForExitAsync();
            await File.WriteAllTextAsync(Path.Combine(stale, "owner"), gone.Id.ToString(CultureInfo.InvariantCulture));
        }

        await using var server = await PostgresServer.StartPrivateAsync();
        Directory.Exists(stale).Should().BeFalse();
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
