using System.Globalization;
using Npgsql;

namespace GitSync.MultiHost;

/// <summary>A fresh database for one run, gone afterwards.</summary>
internal sealed class RunDatabase : IAsyncDisposable
{
    private readonly string? _server;
    private readonly string _name;

    private RunDatabase(string? server, string name, string connectionString) => (_server, _name, ConnectionString) = (server, name, connectionString);

    public string ConnectionString { get; }

    public static async Task<RunDatabase> MakeAsync(StorageKind storage, string folder)
    {
        if (storage == StorageKind.Sqlite)
        {
            return new RunDatabase(null, "", "Data Source=" + Path.Combine(folder, "queue.db"));
        }

        var server = Environment.GetEnvironmentVariable("GITSYNC_POSTGRES") ?? throw new InvalidOperationException("no server");
        var name = string.Create(CultureInfo.InvariantCulture, $"multihost_{Environment.ProcessId}");
        await ExecuteAsync(server, $"CREATE DATABASE {name}");
        return new RunDatabase(server, name, new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 50 }.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server && Environment.GetEnvironmentVariable("MULTIHOST_KEEP") is null)
        {
            await ExecuteAsync(server, $"DROP DATABASE {_name} WITH (FORCE)");
        }
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
