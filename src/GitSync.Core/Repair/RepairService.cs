using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>Runs what is due of the repair, again and again. A failure of one task costs it one interval, and the others nothing.</summary>
internal sealed partial class RepairService(
    IEnumerable<IRepairTask> tasks, ISyncReadiness readiness, TimeProvider time, IOptions<GitSyncOptions> options, ILogger<RepairService> logger)
    : BackgroundService
{
    private readonly ILogger _logger = logger;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await readiness.Ready.WaitAsync(stoppingToken).ConfigureAwait(false);
            await Task.WhenAll(tasks.Select(task => KeepAsync(task, stoppingToken))).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; another one goes on.
        }
    }

    private async Task KeepAsync(IRepairTask task, CancellationToken cancellationToken)
    {
        while (true)
        {
            var isDueAgain = false;
            try
            {
                isDueAgain = await task.RunDueAsync(cancellationToken).ConfigureAwait(false) <= time.GetUtcNow();
            }
            catch (StoreUnavailableException away)
            {
                LogAway(task.GetType().Name, away.Message);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailed(failure, task.GetType().Name);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (!isDueAgain)
            {
                await Task.Delay(options.Value.Repair.PollInterval, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(1311, LogLevel.Warning, "{Task} waits for the store: {Reason}")]
    private partial void LogAway(string task, string reason);

    [LoggerMessage(1312, LogLevel.Error, "{Task} failed; it is tried again after the interval")]
    private partial void LogFailed(Exception exception, string task);
}
