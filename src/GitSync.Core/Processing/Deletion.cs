using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>Carries a deletion or a transfer over to the other side, by policy. A 404 alone deletes nothing.</summary>
internal sealed class Deletion(
    GitHubCreation creation,
    RemoteReading reading,
    OutboundGate gate,
    RemovalBreakers breakers,
    Withdrawal withdrawal,
    MetObstacles obstacles,
    TimeProvider time,
    IOptions<GitSyncOptions> options)
{
    public Task<Completion> RunAsync(Reconciliation run, CancellationToken cancellationToken) => run.Operation.Direction switch
    {
        SyncDirection.Inbound => FromGitHubAsync(run, cancellationToken),
        SyncDirection.Outbound => FromAppAsync(run, cancellationToken),
        _ => throw new InvalidOperationException($"Unknown direction {run.Operation.Direction}."),
    };

    private async Task<Completion> FromGitHubAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        var isMoved = run.Operation.Action == SyncAction.Transferred;
        var localId = await FindLocalIdAsync(run, cancellationToken).ConfigureAwait(false);
        if (localId is null && !isMoved)
        {
            return run.Complete(SyncRule.Deleted, "Deleted on GitHub; there was no record of it here.");
        }

        if (run.Link.Withdrawal != WithdrawalStage.None)
        {
            return run.Complete(SyncRule.Deleted, "Gone from GitHub; the record is private and stays.");
        }

        if (run.Location is { } location && await StillThereAsync(run, location, cancellationToken).ConfigureAwait(false))
        {
            var (what, done) = isMoved ? ("moved", "the two stay in step") : ("deleted", "nothing was deleted here");
            return run.Operation.Attempts <= RemoteReading.MaximumLagReads
                ? run.Retry(
                    SyncRule.Retry,
                    $"GitHub still shows what its webhook calls {what}; asked again shortly.",
                    run.Now + TimeSpan.FromSeconds(1 << run.Operation.Attempts))
                : run.Fail($"not_{what}", $"GitHub said {what}, but GitHub still shows it; {done}") with
                {
                    // What the deletion had canceled is looked at again.
                    FollowUp = reading.Refresh(run.Operation, null),
                };
        }

        if (isMoved || localId is null)
        {
            return run.Complete(SyncRule.Deleted, "The issue was moved to another repository: the record stays, the two are no longer in step.");
        }

        if (run.Resource.DeletedOnGitHub != DeletionPolicy.Keep && await breakers.RefusalAsync(run, cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        return run.Resource.DeletedOnGitHub switch
        {
            DeletionPolicy.Keep => run.Complete(SyncRule.Deleted, "Deleted on GitHub; the record stays, by policy.", run.Link),
            DeletionPolicy.Delete => await DeleteRecordAsync(run, localId, cancellationToken).ConfigureAwait(false),
            DeletionPolicy.Close => await CloseRecordAsync(run, localId, cancellationToken).ConfigureAwait(false),
            var unknown => throw new InvalidOperationException($"Unknown deletion policy {unknown}."),
        };
    }

    /// <summary>The record: also one whose host died before it could save the link, and whose second try this deletion has canceled.</summary>
    private static async ValueTask<string?> FindLocalIdAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        if (run.LocalId is not null || run.Claim.Lane.Remote is null)
        {
            return run.LocalId;
        }

        var made = await run.Resource.FindByCreationKeyAsync(run.CreationKey, cancellationToken).ConfigureAwait(false);
        run.Link = run.Link with { LocalId = made?.Id };
        return made?.Id;
    }

    private static async Task<bool> StillThereAsync(Reconciliation run, RemoteLocation location, CancellationToken cancellationToken)
    {
        try
        {
            await run.Resource.GetAsync(location, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RemoteException failure) when (failure.Failure is RemoteFailure.Gone or RemoteFailure.NotFound or RemoteFailure.Moved)
        {
            // The signed webhook says deleted and the object is not to be had: together that is certain enough.
            return false;
        }
    }

    private static async Task<Completion> DeleteRecordAsync(Reconciliation run, string localId, CancellationToken cancellationToken)
    {
        var result = await run.Resource.DeleteRecordAsync(localId, cancellationToken).ConfigureAwait(false);
        return result.Status == RecordWriteStatus.Refused
            ? run.Fail("record_refused", result.Reason ?? "the application refused the deletion")
            : run.Complete(SyncRule.Deleted, "Deleted on GitHub; the record was deleted.", run.Link);
    }

    private async Task<Completion> CloseRecordAsync(Reconciliation run, string localId, CancellationToken cancellationToken)
    {
        var record = await run.Resource.FindAsync(localId, cancellationToken).ConfigureAwait(false);
        if (record is null || run.Resource.Closed(record.Content) is not { } closed)
        {
            return run.Complete(SyncRule.Deleted, "Deleted on GitHub; there was nothing here to close.", run.Link);
        }

        var facts = run.Link.Base?.Facts ?? new RemoteFacts(false, false, false, false, null);
        var result = await run.Resource.UpdateRecordAsync(record, closed, facts, time.GetUtcNow(), null, cancellationToken).ConfigureAwait(false);
        return result.Status switch
        {
            RecordWriteStatus.Written or RecordWriteStatus.Missing => run.Complete(SyncRule.Deleted, "Deleted on GitHub; the record was closed.", run.Link),
            RecordWriteStatus.Stale => run.Retry(SyncRule.Retry, "The record changed while it was being closed.", run.Now + TimeSpan.FromSeconds(1)),
            _ => run.Fail("record_refused", result.Reason ?? "the application refused the change"),
        };
    }

    /// <summary>
    /// Applications announce in the transaction that deletes; one that announces before it deletes gets a moment. After that the record lives: a host that
    /// died between making it and saving the link has made it anew, or somebody took the deletion back.
    /// </summary>
    private Completion StillHere(Reconciliation run)
    {
        var dueAt = reading.CatchUpAt(run);
        return run.Operation.Attempts <= RemoteReading.MaximumLagReads
            ? run.Retry(SyncRule.Retry, $"Its deletion was announced, and the record is still here; looked at again at {RuleExplanation.Time(dueAt)}.", dueAt)
            : run.Drop(SyncRule.RecordThere, "Its deletion was announced, but the record is here; nothing was deleted on GitHub.") with
            {
                // What the deletion had canceled is looked at again.
                FollowUp = reading.Refresh(run.Operation, null),
            };
    }

    private async Task<Completion> FromAppAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        if (run.LocalId is { } id && await run.Resource.FindAsync(id, cancellationToken).ConfigureAwait(false) is not null)
        {
            return StillHere(run);
        }

        var location = run.Location;
        if (location is null)
        {
            // A creation whose answer was lost may have left something behind.
            var (found, ending) = await creation.FindAsync(run, cancellationToken).ConfigureAwait(false);
            if (ending is not null)
            {
                return ending;
            }

            if (found is null)
            {
                return NeverThere(run);
            }

            var identity = RemoteIdentity.Of(found);
            run.Link = run.Link with { Remote = identity, Intent = null };
            location = new RemoteLocation(run.Repository, identity.Number, identity.CommentId, identity.IsPullRequest);
        }

        var passage = await gate.AskToRemoveAsync(run, cancellationToken).ConfigureAwait(false);
        if (!passage.IsOpen(out var permit))
        {
            return passage.Refusal! with { Link = run.Link };
        }

        try
        {
            run.BeginWrite(run.Link, sent: null);
            await withdrawal.TakeBackBeforeRemovalAsync(run, location, permit, cancellationToken).ConfigureAwait(false);
            var done = await run.Resource.RemoveAsync(location, permit, cancellationToken).ConfigureAwait(false);
            return run.Complete(SyncRule.Deleted, $"Deleted here; {done}.", run.Link);
        }
        catch (RemoteException failure) when (failure.Failure is RemoteFailure.Gone or RemoteFailure.NotFound or RemoteFailure.Moved)
        {
            // Whoever may not see the repository has deleted nothing, be it for this one request.
            if (await obstacles.NoteAsync(run.Connection, failure, cancellationToken).ConfigureAwait(false) is { } reason)
            {
                return run.Refuse(SyncRule.SyncOff, reason);
            }

            return failure.Failure == RemoteFailure.NotFound && await StillThereAsync(run, location, cancellationToken).ConfigureAwait(false)
                ? run.Retry(SyncRule.Retry, "GitHub answered 404, and shows it all the same; asked again shortly.", reading.CatchUpAt(run))
                : run.Complete(SyncRule.Deleted, "Deleted here; on GitHub it was already gone.", run.Link);
        }
    }

    /// <summary>
    /// A record that a host makes from GitHub's object can be deleted before the two are linked: then this deletion is the object's too. By the end of that
    /// host's lease the link is saved, and the deletion with it, or another host has begun anew.
    /// </summary>
    private Completion NeverThere(Reconciliation run)
    {
        var settledAt = run.Operation.CreatedAt + options.Value.Lease;
        return run.Now < settledAt
            ? run.Retry(
                SyncRule.Retry,
                $"Deleted here, and not known on GitHub; in case it was just being linked it is looked at again at {RuleExplanation.Time(settledAt)}.",
                settledAt,
                spendsAttempt: false)
            : run.Complete(SyncRule.Deleted, "Deleted here; it never was on GitHub.");
    }
}
