using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace GitSync.Tests;

/// <summary>
/// A PostgreSQL for tests: the one that <c>GITSYNC_TEST_POSTGRES</c> names (an Npgsql connection string of a role that may create databases),
/// else local server binaries in a temporary folder, else Docker. <c>GITSYNC_TEST_POSTGRES=none</c> acts as if there were none.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Variable = "GITSYNC_TEST_POSTGRES";

    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(StartAsync);
    private static readonly ConcurrentDictionary<string, PostgresServer> Databases = [];
    private static int _databases;

    private readonly LocalServer? _local;
    private readonly IAsyncDisposable? _container;

    private PostgresServer(string connectionString, LocalServer? local = null, IAsyncDisposable? container = null) =>
        (ConnectionString, _local, _container) = (connectionString, local, container);

    /// <summary>The test process's server, started when first asked for and stopped with the process.</summary>
    public static Task<PostgresServer> Shared => SharedServer.Value;

    /// <summary>Why there is none, as a sentence; null when there is one.</summary>
    public static string? UnavailableReason { get; } = FindReason();

    /// <summary>Why a test can have no server of its own, as a sentence; null when it can.</summary>
    public static string? NoPrivateServerReason { get; } = UnavailableReason
        ?? (LocalServer.Binaries is null ? "A server that can be stopped needs local binaries: install the server (Debian: postgresql)." : null);

    /// <summary>A connection string of its maintenance database.</summary>
    public string ConnectionString { get; }

    /// <summary>A server of the test's own, which it may stop and start again.</summary>
    /// <exception cref="InvalidOperationException">There can be none (<see cref="NoPrivateServerReason"/>).</exception>
    public static async Task<PostgresServer> StartPrivateAsync(params string[] settings)
    {
        if (NoPrivateServerReason is { } reason)
        {
            throw new InvalidOperationException(reason);
        }

        var local = await LocalServer.StartAsync(settings);
        return new PostgresServer(local.ConnectionString, local);
    }

    /// <summary>A new, empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"gitsync_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync(ConnectionString, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        await ExecuteAsync(ConnectionString, $"CREATE DATABASE {name}");
        var connectionString = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
        Databases[connectionString] = this;
        return connectionString;
    }

    /// <summary>Removes a database, whoever is connected to it.</summary>
    public Task DropDatabaseAsync(string connectionString)
    {
        Databases.TryRemove(connectionString, out _);
        return ExecuteAsync(ConnectionString, $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");
    }

    /// <summary>Removes what is left of this process on a server that outlives it.</summary>
    public static async Task DropAllDatabasesAsync()
    {
        foreach (var (connectionString, server) in Databases.Where(database => database.Value is { _local: null, _container: null }))
        {
            await server.DropDatabaseAsync(connectionString);
        }
    }

    /// <summary>Stops a private server; <paramref name="crash"/>: without a word to anybody.</summary>
    public Task StopAsync(bool crash = false) => (_local ?? throw new InvalidOperationException("Only a private server can be stopped.")).StopAsync(crash);

    /// <summary>Starts a private server again, on the same port.</summary>
    public Task StartAgainAsync() => _local!.StartAgainAsync();

    public async ValueTask DisposeAsync()
    {
        if (_local is not null)
        {
            await _local.DisposeAsync();
        }

        if (_container is not null)
        {
            await _container.DisposeAsync();
        }
    }

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<PostgresServer> StartAsync()
    {
        if (UnavailableReason is { } reason)
        {
            throw new InvalidOperationException(reason);
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return new PostgresServer(given);
        }

        if (LocalServer.Binaries is not null)
        {
            var local = await LocalServer.StartAsync();
            return new PostgresServer(local.ConnectionString, local);
        }

        var (connectionString, container) = await DockerServer.StartAsync();
        return new PostgresServer(connectionString, container: container);
    }

    private static string? FindReason() => Environment.GetEnvironmentVariable(Variable) switch
    {
        "none" => $"{Variable}=none: no PostgreSQL is to be used.",
        { Length: > 0 } => null,
        _ when LocalServer.Binaries is not null => null,
        _ when DockerServer.IsThere => null,
        _ => $"No PostgreSQL: set {Variable} to a connection string, install the server (Debian: postgresql), or start Docker.",
    };
}
