using System.Data;
using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Opens connections of the store's own pool.</summary>
internal sealed class PostgresConnections : IAsyncDisposable
{
    private const int OldestVersion = 13;
    private const int PreparedStatements = 96;

    /// <summary>
    /// The store's statements are look-ups by key, whatever the tables' statistics say at the moment: an empty queue that fills within a
    /// second would otherwise be read whole, or sorted at every claim. One plan serves all values, so that it is made once per connection; and no
    /// statement takes more than its own server process, because the others have work of the queue to do.
    /// Documents and bodies are compressed with LZ4 where the server has it: taking in 25 KB webhooks, the older method was 59 % of the server's time.
    /// By way of pg_settings, because older servers do not know all of them.
    /// </summary>
    internal const string Settings =
        """
        SELECT count(set_config(
          name,
          CASE name WHEN 'plan_cache_mode' THEN 'force_generic_plan' WHEN 'max_parallel_workers_per_gather' THEN '0'
            WHEN 'default_toast_compression' THEN 'lz4' ELSE 'off' END,
          false))
        FROM pg_settings WHERE name IN ('enable_seqscan', 'enable_bitmapscan', 'enable_hashjoin', 'enable_mergejoin', 'enable_material', 'enable_memoize',
            'enable_sort', 'jit', 'plan_cache_mode', 'max_parallel_workers_per_gather')
          OR (name = 'default_toast_compression' AND 'lz4' = ANY (enumvals))
        """;

    /// <summary>Reads take one in so many of the pool's connections at most: the queue always finds one, however many people look at pages.</summary>
    private const int ReadersShare = 2;

    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _reading;

    public PostgresConnections(PostgresStorageOptions options)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        PlainConnectionString = settings.ConnectionString;

        // The session's settings last as long as the connection; nothing else is ever set on it outside a transaction.
        settings.NoResetOnClose = true;
        if (settings.MaxAutoPrepare == 0)
        {
            settings.MaxAutoPrepare = PreparedStatements;
            settings.AutoPrepareMinUsages = 2;
        }

        if (string.IsNullOrEmpty(settings.ApplicationName))
        {
            settings.ApplicationName = "gitsync";
        }

        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UsePhysicalConnectionInitializer(Initialize, InitializeAsync);
        _source = builder.Build();
        _reading = new SemaphoreSlim(Math.Max(1, settings.MaxPoolSize / ReadersShare));
    }

    /// <summary>The application's connection string, as given.</summary>
    public string PlainConnectionString { get; }

    /// <exception cref="StoreUnavailableException">The database is away, or has no connection left.</exception>
    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException and not ObjectDisposedException)
        {
            throw PostgresFailures.Translate(failure);
        }
    }

    /// <summary>
    /// Reads on a connection of its own, which is one of those that reads may take. Reads do not nest; one runs again, once, when its connection turns
    /// out to be gone.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database does not serve.</exception>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            try
            {
                return await ReadOnceAsync(read, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (PostgresFailures.IsConnectionLost(failure) && failure is not TimeoutException && failure.InnerException is not TimeoutException)
            {
                // An idle connection of a server that was restarted; the next one is new, and reading twice does no harm.
                Forget();
                return await ReadOnceAsync(read, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException && PostgresFailures.Translate(failure) is var told && told != failure)
        {
            throw told;
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<T> ReadOnceAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await read(connection).ConfigureAwait(false);
        }
    }

    /// <summary>Reads with several statements that see the same.</summary>
    /// <exception cref="StoreUnavailableException">The database does not serve.</exception>
    public Task<T> ReadSnapshotAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken) => ReadAsync(
        async connection =>
        {
            var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            await using (snapshot.ConfigureAwait(false))
            {
                return await read(connection).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>Closes idle connections: they may be of a server that is gone.</summary>
    public void Forget() => _source.Clear();

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static void Initialize(NpgsqlConnection connection)
    {
        RequireVersion(connection);
        using var command = new NpgsqlCommand(Settings, connection);
        command.ExecuteNonQuery();
    }

    private static async Task InitializeAsync(NpgsqlConnection connection)
    {
        RequireVersion(connection);
        var command = new NpgsqlCommand(Settings, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
    }

    private static void RequireVersion(NpgsqlConnection connection)
    {
        if (connection.PostgreSqlVersion.Major < OldestVersion)
        {
            throw new InvalidOperationException(
                $"The server is PostgreSQL {connection.PostgreSqlVersion}; GitSync needs {OldestVersion} or later.");
        }
    }
}
