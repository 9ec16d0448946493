using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>
/// The one procedure for both directions: read base, record and remote; merge; write to whichever side lacks something; agree on a new
/// base. The operation says who rang, not who wins. Every step can be killed before and after, and run again.
/// </summary>
internal sealed class Reconciler(
    RemoteReading reading,
    GitHubCreation creation,
    Deletion deletion,
    OutboundGate gate,
    Merging merging,
    Withdrawal withdrawal,
    KeptComments comments,
    IOptions<GitSyncOptions> options)
{
    private readonly GitSyncOptions _options = options.Value;

    public async Task<Completion> RunAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        if (run.Link.Unsettled is { } unsettled && unsettled.SettledAt > run.Now)
        {
            return run.Retry(
                SyncRule.Retry,
                $"A write whose answer was lost may still be applied; GitHub is read at {RuleExplanation.Time(unsettled.SettledAt)}.",
                unsettled.SettledAt,
                spendsAttempt: false);
        }

        await comments.BringInStepAsync(run, cancellationToken).ConfigureAwait(false);
        if (run.Operation.EndsResource)
        {
            return await deletion.RunAsync(run, cancellationToken).ConfigureAwait(false);
        }

        var record = run.LocalId is { } id ? await run.Resource.FindAsync(id, cancellationToken).ConfigureAwait(false) : null;
        var again = ConflictRules.DecideAtStart(run.Operation, run.Claim.Lane, run.Link.Base, record?.ModifiedAt, _options.RecordConflicts);
        if (again is { } decision)
        {
            return run.Drop(decision.Rule, RuleExplanation.Of(decision, Arrival.Of(run.Operation, Admission.Granted)), decision.Related);
        }

        if (record is null && run.LocalId is not null)
        {
            return run.Drop(SyncRule.RecordMissing, "The record is no longer there, and no deletion of it was announced.");
        }

        var wasApart = run.Link.Withdrawal != WithdrawalStage.None;
        if (record is not null && await withdrawal.RunAsync(run, record, cancellationToken).ConfigureAwait(false) is { } ending)
        {
            return ending;
        }

        if (run.Operation.Kind == ResourceKind.Comment && run.Claim.ParentLink is not { LocalId: not null, Remote: not null })
        {
            return Later(run, "The link of the comment's task is just being saved");
        }

        return run.Location switch
        {
            null when record is { CreationKey: not null } => Later(run, "The record was made from GitHub's object, and their link is just being saved"),
            null when record is not null => await CreateOnGitHubAsync(run, record, cancellationToken).ConfigureAwait(false),
            null => run.Drop(SyncRule.RecordMissing, "Neither the record nor an object on GitHub is known."),
            { } location => await BringInStepAsync(run, location, record, mustRead: wasApart, cancellationToken).ConfigureAwait(false),
        };
    }

    private Completion Later(Reconciliation run, string reason)
    {
        var dueAt = reading.CatchUpAt(run);
        return run.Retry(SyncRule.Retry, $"{reason}; looked at again at {RuleExplanation.Time(dueAt)}.", dueAt);
    }

    private async Task<Completion> BringInStepAsync(
        Reconciliation run, RemoteLocation location, LocalRecord? record, bool mustRead, CancellationToken cancellationToken)
    {
        // After a failure or a refusal there is something left to do: an echo would only say that all is well.
        var isAllDone = run.Claim.Lane.LastOutcome is null or { State: OperationState.Completed };
        if (!mustRead && isAllDone && record is not null && !record.IsAheadOf(run.Link) && RemoteReading.IsEcho(run.Operation, run.Link.Base))
        {
            var seen = run.Link.Base! with { UpdatedAt = run.Operation.GitHubUpdatedAt!.Value };
            return run.Complete(
                SyncRule.Echo,
                $"Echo: GitHub's state of {RuleExplanation.Time(seen.UpdatedAt.ToDateTimeOffset())} equals what both sides agreed on; nothing was written.",
                seen == run.Link.Base ? null : run.Link with { Base = seen });
        }

        var sighting = await reading.ReadAsync(run, location, mustRead, cancellationToken).ConfigureAwait(false);
        if (sighting.Item is not { } item)
        {
            return sighting.Ending!;
        }

        if (item.RepositoryId != run.Repository.Id)
        {
            return run.Fail("foreign_repository", "GitHub answered with an object of another repository; nothing was written");
        }

        var adopted = run.Link.Remote is null && record is not null;
        run.Link = run.Link.LinkedTo(item);
        var completion = record is null
            ? await CreateInAppAsync(run, item, sighting, cancellationToken).ConfigureAwait(false)
            : await MergeAsync(run, record, sighting, adopted, cancellationToken).ConfigureAwait(false);
        if (completion is { State: OperationState.Completed, FollowUp: null })
        {
            completion = completion with { FollowUp = reading.SettlingRead(run, sighting) };
        }

        return record is null ? await comments.AfterCreationAsync(run, completion, cancellationToken).ConfigureAwait(false) : completion;
    }

    private async Task<Completion> MergeAsync(
        Reconciliation run, LocalRecord record, RemoteSighting sighting, bool adopted, CancellationToken cancellationToken) =>
        await merging.RunAsync(run, sighting.Item!, record, adopted, sighting.WasRead, cancellationToken).ConfigureAwait(false)
            ?? await BringInStepAsync(run, run.Location!, record, mustRead: true, cancellationToken).ConfigureAwait(false);

    private async Task<Completion> CreateInAppAsync(Reconciliation run, RemoteItem item, RemoteSighting sighting, CancellationToken cancellationToken)
    {
        var owner = run.Operation.Kind == ResourceKind.Task ? run.Connection.Project : run.Claim.ParentLink?.LocalId;
        if (owner is null)
        {
            return run.Fail("parent_missing", "the task that this comment belongs to is not here");
        }

        var remote = await run.Resource.DecodeAsync(item, run.Link, cancellationToken).ConfigureAwait(false);
        var stamp = run.StampOf(remote.Content, remote.Content);
        var result = await run.Resource.CreateRecordAsync(run.CreationKey, owner, remote, stamp, cancellationToken).ConfigureAwait(false);
        return result.Status switch
        {
            RecordWriteStatus.Existing when result.Id is { } id => await TakeOverAsync(run, id, sighting, cancellationToken).ConfigureAwait(false),
            RecordWriteStatus.Written when result.Id is { } id => run.Complete(
                SyncRule.CreatedInApp,
                $"Created here from GitHub's state of {RuleExplanation.Time(item.UpdatedAt.ToDateTimeOffset())}.",
                run.Link with { LocalId = id, Base = run.BaseOf(remote, remote.Content), RecordStamp = stamp.ToString() }),
            RecordWriteStatus.Missing => run.Fail("parent_missing", "the task that this comment belongs to is not here"),
            _ => run.Fail("record_refused", result.Reason ?? "the application refused the new record"),
        };
    }

    /// <summary>A host made the record and died before it could say so: by now GitHub may hold another state, and a user may have edited it (ADR 20).</summary>
    private async Task<Completion> TakeOverAsync(Reconciliation run, string id, RemoteSighting sighting, CancellationToken cancellationToken)
    {
        if (await run.Resource.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } record)
        {
            return Later(run, "The record was deleted just now");
        }

        run.Link = run.Link with { LocalId = id };
        return await MergeAsync(run, record, sighting, adopted: false, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Completion> CreateOnGitHubAsync(Reconciliation run, LocalRecord record, CancellationToken cancellationToken)
    {
        var passage = await gate.AskAsync(run, record, removes: false, cancellationToken).ConfigureAwait(false);
        if (!passage.IsOpen(out var permit))
        {
            return passage.Refusal!;
        }

        var (item, wasFound, ending) = await creation.CreateAsync(run, record, permit, cancellationToken).ConfigureAwait(false);
        if (item is null)
        {
            return ending!;
        }

        var draft = run.Link.Intent?.Draft ?? record.Content;
        run.Link = run.Link.LinkedTo(item);
        var remote = await run.Resource.DecodeAsync(item, run.Link, cancellationToken).ConfigureAwait(false);
        run.Link = run.Link with
        {
            Intent = null,
            Base = run.BaseOf(remote, wasFound ? run.Resource.BaseOfFound(draft, remote.Content) : remote.Content),
        };

        // An issue opens open, and what was found may have been edited since: the merge carries over what is left.
        if (!wasFound && record.Content == draft)
        {
            return run.Complete(SyncRule.CreatedOnGitHub, $"Created on GitHub.{OutcomeSentences.Ignored(record.Content, remote.Content)}", run.Link);
        }

        return await merging.RunAsync(run, item, record, adopted: wasFound, wasRead: true, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("A state that was just read is never asked for again.");
    }
}
