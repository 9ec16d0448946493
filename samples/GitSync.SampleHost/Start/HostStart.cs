using GitSync.SampleHost.Board;
using GitSync.SampleHost.Connections;

namespace GitSync.SampleHost.Start;

/// <summary>
/// What has to be done once before the host can work: the board's tables, the connections. A mistake in the configuration stops the host;
/// a database that is away is waited for in the background, and until then the host says why it cannot work.
/// </summary>
internal sealed partial class HostStart(
    BoardDatabase board,
    ConnectAtStart connections,
    ISyncReadiness gitSync,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<HostStart> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _trying = Task.CompletedTask;
    private string? _reason = "The host is starting.";

    /// <summary>Why the host cannot work yet, as a sentence; null when it can.</summary>
    public string? Reason => gitSync.Reason ?? Volatile.Read(ref _reason);

    /// <summary>What was wrong when the host gave up while it waited, as a sentence; null when it did not.</summary>
    public string? Failure { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // GitSync's own start has said so in the log.
            _trying = Task.Run(KeepTryingAsync, CancellationToken.None);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _trying;
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await board.PrepareAsync(cancellationToken);
        await connections.RunAsync(cancellationToken);
        Volatile.Write(ref _reason, null);
    }

    /// <summary>Bounded by the host's life: a database may be away for any time.</summary>
    private async Task KeepTryingAsync()
    {
        try
        {
            await gitSync.Ready.WaitAsync(_stopping.Token);
            while (!await TryAsync())
            {
                await Task.Delay(Pause, time, _stopping.Token);
            }

            LogReady(logger);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception refusal)
        {
            Failure = StartupException.SentenceOf(refusal) ?? refusal.ToString();
            lifetime.StopApplication();
        }
    }

    private async Task<bool> TryAsync()
    {
        try
        {
            await RunAsync(_stopping.Token);
            return true;
        }
        catch (Exception away) when (away is StoreUnavailableException or StartupException { MayPass: true })
        {
            if (Interlocked.Exchange(ref _reason, away.Message) != away.Message)
            {
                LogWaiting(logger, away.Message);
            }

            return false;
        }
    }

    [LoggerMessage(9002, LogLevel.Warning, "The host cannot work yet; trying again until it can: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);

    [LoggerMessage(9003, LogLevel.Information, "The host is ready")]
    private static partial void LogReady(ILogger logger);
}
