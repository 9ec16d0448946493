namespace GitSync.SampleHost.Simulator.Weather;

/// <summary>Makes one weather at a time, beside everything else that the host does, and ends it when the host stops.</summary>
internal sealed partial class WeatherStation(WeatherSides sides, TimeProvider time, ILogger<WeatherStation> logger) : IHostedService, IDisposable
{
    /// <summary>A weather takes less than a minute; one that GitSync keeps waiting ends here.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private WeatherReport? _report;
    private Task _running = Task.CompletedTask;

    /// <summary>The weather that is under way, or the last one; null when there was none.</summary>
    public WeatherReport? Report
    {
        get
        {
            lock (_gate)
            {
                return _report;
            }
        }
    }

    /// <summary>Begins a weather and returns at once; null when one is under way.</summary>
    public WeatherReport? TryStart(WeatherPlan plan)
    {
        var scenes = new WeatherScenes(plan, sides).All();
        lock (_gate)
        {
            if (_report is { EndedAt: null } || _stopping.IsCancellationRequested)
            {
                return null;
            }

            _report = new WeatherReport(
                plan.Seed, time.GetUtcNow(), null, [.. scenes.Select(scene => new SceneReport(scene.Sentence, WeatherReport.Planned, null))]);
            _running = Task.Run(() => RunAsync(scenes), CancellationToken.None);
            return _report;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running;
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(IReadOnlyList<WeatherScene> scenes)
    {
        using var bound = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, _stopping.Token);
        string? ended = null;
        for (var i = 0; i < scenes.Count; i++)
        {
            var scene = i;
            var failed = ended;
            if (failed is null)
            {
                Change(report => report.With(scene, WeatherReport.Running, null));
                failed = await PlayAsync(scenes[i], either.Token);
                ended = either.IsCancellationRequested || scenes[i].IsNeeded ? failed : null;
            }

            Change(report => report.With(scene, failed is null ? WeatherReport.Done : WeatherReport.Skipped, failed));
        }

        Change(report => report with { EndedAt = time.GetUtcNow() });
    }

    /// <summary>Null when it went well, otherwise why not.</summary>
    private async Task<string?> PlayAsync(WeatherScene scene, CancellationToken cancellationToken)
    {
        try
        {
            await scene.PlayAsync(cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return "It took too long, or the host stops.";
        }
        catch (Exception failure)
        {
            // Somebody deleted its task meanwhile, or the database is away: the next scene has another task, and the host goes on in any case.
            LogSkipped(logger, failure, scene.Sentence);
            return failure.Message;
        }
    }

    private void Change(Func<WeatherReport, WeatherReport> change)
    {
        lock (_gate)
        {
            _report = change(_report!);
        }
    }

    [LoggerMessage(9004, LogLevel.Warning, "The weather leaves out: {Sentence}")]
    private static partial void LogSkipped(ILogger logger, Exception failure, string sentence);
}
