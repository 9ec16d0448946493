using System.Security.Claims;
using GitSync.Dashboard.Actions;
using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Search;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GitSync.Dashboard.Runs;

/// <summary>What the person who starts a run, or lets it go on, sees: taken from the request, which is over by the time it is asked.</summary>
internal sealed record RunSight(Func<long?, bool> SeesInstallation)
{
    public static RunSight Of(DashboardSite site, ClaimsPrincipal user) => new(installation => site.Sees(user, installation));
}

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
    public async Task<Run?> StartAsync(RunPlan plan, string actor, string? reason, RunSight sight, CancellationToken cancellationToken)
    {
        if (!TryEnter())
        {
            return null;
        }

        var ids = services.GetRequiredService<OperationIds>();
        var now = Time.GetUtcNow();
        var run = new Run
        {
            Id = ids.Next(), Action = plan.Action, Query = plan.Filter.ToString(), Actor = actor, Reason = reason, StartedAt = now, Expected = plan.Count, Cursor = plan.Before, Owner = ids.Next(), MovedAt = now,
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

        Begin(run, sight);
        return run;
    }

    /// <summary>Stops a run after its present portion.</summary>
    /// <returns>The run as it is now, or null when there is none.</returns>
    public Task<Run?> StopAsync(Guid id, CancellationToken cancellationToken) =>
        Documents.ChangeAsync(id, run => run.State == RunState.Running ? run with { State = RunState.Stopped } : null, cancellationToken);

    /// <summary>Lets a stopped or interrupted run go on, on this host.</summary>
    /// <returns>Whether it does.</returns>
    public async Task<bool> ResumeAsync(Guid id, string actor, RunSight sight, CancellationToken cancellationToken)
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
                run => run.CanResume(now) ? run with { State = RunState.Running, Owner = owner, ResumedBy = actor, MovedAt = now, Error = null } : null,
                cancellationToken);
            isOurs = taken?.Owner == owner;
            if (isOurs)
            {
                Begin(taken!, sight);
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

    private void Begin(Run run, RunSight sight) => _ = Task.Run(() => KeepAsync(run, sight), CancellationToken.None);

    /// <summary>Never fails: what goes wrong stands in the run, as far as it can be written.</summary>
    private async Task KeepAsync(Run run, RunSight sight)
    {
        try
        {
            var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            var reader = services.GetRequiredService<ISyncReader>();
            var (filter, mistake) = QualifierParser.Parse(run.Query);
            if (mistake is not null || filter.State != run.Needs)
            {
                // A filter that is not understood matches everything: better nothing is done.
                await InterruptAsync(run, $"This host does not understand its search. {mistake}");
                return;
            }

            var resolution = await new FilterResolver(reader, services.GetRequiredService<IConnectionStore>(), sight.SeesInstallation).ResolveAsync(filter, stopping);
            if (resolution.Search is not { } search)
            {
                await InterruptAsync(run, resolution.Sentence ?? "Nothing matches.");
                return;
            }

            var work = new RunWork(
                Documents, services.GetRequiredService<ISyncQueue>(), services.GetRequiredService<ISyncDispatcher>(), new OperationFinder(reader, Time, operation => sight.SeesInstallation(operation.GitHubAppInstallationId)), Time);
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
            var left = await Documents.ChangeAsync(
                run.Id, stored => stored.Owner == run.Owner && stored.State == RunState.Running ? stored with { State = RunState.Interrupted, Error = why } : null, CancellationToken.None);
            if (left is { State: RunState.Interrupted })
            {
                await new AuditTrail(services).WriteAsync(left, CancellationToken.None);
            }
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
