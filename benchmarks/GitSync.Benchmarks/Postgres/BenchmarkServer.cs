using System.Globalization;
using GitSync.Tests;
using Npgsql;

namespace GitSync.Benchmarks;

/// <summary>
/// The PostgreSQL to measure on: the one that <c>GITSYNC_BENCH_POSTGRES</c> names (an Npgsql connection string of a role that may create
/// databases), else local server binaries in a temporary folder. With its default settings, and durable.
/// </summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private const string Variable = "GITSYNC_BENCH_POSTGRES";

    private readonly string _connectionString;
    private readonly LocalServer? _local;
    private int _databases;

    private BenchmarkServer(string connectionString, LocalServer? local) => (_connectionString, _local) = (connectionString, local);

    /// <returns>Null when there is none.</returns>
    public static async Task<BenchmarkServer?> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return new BenchmarkServer(given, null);
        }

        if (LocalServer.Binaries is null)
        {
            await Console.Error.WriteLineAsync($"No PostgreSQL: set {Variable} to a connection string, or install the server.").ConfigureAwait(false);
            return null;
        }

        var local = await LocalServer.StartAsync().ConfigureAwait(false);
        return new BenchmarkServer(local.ConnectionString, local);
    }

    /// <summary>Says what is measured; figures of a server that does not wait for the disk would be about something else.</summary>
    /// <exception cref="BenchmarkBrokenException">It is not durable.</exception>
    public async Task DescribeAsync()
    {
        var settings = await ReadAsync(
            """
            SELECT current_setting('server_version'), current_setting('fsync'), current_setting('synchronous_commit'),
              current_setting('full_page_writes'), current_setting('shared_buffers'), current_setting('max_wal_size')
            """).ConfigureAwait(false);
        Console.WriteLine(
            $"PostgreSQL {settings[0]}, fsync {settings[1]}, synchronous_commit {settings[2]}, full_page_writes {settings[3]}, shared_buffers {settings[4]}, max_wal_size {settings[5]}");
        BenchmarkBrokenException.Require(settings[1..4].All(setting => setting == "on"), "The server does not wait for the disk.");
    }

    /// <summary>A new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"gitsync_bench_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync($"CREATE DATABASE {name}").ConfigureAwait(false);
        return new NpgsqlConnectionStringBuilder(_connectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Removes a database, and has the disk take in the rest: the next figure begins as the first one did.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        await ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)").ConfigureAwait(false);
        await SettleAsync().ConfigureAwait(false);
    }

    public Task SettleAsync() => ExecuteAsync("CHECKPOINT");

    public async ValueTask DisposeAsync()
    {
        if (_local is not null)
        {
            await _local.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Task ExecuteAsync(string sql) => RunAsync(sql, command => command.ExecuteNonQueryAsync());

    private Task<string[]> ReadAsync(string sql) => RunAsync(sql, async command =>
    {
        var rows = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            await rows.ReadAsync().ConfigureAwait(false);
            return Enumerable.Range(0, rows.FieldCount).Select(rows.GetString).ToArray();
        }
    });

    private async Task<T> RunAsync<T>(string sql, Func<NpgsqlCommand, Task<T>> run)
    {
        var settings = new NpgsqlConnectionStringBuilder(_connectionString) { Pooling = false, CommandTimeout = 0 };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync().ConfigureAwait(false);
            var command = new NpgsqlCommand(sql, connection);
            await using (command.ConfigureAwait(false))
            {
                return await run(command).ConfigureAwait(false);
            }
        }
    }
}
