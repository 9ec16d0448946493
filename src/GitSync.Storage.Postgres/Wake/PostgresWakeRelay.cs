using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>
/// Wakes the other hosts with <c>NOTIFY</c>, and is woken by theirs. Outside every enqueue: a notification inside the transaction takes a
/// lock that makes all commits wait for each other. Many wake-ups become one notification; one that is lost costs a poll interval.
/// </summary>
internal sealed class PostgresWakeRelay : BackgroundService, IWakeRelay
{
    /// <summary>The first and the longest pause before a lost connection is tried again; doubles in between.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>A connection that is silently dead is found out by this.</summary>
    private const int KeepAliveSeconds = 30;

    private readonly PostgresStorageOptions _options;
    private readonly ISyncReadiness _readiness;
    private readonly StoreLog _log;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly string _channel;
    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _signal = new(0, 1);
    private int _isSet;
    private int _ownProcess;

    public PostgresWakeRelay(PostgresStorageOptions options, ISyncReadiness readiness, ILogger logger)
    {
        _options = options with { };
        _readiness = readiness;
        _log = new StoreLog(logger);
        _channel = "gitsync_" + _options.Schema;
        var settings = new NpgsqlConnectionStringBuilder(_options.ConnectionString) { Pooling = false, KeepAlive = KeepAliveSeconds };
        _source = NpgsqlDataSource.Create(settings);
    }

    /// <inheritdoc />
    public event Action? Woken;

    /// <inheritdoc />
    public void Announce()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            _signal.Release();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _source.Dispose();
        _signal.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _readiness.Ready.WaitAsync(stoppingToken).ConfigureAwait(false);
            await Task.WhenAll(
                KeepAsync(SendAsync, _log.NotifyFailed, stoppingToken), KeepAsync(ListenAsync, _log.ListeningFailed, stoppingToken)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <summary>Runs one side on a connection of its own, again and again; bounded by the host's life.</summary>
    private async Task KeepAsync(
        Func<NpgsqlConnection, Action, CancellationToken, Task> run, Action<string> failed, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (true)
        {
            try
            {
                var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    await run(connection, () => pause = FirstPause, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                failed(ReasonOf(failure));
            }

            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>A connection that broke while it was idle says so by an InvalidOperationException at its next use.</summary>
    private static string ReasonOf(Exception failure) => failure switch
    {
        PostgresException known => known.SqlState,
        InvalidOperationException => "connection lost",
        _ => failure.GetType().Name,
    };

    private async Task SendAsync(NpgsqlConnection connection, Action succeeded, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _ownProcess, connection.ProcessID);
        await ForgoFlushesAsync(connection, cancellationToken).ConfigureAwait(false);
        var command = new NpgsqlCommand("SELECT pg_notify($1, '')", connection) { Parameters = { PostgresSession.Text(_channel) } };
        await using (command.ConfigureAwait(false))
        {
            await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
            while (true)
            {
                await _signal.WaitAsync(cancellationToken).ConfigureAwait(false);
                Volatile.Write(ref _isSet, 0);
                try
                {
                    await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                }
                catch
                {
                    // The next connection says it.
                    Announce();
                    throw;
                }

                succeeded();
                if (_options.NotifyInterval > TimeSpan.Zero)
                {
                    await Task.Delay(_options.NotifyInterval, _time, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>
    /// A notification's transaction has a commit record, and so a flush of the log (PostgreSQL's async.c, PreCommit_Notify); it would stand in the way of
    /// everybody else's commits for a message that does not survive a crash anyway.
    /// </summary>
    private static async Task ForgoFlushesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("SET synchronous_commit TO off", connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, Action succeeded, CancellationToken cancellationToken)
    {
        connection.Notification += (_, notification) =>
        {
            // Our own dispatcher was woken before the notification was sent.
            if (notification.PID != Volatile.Read(ref _ownProcess))
            {
                Woken?.Invoke();
            }
        };
        var command = new NpgsqlCommand($"LISTEN {_channel}", connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        succeeded();

        // What was announced while nobody listened is looked for once.
        Woken?.Invoke();
        while (true)
        {
            await connection.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
