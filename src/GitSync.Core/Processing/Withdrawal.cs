using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>
/// Takes a record's text back from GitHub once its policy calls it private, and keeps the two sides apart while it does: GitHub's redacted text must
/// not come back into the record (ADR 18).
/// </summary>
internal sealed class Withdrawal(
    IOutboundPolicy policy, ISyncQueue queue, RemoteReading reading, GitHubCreation creation, OutboundGate gate, IOptions<GitSyncOptions> options)
{
    /// <summary>How the claim ends because the record is private; null when it is not, with the link ready to be merged.</summary>
    public async ValueTask<Completion?> RunAsync(Reconciliation run, LocalRecord record, CancellationToken cancellationToken)
    {
        // Whatever rings asks: the operation that announced the change may be gone by now. Only what holds nothing of ours has nothing to take back.
        if (run.Operation.Direction == SyncDirection.Inbound && run.Link is { Withdrawal: WithdrawalStage.None, TextIsOurs: false })
        {
            return null;
        }

        var admission = await policy.MayLeaveAsync(run.Operation.Kind, record.Id, run.Connection.Project, cancellationToken).ConfigureAwait(false);
        if (run.Link.Withdrawal == WithdrawalStage.None && admission.Refusal != SyncRule.Withdrawn)
        {
            return null;
        }

        if (admission.Refusal is null)
        {
            return await EndAsync(run, cancellationToken).ConfigureAwait(false);
        }

        if (run.Location is null)
        {
            // A creation whose answer was lost may have left the text behind.
            var (found, ending) = await creation.FindAsync(run, cancellationToken).ConfigureAwait(false);
            if (found is null)
            {
                return ending ?? run.Drop(SyncRule.Withdrawn, "Not sent to GitHub: " + admission.Reason);
            }

            run.Link = run.Link.LinkedTo(found) with { Intent = null };
        }

        return run.Link switch
        {
            { Withdrawal: WithdrawalStage.Done } => await FollowAsync(run, admission, cancellationToken).ConfigureAwait(false),
            { TextIsOurs: false } => run.Complete(
                SyncRule.Withdrawn, $"Nothing more is sent: {admission.Reason} What stands on GitHub came from there.", run.Link with { Withdrawal = WithdrawalStage.Done }),
            _ => await TakeBackAsync(run, record, admission, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>Before an object is closed or left behind because its record was deleted: text that should have been taken back still is.</summary>
    public async ValueTask TakeBackBeforeRemovalAsync(Reconciliation run, RemoteLocation location, WritePermit permit, CancellationToken cancellationToken)
    {
        if (run.LocalId is not { } id || run.Link is not { TextIsOurs: true, Withdrawal: not WithdrawalStage.Done })
        {
            return;
        }

        var isPrivate = run.Link.Withdrawal == WithdrawalStage.Begun
            || (await policy.MayLeaveAsync(run.Operation.Kind, id, run.Connection.Project, cancellationToken).ConfigureAwait(false)).Refusal == SyncRule.Withdrawn;
        if (isPrivate)
        {
            await run.Resource.WithdrawAsync(location, run.Link, permit, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<Completion> TakeBackAsync(Reconciliation run, LocalRecord record, Admission admission, CancellationToken cancellationToken)
    {
        var sighting = await reading.ReadAsync(run, run.Location!, mustRead: true, cancellationToken).ConfigureAwait(false);
        if (sighting.Item is not { } item)
        {
            return sighting.Ending!;
        }

        var passage = await gate.AskToWithdrawAsync(run, cancellationToken).ConfigureAwait(false);
        if (!passage.IsOpen(out var permit))
        {
            return passage.Refusal! with { Link = run.Link };
        }

        var current = await run.Resource.DecodeAsync(item, run.Link, cancellationToken).ConfigureAwait(false);
        var merge = ThreeWayMerge.Merge(run.Link.Base?.Content, record.Content, current.Content, options.Value.Merge, appIsNewer: true);
        if (run.Link.Withdrawal == WithdrawalStage.None && run.Link.Base is not null && merge.App != record.Content && !options.Value.Withdrawal.Holds(current.Content))
        {
            // What somebody had changed on GitHub before comes in first: nothing of theirs is overwritten unseen.
            var result = await run.Resource.UpdateRecordAsync(record, merge.App, current.Facts, record.ModifiedAt, null, cancellationToken).ConfigureAwait(false);
            if (result.Status != RecordWriteStatus.Written)
            {
                return run.Retry(SyncRule.Retry, "The record changed while its text was being taken back.", run.Now + options.Value.RetryDelay);
            }
        }

        // Durable before anything is overwritten: whatever runs next knows that GitHub may hold the redacted text.
        run.Link = run.Link.LinkedTo(item) with { LocalId = record.Id, Withdrawal = WithdrawalStage.Begun, Intent = null, Unsettled = null };
        if (await queue.CheckpointAsync(run.Claim.Lease, run.Link, cancellationToken).ConfigureAwait(false) != CommitOutcome.Committed)
        {
            return run.TakenOver();
        }

        run.BeginWrite(run.Link, sent: null);
        var (answer, done) = await run.Resource.WithdrawAsync(run.Location!, run.Link, permit, cancellationToken).ConfigureAwait(false);
        var after = answer is null ? current : await run.Resource.DecodeAsync(answer.Value, run.Link, cancellationToken).ConfigureAwait(false);
        return run.Complete(
            SyncRule.Withdrawn, $"{admission.Reason} {done}", Followed(run, after) with { Withdrawal = WithdrawalStage.Done }, merge.Conflicts);
    }

    /// <summary>What happens on GitHub meanwhile stays there; the base follows it, so that later everything here counts as our change.</summary>
    private async ValueTask<Completion> FollowAsync(Reconciliation run, Admission admission, CancellationToken cancellationToken)
    {
        var sentence = $"Nothing is synchronised: {admission.Reason}";
        if (run.Operation.Direction == SyncDirection.Outbound || RemoteReading.IsEcho(run.Operation, run.Link.Base))
        {
            return run.Complete(SyncRule.Withdrawn, sentence, run.Link);
        }

        var sighting = await reading.ReadAsync(run, run.Location!, mustRead: false, cancellationToken).ConfigureAwait(false);
        return sighting.Item is { } item
            ? run.Complete(SyncRule.Withdrawn, sentence, Followed(run, await run.Resource.DecodeAsync(item, run.Link, cancellationToken).ConfigureAwait(false)))
            : sighting.Ending!;
    }

    /// <summary>It may leave again: what GitHub holds by now becomes the base, so that all of the record counts as its own change.</summary>
    private async ValueTask<Completion?> EndAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        if (run.Location is { } location)
        {
            var sighting = await reading.ReadAsync(run, location, mustRead: true, cancellationToken).ConfigureAwait(false);
            if (sighting.Item is not { } item)
            {
                return sighting.Ending;
            }

            run.Link = Followed(run, await run.Resource.DecodeAsync(item, run.Link, cancellationToken).ConfigureAwait(false));
        }

        run.Link = run.Link with { Withdrawal = WithdrawalStage.None };
        return null;
    }

    /// <summary>The link with GitHub's texts as its base. Who takes part stays as the record was told: that changes on both sides meanwhile.</summary>
    private static LaneLink Followed(Reconciliation run, DecodedRemote seen)
    {
        var before = run.Link.Base;
        var content = (seen.Content, before?.Content) switch
        {
            (TaskContent now, TaskContent then) => now with { Assignees = then.Assignees },
            var (now, _) => now,
        };
        var agreed = run.BaseOf(seen, content);
        return run.Link with { Base = before is null ? agreed : agreed with { Facts = before.Facts, Mentions = before.Mentions } };
    }
}
