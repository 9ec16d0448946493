using GitSync.Dashboard.Actions;
using GitSync.Dashboard.Search;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GitSync.Dashboard.Runs;

/// <summary>Starts runs, stops them, lets them go on. They survive their host: any host lets an interrupted one go on. Thread-safe.</summary>
internal sealed partial class RunService(IServiceProvider services)
{
    /// <summary>Runs at a time on one host.</summary>
    private const int MaximumRuns = 4;

    private readonly ILogger _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<RunService>();
    private int _running;

    private RunDocuments Documents => new(services.GetRequiredService<ISharedState>());

    private TimeProvider Time => services.GetRequiredService<TimeProvider>();

    public Task<Run?> FindAsync(Guid id, CancellationToken cancellationToken) => Documents.FindAsync(id, cancellationToken);

    public Task<IReadOnlyList<Run>> ListAsync(CancellationToken cancellationToken) => Documents.ListAsync(cancellationToken);

    /// <summary>Writes a run down and begins it.</summary>
    /// <returns>Null when this host has enough to do.</returns>
    public async Task<Run?> StartAsync(
        RunAction action, OperationFilter filter, long expected, string actor, string? reason, Func<SyncOperation, bool> isVisible, CancellationToken cancellationToken)
    {
        if (!TryEnter())
        {
            return null;
        }

        var ids = services.GetRequiredService<OperationIds>();
        var now = Time.GetUtcNow();
        var run = new Run
        {
            Id = ids.Next(), Action = action, Query = filter.ToString(), Actor = actor, Reason = reason, StartedAt = now, Expected = expected, Owner = ids.Next(), MovedAt = now,
        };
        try
        {
            await Documents.AddAsync(run, cancellationToken);
        }
        catch
        {
            Leave();
            throw;
        }

        Begin(run, isVisible);
        return run;
    }

    /// <summary>Stops a run after its present portion.</summary>
    /// <returns>The run as it is now, or null when there is none.</returns>
    public Task<Run?> StopAsync(Guid id, CancellationToken cancellationToken) =>
        Documents.ChangeAsync(id, run => run.State == RunState.Running ? run with { State = RunState.Stopped } : null, cancellationToken);

    /// <summary>Lets a stopped or interrupted run go on, on this host.</summary>
    /// <returns>Whether it does.</returns>
    public async Task<bool> ResumeAsync(Guid id, Func<SyncOperation, bool> isVisible, CancellationToken cancellationToken)
    {
        if (!TryEnter())
        {
            return false;
        }

        var owner = services.GetRequiredService<OperationIds>().Next();
        var isOurs = false;
        try
        {
            var now = Time.GetUtcNow();
            var taken = await Documents.ChangeAsync(
                id,
                run => run.CanResume(now) ? run with { State = RunState.Running, Owner = owner, MovedAt = now, Error = null } : null,
                cancellationToken);
            isOurs = taken?.Owner == owner;
            if (isOurs)
            {
                Begin(taken!, isVisible);
            }

            return isOurs;
        }
        finally
        {
            if (!isOurs)
            {
                Leave();
            }
        }
    }

    private bool TryEnter()
    {
        if (Interlocked.Increment(ref _running) <= MaximumRuns)
        {
            return true;
        }

        Leave();
        return false;
    }

    private void Leave() => Interlocked.Decrement(ref _running);

    private void Begin(Run run, Func<SyncOperation, bool> isVisible) => _ = Task.Run(() => KeepAsync(run, isVisible), CancellationToken.None);

    /// <summary>Never fails: what goes wrong stands in the run, as far as it can be written.</summary>
    private async Task KeepAsync(Run run, Func<SyncOperation, bool> isVisible)
    {
        try
        {
            var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            var reader = services.GetRequiredService<ISyncReader>();
            var filter = QualifierParser.Parse(run.Query).Filter;
            var resolution = await new FilterResolver(reader, services.GetRequiredService<IConnectionStore>()).ResolveAsync(filter, stopping);
            if (resolution.Search is not { } search)
            {
                await InterruptAsync(run, resolution.Sentence ?? "Nothing matches.");
                return;
            }

            var work = new RunWork(
                Documents, services.GetRequiredService<ISyncQueue>(), services.GetRequiredService<ISyncDispatcher>(), new OperationFinder(reader, Time, isVisible), Time);
            if (await work.DoAsync(run, search, stopping) is { } left && left.Owner == run.Owner)
            {
                await new AuditTrail(services).WriteAsync(left, stopping);
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            LogInterrupted(run.Id, failure.Message);
            await InterruptAsync(run, failure is OperationCanceledException ? "Its host was stopped." : failure.Message);
        }
        finally
        {
            Leave();
        }
    }

    private async Task InterruptAsync(Run run, string why)
    {
        try
        {
            await Documents.ChangeAsync(
                run.Id, stored => stored.Owner == run.Owner && stored.State == RunState.Running ? stored with { State = RunState.Interrupted, Error = why } : null, CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // It will be seen as abandoned.
            LogInterrupted(run.Id, failure.Message);
        }
    }

    [LoggerMessage(5001, LogLevel.Warning, "Run {RunId} was interrupted: {Reason}")]
    private partial void LogInterrupted(Guid runId, string reason);
}
