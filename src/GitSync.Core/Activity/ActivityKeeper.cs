using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GitSync;

/// <summary>Writes down what this host noted, together with what others wrote, and how many operations are in each state just then.</summary>
internal sealed partial class ActivityKeeper(
    ActivityRecorder recorder, ISyncReader reader, ISharedState shared, ISyncReadiness readiness, TimeProvider time, ILogger<ActivityKeeper> logger)
    : BackgroundService, ISyncActivity
{
    /// <summary>How often.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>How long writing it down may take, also when the host stops.</summary>
    public static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    private bool _isAway;

    public async Task<IReadOnlyList<ActivityMinute>> ReadAsync(CancellationToken cancellationToken)
    {
        var document = await shared.FindStateAsync(ActivityHour.Name, cancellationToken).ConfigureAwait(false);
        return [.. ActivityHour.Merge(ActivityHour.Read(document), [], ActivityTally.MinuteOf(time.GetUtcNow())).Select(tally => tally.ToMinute())];
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (readiness.Ready.IsCompletedSuccessfully)
        {
            await WriteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Writes it down now. Never fails: what the store did not take is kept for the next time.</summary>
    public async Task WriteAsync()
    {
        using var timeout = new CancellationTokenSource(WriteTimeout, time);
        List<ActivityTally> taken = [];
        try
        {
            var summary = await reader.SummarizeAsync(timeout.Token).ConfigureAwait(false);
            taken = recorder.Take();
            var now = ActivityTally.MinuteOf(time.GetUtcNow());
            var sample = new ActivityTally(now)
            {
                Levels = [.. OperationStates.All.Select(state => Math.Clamp(summary.Counts.GetValueOrDefault(state), 0, ActivityTally.MaximumLevel))],
            };
            await shared.ChangeStateAsync(
                ActivityHour.Name,
                document => ActivityHour.Write(ActivityHour.Merge(ActivityHour.Read(document), [.. taken, sample], now)),
                timeout.Token).ConfigureAwait(false);
            _isAway = false;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // It may have been stored, and the answer lost: then it counts twice. For a picture that is better than a hole.
            recorder.PutBack(taken);
            if (!_isAway)
            {
                _isAway = true;
                LogNotWritten(logger, failure.Message);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await readiness.Ready.WaitAsync(stoppingToken).ConfigureAwait(false);
            while (true)
            {
                await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(false);
                await WriteAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    [LoggerMessage(1701, LogLevel.Warning, "What was done lately is kept until the store takes it: {Reason}")]
    private static partial void LogNotWritten(ILogger logger, string reason);
}
