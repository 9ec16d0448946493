using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>Maintains the store when the host starts and now and then. A failure costs one interval and nothing else.</summary>
internal sealed partial class StoreMaintenance(
    ISyncStore store, ISyncReadiness readiness, TimeProvider time, IOptions<GitSyncOptions> options, ILogger<StoreMaintenance> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await readiness.Ready.WaitAsync(stoppingToken).ConfigureAwait(false);
            while (true)
            {
                await MaintainAsync(stoppingToken).ConfigureAwait(false);
                await Task.Delay(options.Value.MaintenanceInterval, time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task MaintainAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.MaintainAsync(options.Value.HistoryRetention, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailed(logger, failure);
        }
    }

    [LoggerMessage(1201, LogLevel.Warning, "Maintaining the sync store failed; it is tried again after the interval")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
