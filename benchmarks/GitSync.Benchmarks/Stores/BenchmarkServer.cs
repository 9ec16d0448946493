using System.Globalization;
using GitSync.Tests;
using Npgsql;

namespace GitSync.Benchmarks;

/// <summary>The PostgreSQL to measure on: a durable one, of a role that may create databases.</summary>
internal sealed class BenchmarkServer
{
    private const string Variable = "GITSYNC_BENCH_POSTGRES";

    private readonly string _connectionString;
    private int _databases;

    private BenchmarkServer(string connectionString, LocalServer? own) => (_connectionString, Own) = (connectionString, own);

    /// <summary>Our own server, or null; held so that it stays.</summary>
    public LocalServer? Own { get; }

    /// <summary>The one that is named, or else one of this machine's binaries, as durable as it comes, gone with this process.</summary>
    /// <exception cref="NotHereException">There is neither.</exception>
    public static async Task<BenchmarkServer> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return new BenchmarkServer(given, null);
        }

        if (LocalServer.Binaries is null)
        {
            throw new NotHereException(
                $"""
                 No PostgreSQL to measure on: install its server, or set {Variable} to an Npgsql connection string of a role that may create databases, for example
                   export {Variable}="Host=localhost;Username=postgres;Database=postgres"
                 or measure on SQLite alone with --store sqlite.
                 """);
        }

        var own = await LocalServer.StartAsync().ConfigureAwait(false);
        return new BenchmarkServer(own.ConnectionString, own);
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

    /// <summary>The database of that name, new when there is none.</summary>
    public async Task<string> KeepDatabaseAsync(string name)
    {
        if ((await ReadAsync($"SELECT count(*)::text FROM pg_database WHERE datname = 'gitsync_bench_{name}'").ConfigureAwait(false))[0] == "0")
        {
            await ExecuteAsync($"CREATE DATABASE gitsync_bench_{name}").ConfigureAwait(false);
        }

        return new NpgsqlConnectionStringBuilder(_connectionString) { Database = "gitsync_bench_" + name }.ConnectionString;
    }

    /// <summary>Removes a database, and has the disk take in the rest: the next figure begins as the first one did.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        await ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)").ConfigureAwait(false);
        await SettleAsync().ConfigureAwait(false);
    }

    public Task SettleAsync() => ExecuteAsync("CHECKPOINT");

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
