using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>The default processor: finds the connection, reconciles, and turns every failure into a completion with a reason.</summary>
internal sealed partial class SyncProcessor(
    Reconciler reconciler,
    ConflictDecisions decisions,
    TaskResource tasks,
    CommentResource comments,
    IConnectionStore connections,
    MetObstacles obstacles,
    ILanePauses pauses,
    RandomSource random,
    TimeProvider time,
    IOptions<GitSyncOptions> options,
    ILogger<SyncProcessor> logger) : ISyncProcessor
{
    /// <summary>GitHub asks for at least a minute when it limits without saying for how long.</summary>
    private static readonly TimeSpan UnknownLimitWait = TimeSpan.FromMinutes(1);

    private readonly GitSyncOptions _options = options.Value;

    public async Task<Completion> ProcessAsync(ClaimedOperation claim, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        IResource resource = claim.Operation.Kind switch
        {
            ResourceKind.Task => tasks,
            ResourceKind.Comment => comments,
            var kind => throw new InvalidOperationException($"Unknown resource kind {kind}."),
        };
        Reconciliation? run = null;
        try
        {
            var connection = await connections.FindByRepositoryAsync(claim.Operation.RepositoryId, cancellationToken).ConfigureAwait(false);
            run = new Reconciliation(claim, resource, connection ?? Unconnected(claim.Operation), now);
            if (claim.Operation.Attempts > _options.MaximumAttempts)
            {
                // Attempts are counted before running, so an operation that kills its process comes here too (CVE-2026-40886).
                return run.Fail("attempts_exhausted", $"given up after {_options.MaximumAttempts} attempts; the last one said: {claim.Operation.Error?.Message ?? "nothing, its worker died"}");
            }

            if (connection is null)
            {
                return run.Drop(
                    SyncRule.NotConnected, $"Not synchronised: no project is connected to repository {claim.Operation.RepositoryId} any more.");
            }

            if (await pauses.FindAsync(claim.Lease.LaneId, cancellationToken).ConfigureAwait(false) is { } pause)
            {
                return run.Retry(SyncRule.Paused, LanePauses.Sentence(pause), now + LanePauses.Wait, spendsAttempt: false);
            }

            return KeptComments.AfterDeletion(run, run.Connection.Admit(null) is { Refusal: { } rule, Reason: var reason }
                ? run.Refuse(rule, reason)
                : await RunAsync(run, cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            run ??= new Reconciliation(claim, resource, Unconnected(claim.Operation), now);
            return run.Retry(SyncRule.Retry, "Interrupted: the host stopped, its lease ran out, or it took too long.", time.GetUtcNow()) with
            {
                Link = run.LinkIfUnsettled(time.GetUtcNow() + _options.UnknownOutcomeWait),
            };
        }
        catch (RemoteException failure) when (run is not null)
        {
            LogRemoteFailure(logger, claim.Operation.Id, failure.Failure, failure.HttpStatus, failure.Message);
            var completion = OfRemote(run, failure);
            return completion with
            {
                Link = completion.Link ?? (failure.Failure == RemoteFailure.OutcomeUnknown
                    ? run.LinkIfUnsettled(time.GetUtcNow() + _options.UnknownOutcomeWait)
                    : run.LinkIfRefused),
            };
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // One poisoned record must not stop its host (CVE-2026-40886): attempts are counted, in the end it is put aside.
            LogFailure(logger, failure, claim.Operation.Id);
            run ??= new Reconciliation(claim, resource, Unconnected(claim.Operation), now);
            return TryAgain(run, "application", $"the application's record store failed ({failure.GetType().Name}); see the log", null);
        }
    }

    private async Task<Completion> RunAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        try
        {
            return await decisions.RunAsync(run, reconciler.RunAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException failure)
        {
            // A replica that lags behind answers 404 too, and is waited for first.
            var mayBeLag = failure.Failure == RemoteFailure.NotFound && run.Operation.Attempts <= RemoteReading.MaximumLagReads;
            if (mayBeLag || await obstacles.NoteAsync(run.Connection, failure, cancellationToken).ConfigureAwait(false) is not { } reason)
            {
                throw;
            }

            LogRemoteFailure(logger, run.Operation.Id, failure.Failure, failure.HttpStatus, failure.Message);
            return run.Refuse(SyncRule.SyncOff, reason) with { Link = run.LinkIfRefused };
        }
    }

    private Completion OfRemote(Reconciliation run, RemoteException failure) => failure.Failure switch
    {
        RemoteFailure.Limited => Limited(run, failure),

        // Deleted, moved or hidden between our read and our write: the next try's read tells which.
        RemoteFailure.NotFound => TryAgain(run, "not_found", failure.Message, failure.HttpStatus),
        RemoteFailure.Moved => TryAgain(run, "moved", failure.Message, failure.HttpStatus),
        RemoteFailure.Gone when run.Link.Remote is null => run.Fail("gone", failure.Message, failure.HttpStatus),
        RemoteFailure.Gone => TryAgain(run, "gone", failure.Message, failure.HttpStatus),
        RemoteFailure.Forbidden => run.Fail("forbidden", failure.Message, failure.HttpStatus),
        RemoteFailure.Invalid => run.Fail("validation", failure.Message, failure.HttpStatus) with { Link = WithoutIntent(run) },
        RemoteFailure.Unauthorized => TryAgain(run, "unauthorized", failure.Message, failure.HttpStatus),
        RemoteFailure.Unavailable => TryAgain(run, "unavailable", failure.Message, failure.HttpStatus),

        // A PATCH or DELETE may be sent again: the next try reads GitHub first. It only has to outwait the lost one.
        RemoteFailure.OutcomeUnknown => TryAgain(run, "outcome_unknown", failure.Message, failure.HttpStatus, _options.UnknownOutcomeWait),
        _ => throw new InvalidOperationException($"Unknown failure {failure.Failure}."),
    };

    /// <summary>A refused POST certainly created nothing, so no later attempt needs to search for it.</summary>
    private static LaneLink? WithoutIntent(Reconciliation run) =>
        run.Link.Intent is not null && run.Claim.Link.Intent is null ? run.Link with { Intent = null } : null;

    private Completion Limited(Reconciliation run, RemoteException failure)
    {
        var dueAt = failure.RetryAt ?? run.Now + UnknownLimitWait;
        return run.Retry(
            SyncRule.Limited,
            $"Waiting until {RuleExplanation.Time(dueAt)}: {failure.Message}",
            dueAt,
            new OperationError("limited", failure.Message, failure.HttpStatus),
            spendsAttempt: false) with { Link = WithoutIntent(run) };
    }

    private Completion TryAgain(Reconciliation run, string code, string message, int? httpStatus, TimeSpan atLeast = default)
    {
        var attempt = run.Operation.Attempts;
        if (attempt >= _options.MaximumAttempts)
        {
            return run.Fail(code, $"{message}; given up after {attempt} attempts", httpStatus);
        }

        var delay = RetryPolicy.Delay(attempt, _options.RetryDelay, _options.MaximumRetryDelay, random.NextDouble());
        var dueAt = run.Now + (delay > atLeast ? delay : atLeast);
        return run.Retry(
            SyncRule.Retry,
            $"Attempt {attempt} of {_options.MaximumAttempts} failed: {message}; tried again at {RuleExplanation.Time(dueAt)}.",
            dueAt,
            new OperationError(code, message, httpStatus));
    }

    private static Connection Unconnected(SyncOperation operation) =>
        new() { Project = "", RepositoryId = operation.RepositoryId, Owner = "", Name = "" };

    [LoggerMessage(1201, LogLevel.Warning, "Operation {OperationId}: GitHub {Failure} ({HttpStatus}): {Reason}")]
    private static partial void LogRemoteFailure(ILogger logger, Guid operationId, RemoteFailure failure, int? httpStatus, string reason);

    [LoggerMessage(1202, LogLevel.Error, "Operation {OperationId} failed")]
    private static partial void LogFailure(ILogger logger, Exception exception, Guid operationId);
}
