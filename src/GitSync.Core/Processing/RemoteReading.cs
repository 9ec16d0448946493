using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>What came of looking for the remote state.</summary>
/// <param name="Item">The state to reconcile with; null when <paramref name="Ending"/> is set.</param>
/// <param name="WasRead">Whether GitHub was asked.</param>
/// <param name="GitHubNow">GitHub's clock, when it was asked.</param>
/// <param name="Ending">How the claim ends instead, or null.</param>
internal readonly record struct RemoteSighting(RemoteItem? Item, bool WasRead, DateTimeOffset? GitHubNow, Completion? Ending);

/// <summary>Finds the remote state that an operation is about: in its payload where that is certain, else at GitHub.</summary>
internal sealed class RemoteReading(
    IGitHubGateway gitHub, MetObstacles obstacles, ClockOffset clock, OperationIds ids, TimeProvider time, IOptions<GitSyncOptions> options)
{
    /// <summary>How often GitHub is asked again when it shows an older state than the webhook, or none.</summary>
    public const int MaximumLagReads = 3;

    /// <summary>The wait stops doubling after this many attempts.</summary>
    private const int MaximumDoublings = 10;

    /// <summary>What GitHub's times are cut to.</summary>
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private readonly GitSyncOptions _options = options.Value;

    /// <summary>Whether the payload alone may be used: strictly newer than the base, alone in its second, and whole.</summary>
    public static bool IsPayloadEnough(SyncOperation operation, LaneBase? agreed, FetchPolicy policy)
    {
        if (policy == FetchPolicy.Always || operation.Remote is not { IsPartial: false } remote)
        {
            return false;
        }

        return policy == FetchPolicy.Never
            || (!operation.Fetch && (agreed is null || (agreed.RemoteKind == remote.Kind && remote.UpdatedAt > agreed.UpdatedAt)));
    }

    /// <summary>Whether the payload is the agreed state itself, so that nothing needs to be read.</summary>
    public static bool IsEcho(SyncOperation operation, LaneBase? agreed) =>
        !operation.Fetch && agreed is not null && operation.Remote is { IsPartial: false } remote
        && agreed.RemoteKind == remote.Kind && agreed.Hash == operation.ContentHash && remote.UpdatedAt >= agreed.UpdatedAt;

    /// <summary>The remote state, or how the claim ends instead.</summary>
    /// <param name="run">The claim.</param>
    /// <param name="location">The object.</param>
    /// <param name="mustRead">True before a write: lists are replaced whole, so a payload that may be old by now is not enough.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<RemoteSighting> ReadAsync(Reconciliation run, RemoteLocation location, bool mustRead, CancellationToken cancellationToken)
    {
        var operation = run.Operation;
        if (!mustRead && IsPayloadEnough(operation, run.Link.Base, _options.Fetch))
        {
            return new RemoteSighting(operation.Remote, false, null, null);
        }

        if (!mustRead && BurstPausesAt(run) is { } pause)
        {
            return new RemoteSighting(null, false, null, run.Retry(
                SyncRule.Retry,
                $"More can come of the same burst; GitHub is read for all of it at {RuleExplanation.Time(pause)}.",
                pause,
                spendsAttempt: false));
        }

        try
        {
            var answer = await run.Resource.GetAsync(location, cancellationToken).ConfigureAwait(false);
            clock.Observe(answer.GitHubNow, time.GetUtcNow());
            run.ReadAt = answer.GitHubNow ?? run.Now + clock.Current;
            return IsBehind(answer.Value, operation, run.Link.Base) ? Lag(run, answer.Value) : new RemoteSighting(answer.Value, true, answer.GitHubNow, null);
        }
        catch (RemoteException failure) when (failure.Failure == RemoteFailure.NotFound)
        {
            return await NotFoundAsync(run, location, failure, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException failure) when (failure.Failure is RemoteFailure.Gone or RemoteFailure.Moved)
        {
            return new RemoteSighting(null, true, null, Ended(run, moved: failure.Failure == RemoteFailure.Moved));
        }
    }

    /// <summary>
    /// The read that follows a burst: GitHub's seconds cannot tell whether another change of the same second was still under way.
    /// </summary>
    public SyncOperation? SettlingRead(Reconciliation run, RemoteSighting sighting)
    {
        var operation = run.Operation;
        if (!sighting.WasRead || sighting.Item is not { } item || operation.GitHubUpdatedAt is null || !operation.Fetch
            || operation.Rule == SyncRule.RecordNewerMerge)
        {
            return null;
        }

        var gitHubNow = sighting.GitHubNow ?? run.Now + clock.Current;
        return gitHubNow - item.UpdatedAt.ToDateTimeOffset() >= _options.SettleDelay ? null : Refresh(operation, run.Now + _options.SettleDelay);
    }

    /// <summary>An operation that reads GitHub and compares.</summary>
    public SyncOperation Refresh(SyncOperation operation, DateTimeOffset? dueAt) =>
        Following(operation) with { DueAt = dueAt, Fetch = true };

    /// <summary>When to look again at what another system, or another step of ours, is about to catch up with; doubles with every attempt.</summary>
    public DateTimeOffset CatchUpAt(Reconciliation run) =>
        run.Now + (_options.ReplicaLagDelay * (1 << Math.Min(run.Operation.Attempts - 1, MaximumDoublings)));

    /// <summary>A new inbound operation of the same resource, without a payload: a refresh, unless its action is changed.</summary>
    private SyncOperation Following(SyncOperation operation) => operation switch
    {
        TaskSyncOperation task => new TaskSyncOperation
        {
            Id = ids.Next(),
            Direction = SyncDirection.Inbound,
            Action = SyncAction.Refreshed,
            RepositoryId = task.RepositoryId,
            GitHubAppInstallationId = task.GitHubAppInstallationId,
            RemoteKind = task.RemoteKind,
            Priority = SyncPriority.Reconcile,
            TaskId = task.TaskId,
            IssueNumber = task.IssueNumber,
            GitHubIssueExternalId = task.GitHubIssueExternalId,
            GitHubPullRequestExternalId = task.GitHubPullRequestExternalId,
            TraceParent = task.TraceParent,
        },
        CommentSyncOperation comment => new CommentSyncOperation
        {
            Id = ids.Next(),
            Direction = SyncDirection.Inbound,
            Action = SyncAction.Refreshed,
            RepositoryId = comment.RepositoryId,
            GitHubAppInstallationId = comment.GitHubAppInstallationId,
            RemoteKind = RemoteKind.Comment,
            Priority = SyncPriority.Reconcile,
            CommentId = comment.CommentId,
            GitHubCommentExternalId = comment.GitHubCommentExternalId,
            ParentLaneId = comment.ParentLaneId,
            TraceParent = comment.TraceParent,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(operation), "Unknown kind of operation."),
    };

    /// <summary>
    /// When to read for an event that the payload alone cannot settle; null for now. Not before its second is over, for every further event of it would
    /// need a read of its own (GitHub's webhooks usually come later than that), and while a burst goes on not within the settling time of the last
    /// read: the next second's payload is newer than all before it, so the record keeps following meanwhile and one read is left for the end.
    /// </summary>
    private DateTimeOffset? BurstPausesAt(Reconciliation run)
    {
        if (run.Operation is not
            {
                Fetch: true, Direction: SyncDirection.Inbound, GitHubUpdatedAt: { } second,
                Rule: SyncRule.SameMomentFetch or SyncRule.Accepted or SyncRule.Supersedes,
            })
        {
            return null;
        }

        // A clock that jumped must not make anything wait for longer than it would have.
        var over = Earlier(second.ToDateTimeOffset() + OneSecond - clock.Current, run.Now + OneSecond);
        var apart = run.Link.Base?.ReadAt is { } read ? Earlier(read + _options.SettleDelay - clock.Current, run.Now + _options.SettleDelay) : over;
        var pause = over > apart ? over : apart;
        return pause <= run.Now ? null : pause;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    /// <summary>Whether a replica shows an older state than the webhook, or than both sides had agreed on: an object's time never goes back.</summary>
    private static bool IsBehind(RemoteItem read, SyncOperation operation, LaneBase? agreed) =>
        (operation.GitHubUpdatedAt is { } hint && operation.RemoteKind == read.Kind && read.UpdatedAt < hint) || IsBehind(read, agreed);

    private static bool IsBehind(RemoteItem read, LaneBase? agreed) => agreed is not null && agreed.RemoteKind == read.Kind && read.UpdatedAt < agreed.UpdatedAt;

    /// <summary>
    /// A webhook can outrun the read replicas: ask again, then take the newer state, which the payload is. Merging a state from before the base would take
    /// for edits what was there before them, so that is asked about until the attempts are spent.
    /// </summary>
    private RemoteSighting Lag(Reconciliation run, RemoteItem read) => run.Operation.Attempts <= MaximumLagReads
        || (run.Operation.Remote is not { IsPartial: false } && IsBehind(read, run.Link.Base))
        ? Again(run, "GitHub still shows an older state than is known", null)
        : new RemoteSighting(run.Operation.Remote is { IsPartial: false } payload ? payload : read, true, null, null);

    private async Task<RemoteSighting> NotFoundAsync(
        Reconciliation run, RemoteLocation location, RemoteException failure, CancellationToken cancellationToken)
    {
        if (run.Operation.Attempts <= MaximumLagReads)
        {
            return Again(run, "GitHub answered 404, as it does before its replicas have caught up", failure);
        }

        // For comments GitHub has no 410. One that is not found on an issue that can be read has been deleted: the 404 is not alone.
        if (location is { CommentId: not null, Number: > 0 } && await IsReadableAsync(location, cancellationToken).ConfigureAwait(false))
        {
            return new RemoteSighting(null, true, null, Ended(run, moved: false));
        }

        var agreed = run.Link.Base;
        if (run.Operation.Remote is not { IsPartial: false } payload)
        {
            // A 404 also stands for "no access", so alone it is never a deletion.
            return new RemoteSighting(null, true, null, await obstacles.NoteAsync(run.Connection, failure, cancellationToken).ConfigureAwait(false) is { } reason
                ? run.Refuse(SyncRule.SyncOff, reason)
                : run.Fail("not_found", failure.Message, failure.HttpStatus));
        }

        // Not readable at all: the signed payload is the best knowledge. A fixed order lets every replay end alike.
        return agreed is null || RemoteOrder.IsAfter(payload, agreed)
            ? new RemoteSighting(payload, true, null, null)
            : new RemoteSighting(null, true, null, run.Drop(
                SyncRule.Outdated,
                $"Dropped for {RuleExplanation.Short(agreed.OperationId)}: GitHub answers 404, and of the known states that one comes last.",
                agreed.OperationId));
    }

    private async Task<bool> IsReadableAsync(RemoteLocation comment, CancellationToken cancellationToken)
    {
        try
        {
            await gitHub.GetIssueAsync(comment.Repository, comment.Number, isPullRequest: false, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RemoteException failure) when (failure.Failure is RemoteFailure.NotFound or RemoteFailure.Gone or RemoteFailure.Moved)
        {
            return false;
        }
    }

    private RemoteSighting Again(Reconciliation run, string reason, RemoteException? failure)
    {
        var dueAt = CatchUpAt(run);
        var error = failure is null ? null : new OperationError("not_found", failure.Message, failure.HttpStatus);
        return new RemoteSighting(null, true, null, run.Retry(
            SyncRule.Retry, $"{reason}; asked again at {RuleExplanation.Time(dueAt)}.", dueAt, error));
    }

    /// <summary>410 and 301 end the resource: an operation of their own carries that through the rules.</summary>
    private Completion Ended(Reconciliation run, bool moved)
    {
        var ending = Following(run.Operation) with { Action = moved ? SyncAction.Transferred : SyncAction.Deleted, Fetch = true };
        return run.Drop(
            SyncRule.Gone,
            $"Dropped for {RuleExplanation.Short(ending.Id)}: GitHub says that it was {(moved ? "moved to another repository" : "deleted")}.",
            ending.Id) with { FollowUp = ending };
    }
}
