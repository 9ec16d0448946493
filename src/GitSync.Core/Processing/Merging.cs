using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>
/// Merges a record with GitHub's state and writes to whichever side lacks something: the record first, so that a stale one is merged again
/// before anything leaves for GitHub.
/// </summary>
internal sealed class Merging(
    RemoteReading reading,
    OutboundGate gate,
    RemovalBreakers breakers,
    ISyncQueue queue,
    ClockOffset clock,
    TimeProvider time,
    IOptions<GitSyncOptions> options)
{
    /// <summary>How often a record that changes under the merge is read and merged again at once.</summary>
    private const int MaximumMergeRounds = 3;

    private readonly GitSyncOptions _options = options.Value;

    /// <summary>Merges and writes.</summary>
    /// <param name="run">The claim.</param>
    /// <param name="item">GitHub's state.</param>
    /// <param name="record">The record.</param>
    /// <param name="adopted">Whether the two are linked by this.</param>
    /// <param name="wasRead">Whether the state was read from GitHub just now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How the claim ends; null when GitHub has to be written and therefore read first.</returns>
    public async Task<Completion?> RunAsync(
        Reconciliation run, RemoteItem item, LocalRecord record, bool adopted, bool wasRead, CancellationToken cancellationToken)
    {
        var remote = await run.Resource.DecodeAsync(item, run.Link, cancellationToken).ConfigureAwait(false);
        for (var round = 1; round <= MaximumMergeRounds; round++)
        {
            var appIsNewer = GitHubTime.From(record.ModifiedAt + clock.Current) > item.UpdatedAt;
            var here = await run.Resource.AsReadBackAsync(record.Content, remote, run.Link, keepsUnknown: true, cancellationToken).ConfigureAwait(false);
            var agreed = await AgreedAsync(run, remote, record, cancellationToken).ConfigureAwait(false);
            var merge = ThreeWayMerge.Merge(agreed, here, remote.Content, _options.Merge, appIsNewer);
            if (!wasRead && merge.GitHub != remote.Content)
            {
                return null;
            }

            if (Closes(record.Content, merge.App) && await breakers.RefusalAsync(run, cancellationToken).ConfigureAwait(false) is { } tooMany)
            {
                return tooMany;
            }

            if (!await NoteAsync(run, merge, cancellationToken).ConfigureAwait(false))
            {
                return run.TakenOver();
            }

            var written = await WriteRecordAsync(run, record, merge.App, remote, cancellationToken).ConfigureAwait(false);
            switch (written?.Status)
            {
                case RecordWriteStatus.Stale when await run.Resource.FindAsync(record.Id, cancellationToken).ConfigureAwait(false) is { } changed:
                    record = changed;
                    continue;
                case RecordWriteStatus.Stale or RecordWriteStatus.Missing:
                    return run.Drop(SyncRule.RecordMissing, "The record was deleted while it was being merged.");
                case RecordWriteStatus.Refused:
                    return run.Fail("record_refused", written.Reason ?? "the application refused the change");
                default:
                    var changedThere = agreed != remote.Content;
                    return await WriteGitHubAsync(run, remote, record, merge, changedThere, written is not null, adopted, cancellationToken).ConfigureAwait(false);
            }
        }

        return run.Retry(SyncRule.Retry, "The record kept changing while it was being merged.", run.Now + _options.RetryDelay, spendsAttempt: false);
    }

    /// <summary>
    /// Durable before anything is overwritten: once one side holds the winner, or the base what GitHub holds, no later try sees that there was a loser.
    /// </summary>
    /// <returns>False when the lane is another worker's by now.</returns>
    private async ValueTask<bool> NoteAsync(Reconciliation run, MergeResult merge, CancellationToken cancellationToken)
    {
        var untold = run.WithUntold([.. merge.Conflicts.Where(conflict => conflict.Winner is not null)]);
        if (untold.SequenceEqual(run.Link.Untold ?? []))
        {
            return true;
        }

        run.Link = run.Link with { Untold = untold };
        var noted = run.Claim.Link with { Untold = untold };
        return await queue.CheckpointAsync(run.Claim.Lease, noted, cancellationToken).ConfigureAwait(false) == CommitOutcome.Committed;
    }

    /// <summary>Writes the record first: a stale one is merged again before anything leaves for GitHub. Null when nothing differs.</summary>
    private static async ValueTask<RecordWriteResult?> WriteRecordAsync(
        Reconciliation run, LocalRecord record, ResourceContent wanted, DecodedRemote remote, CancellationToken cancellationToken)
    {
        return wanted == record.Content && remote.Facts == run.Link.Base?.Facts && !record.IsAheadOf(run.Link)
            ? null
            : await UpdateRecordAsync(run, record, wanted, remote, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<RecordWriteResult> UpdateRecordAsync(
        Reconciliation run, LocalRecord record, ResourceContent wanted, DecodedRemote remote, CancellationToken cancellationToken)
    {
        var gitHub = remote.Item.UpdatedAt.ToDateTimeOffset();
        var modifiedAt = gitHub > record.ModifiedAt ? gitHub : record.ModifiedAt;
        var stamp = run.StampOf(wanted, remote.Content);
        var result = await run.Resource.UpdateRecordAsync(record, wanted, remote.Facts, modifiedAt, stamp, cancellationToken).ConfigureAwait(false);
        if (result.Status == RecordWriteStatus.Written)
        {
            run.Link = run.Link with { RecordStamp = stamp.ToString() };
        }

        return result;
    }

    /// <summary>Whether a task is closed by it.</summary>
    private static bool Closes(ResourceContent before, ResourceContent after) => before is TaskContent { IsOpen: true } && after is TaskContent { IsOpen: false };

    private async Task<Completion> WriteGitHubAsync(
        Reconciliation run,
        DecodedRemote remote,
        LocalRecord record,
        MergeResult merge,
        bool changedThere,
        bool wroteRecord,
        bool adopted,
        CancellationToken cancellationToken)
    {
        var link = run.Link with
        {
            LocalId = record.Id,
            Intent = null,
            Undecided = merge.NeedsDecision ? [.. merge.Conflicts.Where(conflict => conflict.Winner is null)] : null,
        };
        RemoteAnswer<RemoteItem>? answer = null;
        if (merge.GitHub != remote.Content)
        {
            // What GitHub holds becomes the base, so the record's own changes stay visible as changes.
            var unsent = link with { Base = run.BaseOf(remote, remote.Content), Unsettled = null };
            var passage = await gate.AskAsync(run, record, Closes(remote.Content, merge.GitHub), cancellationToken).ConfigureAwait(false);
            if (!passage.IsOpen(out var permit))
            {
                return passage.Refusal! with { Link = unsent };
            }

            // What GitHub holds as agreed nobody has changed there: then it is a later edit made here that goes out, and nobody insists.
            if (run.Operation.Direction == SyncDirection.Inbound && changedThere && _options.Guards.MaximumSwings > 0)
            {
                link = link with { Swings = Swings.After(link.Swings, run.Now, _options.Guards.SwingWindow) };
                if (link.Swings!.Count > _options.Guards.MaximumSwings)
                {
                    return run.Fail(
                        "oscillating",
                        $"it was written back to GitHub {_options.Guards.MaximumSwings} times since {RuleExplanation.Time(link.Swings.Since)}, and changed there again each time: another program insists on other values. Stop it, then retry") with { Link = unsent };
                }

                unsent = unsent with { Swings = link.Swings };
            }

            run.BeginWrite(unsent, merge.GitHub);
            answer = await run.Resource.UpdateAsync(run.LocationToWrite(record), remote, merge.GitHub, run.Link, permit, cancellationToken).ConfigureAwait(false);
        }

        link = link with { Unsettled = null };
        if (answer is null)
        {
            var rule = merge.NeedsDecision ? SyncRule.NeedsDecision
                : adopted ? SyncRule.Adopted
                : wroteRecord ? SyncRule.Merged
                : SyncRule.InStep;
            var done = adopted ? "Linked with the object found on GitHub"
                : wroteRecord ? "Merged; the record was written"
                : "Both sides were in step; nothing was written";
            return run.Complete(rule, done + OutcomeSentences.Told(run.WithUntold(merge.Conflicts)), link with { Base = run.BaseOf(remote, WithSetsOf(merge.Agreed, remote.Content)) }, merge.Conflicts);
        }

        link = link with { WroteText = link.WroteText || run.Resource.WithTextsOf(remote.Content, merge.GitHub) != remote.Content };
        clock.Observe(answer.GitHubNow, time.GetUtcNow());
        var after = await run.Resource.DecodeAsync(answer.Value, run.Link, cancellationToken).ConfigureAwait(false);
        if (after.Content == remote.Content)
        {
            // GitHub took nothing of it (without push access it drops labels silently): then nobody has written anything back and forth.
            link = link with { Swings = run.Link.Swings };
        }

        var (agreed, isWhole) = await TakeAnswerAsync(run, remote, record.Id, merge, after, cancellationToken).ConfigureAwait(false);
        return run.Complete(
            merge.NeedsDecision ? SyncRule.NeedsDecision : SyncRule.Merged,
            (wroteRecord ? "Merged; both sides were written" : "Merged; GitHub was written") + OutcomeSentences.Told(run.WithUntold(merge.Conflicts)) + OutcomeSentences.Ignored(merge.GitHub, after.Content),
            link.LinkedTo(answer.Value) with
            {
                Base = run.BaseOf(after, merge.NeedsDecision ? WithSetsOf(merge.Agreed, after.Content) : agreed),
                RecordStamp = run.Link.RecordStamp,
            },
            merge.Conflicts) with { FollowUp = isWhole ? null : reading.Refresh(run.Operation, null) };
    }

    /// <summary>
    /// The answer is the whole object: besides what was sent it can hold somebody's edit that came in between, and GitHub gives every closing
    /// a reason of its own. Both are taken over into the record; what GitHub did not take of ours stays the record's own change.
    /// </summary>
    /// <returns>The next base, and whether the record has all of it.</returns>
    private async ValueTask<(ResourceContent Agreed, bool IsWhole)> TakeAnswerAsync(
        Reconciliation run, DecodedRemote before, string recordId, MergeResult merge, DecodedRemote after, CancellationToken cancellationToken)
    {
        if (after.Content == merge.GitHub)
        {
            // Just what was asked for: there is nothing to take over, and the record need not be read again.
            return (after.Content, true);
        }

        var sent = ThreeWayMerge.TakeSent(merge.Agreed, before.Content, merge.GitHub, after.Content);
        for (var round = 1; round <= MaximumMergeRounds; round++)
        {
            if (await run.Resource.FindAsync(recordId, cancellationToken).ConfigureAwait(false) is not { } record)
            {
                break;
            }

            var merged = ThreeWayMerge.Merge(sent, record.Content, after.Content, _options.Merge, appIsNewer: true);
            if (merged.Conflicts.Count > 0)
            {
                // Somebody edits the same field here by now: that is decided, and told, when both are looked at again.
                break;
            }

            var taken = merged.App;
            if (taken == record.Content)
            {
                return (after.Content, true);
            }

            var result = await UpdateRecordAsync(run, record, taken, after, cancellationToken).ConfigureAwait(false);
            if (result.Status == RecordWriteStatus.Written)
            {
                return (after.Content, true);
            }
        }

        // The record would not take it: it stays a change on GitHub, and is read again.
        return (sent, false);
    }

    /// <summary>The base to merge against, as GitHub would give it back.</summary>
    private async ValueTask<ResourceContent?> AgreedAsync(
        Reconciliation run, DecodedRemote remote, LocalRecord record, CancellationToken cancellationToken)
    {
        // What GitSync wrote and nobody has edited since is no edit of a user's, even where the host died before it could save that (ADR 20).
        var isOwn = record.IsAheadOf(run.Link) && record.IsAsOnGitHub && (run.Link.Base is not null || record.CreationKey == run.CreationKey);
        if ((isOwn ? record.Content : AgreedContent(run, remote)) is not { } content)
        {
            return null;
        }

        var agreed = await run.Resource.AsReadBackAsync(content, remote, run.Link, keepsUnknown: false, cancellationToken).ConfigureAwait(false);

        // Redacted text is our own doing and never an edit, whatever was lost in between (ADR 18).
        return run.Link.TextIsOurs && _options.Withdrawal.Holds(remote.Content) ? run.Resource.WithTextsOf(agreed, remote.Content) : agreed;
    }

    /// <summary>The base as the link has it. An object of ours that was found later is measured against what we had sent.</summary>
    private static ResourceContent? AgreedContent(Reconciliation run, DecodedRemote remote) => (run.Link.Base, run.Link.Intent) switch
    {
        // A lost write that did arrive was ours: what GitHub then holds of it is no edit of somebody else's.
        ({ } agreed, _) => run.Link.Unsettled?.Sent is { } sent ? ThreeWayMerge.TakeArrived(agreed.Content, sent, remote.Content) : agreed.Content,
        (null, { } intent) => run.Resource.BaseOfFound(intent.Draft, remote.Content),
        _ => null,
    };

    /// <summary>
    /// Of the sets, the base holds what GitHub holds: an assignee without a GitHub account stays "added here" and is never taken for
    /// one that GitHub removed.
    /// </summary>
    private static ResourceContent WithSetsOf(ResourceContent agreed, ResourceContent gitHub) =>
        agreed is TaskContent task && gitHub is TaskContent issue ? task with { Labels = issue.Labels, Assignees = issue.Assignees } : agreed;
}
