using System.Security.Cryptography;
using System.Text;
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
    IOutboundPolicy outbound,
    ClockOffset clock,
    TimeProvider time,
    IOptions<GitSyncOptions> options)
{
    /// <summary>How often a record that changes under the merge is read and merged again at once.</summary>
    private const int MaximumMergeRounds = 3;

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

        if (run.Operation.Kind == ResourceKind.Comment && run.Claim.ParentLink is not { LocalId: not null, Remote: not null })
        {
            return Later(run, "The link of the comment's task is just being saved");
        }

        return run.Location switch
        {
            null when record is { CreationKey: not null } => Later(run, "The record was made from GitHub's object, and their link is just being saved"),
            null when record is not null => await CreateOnGitHubAsync(run, record, cancellationToken).ConfigureAwait(false),
            null => run.Drop(SyncRule.RecordMissing, "Neither the record nor an object on GitHub is known."),
            { } location => await BringInStepAsync(run, location, record, mustRead: false, cancellationToken).ConfigureAwait(false),
        };
    }

    private Completion Later(Reconciliation run, string reason)
    {
        var dueAt = run.Now + (_options.ReplicaLagDelay * (1 << Math.Min(run.Operation.Attempts - 1, 10)));
        return run.Retry(SyncRule.Retry, $"{reason}; looked at again at {RuleExplanation.Time(dueAt)}.", dueAt);
    }

    private async Task<Completion> BringInStepAsync(
        Reconciliation run, RemoteLocation location, LocalRecord? record, bool mustRead, CancellationToken cancellationToken)
    {
        if (!mustRead && record is not null && RemoteReading.IsEcho(run.Operation, run.Link.Base))
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
        run.Link = Linked(run.Link, item);
        var completion = record is null
            ? await CreateInAppAsync(run, item, cancellationToken).ConfigureAwait(false)
            : await MergeAsync(run, item, record, adopted, sighting.WasRead, cancellationToken).ConfigureAwait(false);
        return completion is { State: OperationState.Completed, FollowUp: null }
            ? completion with { FollowUp = reading.SettlingRead(run, sighting) }
            : completion;
    }

    private async Task<Completion> CreateInAppAsync(Reconciliation run, RemoteItem item, CancellationToken cancellationToken)
    {
        var owner = run.Operation.Kind == ResourceKind.Task ? run.Connection.Project : run.Claim.ParentLink?.LocalId;
        if (owner is null)
        {
            return run.Fail("parent_missing", "the task that this comment belongs to is not here");
        }

        var remote = await run.Resource.DecodeAsync(item, run.Link, cancellationToken).ConfigureAwait(false);
        var result = await run.Resource.CreateRecordAsync(CreationKeyOf(run), owner, remote, cancellationToken).ConfigureAwait(false);
        return result.Status switch
        {
            RecordWriteStatus.Written when result.Id is { } id => run.Complete(
                SyncRule.CreatedInApp,
                $"Created here from GitHub's state of {RuleExplanation.Time(item.UpdatedAt.ToDateTimeOffset())}.",
                run.Link with { LocalId = id, Base = BaseOf(run, remote, remote.Content) }),
            RecordWriteStatus.Missing => run.Fail("parent_missing", "the task that this comment belongs to is not here"),
            _ => run.Fail("record_refused", result.Reason ?? "the application refused the new record"),
        };
    }

    private async Task<Completion> CreateOnGitHubAsync(Reconciliation run, LocalRecord record, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(run, record, cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        var (item, wasFound, ending) = await creation.CreateAsync(run, record, cancellationToken).ConfigureAwait(false);
        if (item is null)
        {
            return ending!;
        }

        var draft = run.Link.Intent?.Draft ?? record.Content;
        run.Link = Linked(run.Link, item);
        var remote = await run.Resource.DecodeAsync(item, run.Link, cancellationToken).ConfigureAwait(false);
        run.Link = run.Link with
        {
            Intent = null,
            Base = BaseOf(run, remote, wasFound ? run.Resource.BaseOfFound(draft, remote.Content) : remote.Content),
        };

        // An issue opens open, and what was found may have been edited since: the merge carries over what is left.
        if (!wasFound && record.Content == draft)
        {
            return run.Complete(SyncRule.CreatedOnGitHub, $"Created on GitHub.{Ignored(record.Content, remote.Content)}", run.Link);
        }

        return await MergeAsync(run, item, record, adopted: wasFound, wasRead: true, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Completion> MergeAsync(
        Reconciliation run, RemoteItem item, LocalRecord record, bool adopted, bool wasRead, CancellationToken cancellationToken)
    {
        var remote = await run.Resource.DecodeAsync(item, run.Link, cancellationToken).ConfigureAwait(false);
        var agreed = AgreedContent(run, remote);
        for (var round = 1; round <= MaximumMergeRounds; round++)
        {
            var appIsNewer = GitHubTime.From(record.ModifiedAt + clock.Current) > item.UpdatedAt;
            var merge = ThreeWayMerge.Merge(agreed, record.Content, remote.Content, _options.Merge, appIsNewer);
            if (!wasRead && merge.GitHub != remote.Content)
            {
                return await BringInStepAsync(run, run.Location!, record, mustRead: true, cancellationToken).ConfigureAwait(false);
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
                    return await WriteGitHubAsync(run, remote, record, merge, written is not null, adopted, cancellationToken).ConfigureAwait(false);
            }
        }

        return run.Retry(SyncRule.Retry, "The record kept changing while it was being merged.", run.Now + _options.RetryDelay, spendsAttempt: false);
    }

    /// <summary>Writes the record first: a stale one is merged again before anything leaves for GitHub. Null when nothing differs.</summary>
    private static async ValueTask<RecordWriteResult?> WriteRecordAsync(
        Reconciliation run, LocalRecord record, ResourceContent wanted, DecodedRemote remote, CancellationToken cancellationToken)
    {
        if (wanted == record.Content && remote.Facts == run.Link.Base?.Facts)
        {
            return null;
        }

        return await run.Resource.UpdateRecordAsync(record, wanted, remote.Facts, Latest(record, remote), cancellationToken).ConfigureAwait(false);
    }

    private static DateTimeOffset Latest(LocalRecord record, DecodedRemote remote) =>
        remote.Item.UpdatedAt.ToDateTimeOffset() is var gitHub && gitHub > record.ModifiedAt ? gitHub : record.ModifiedAt;

    private async Task<Completion> WriteGitHubAsync(
        Reconciliation run,
        DecodedRemote remote,
        LocalRecord record,
        MergeResult merge,
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
            var unsent = link with { Base = BaseOf(run, remote, remote.Content), Unsettled = null };
            if (await RefusalAsync(run, record, cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                return refusal with { Link = unsent };
            }

            run.BeginWrite(unsent, merge.GitHub);
            answer = await run.Resource.UpdateAsync(run.Location!, remote, merge.GitHub, run.Link, cancellationToken).ConfigureAwait(false);
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
            return run.Complete(rule, done + Told(merge), link with { Base = BaseOf(run, remote, WithSetsOf(merge.Agreed, remote.Content)) }, merge.Conflicts);
        }

        clock.Observe(answer.GitHubNow, time.GetUtcNow());
        var after = await run.Resource.DecodeAsync(answer.Value, run.Link, cancellationToken).ConfigureAwait(false);
        var (agreed, isWhole) = await TakeAnswerAsync(run, remote, record.Id, merge, after, cancellationToken).ConfigureAwait(false);
        return run.Complete(
            merge.NeedsDecision ? SyncRule.NeedsDecision : SyncRule.Merged,
            (wroteRecord ? "Merged; both sides were written" : "Merged; GitHub was written") + Told(merge) + Ignored(merge.GitHub, after.Content),
            Linked(link, answer.Value) with { Base = BaseOf(run, after, merge.NeedsDecision ? WithSetsOf(merge.Agreed, after.Content) : agreed) },
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
        var sent = ThreeWayMerge.TakeSent(merge.Agreed, before.Content, merge.GitHub, after.Content);
        for (var round = 1; round <= MaximumMergeRounds; round++)
        {
            if (await run.Resource.FindAsync(recordId, cancellationToken).ConfigureAwait(false) is not { } record)
            {
                break;
            }

            var taken = ThreeWayMerge.Merge(sent, record.Content, after.Content, _options.Merge, appIsNewer: true).App;
            if (taken == record.Content)
            {
                return (after.Content, true);
            }

            var result = await run.Resource.UpdateRecordAsync(
                record, taken, after.Facts, Latest(record, after), cancellationToken).ConfigureAwait(false);
            if (result.Status == RecordWriteStatus.Written)
            {
                return (after.Content, true);
            }
        }

        // The record would not take it: it stays a change on GitHub, and is read again.
        return (sent, false);
    }

    private async ValueTask<Completion?> RefusalAsync(Reconciliation run, LocalRecord record, CancellationToken cancellationToken)
    {
        var admission = await outbound.MayLeaveAsync(run.Operation.Kind, record.Id, run.Connection.Project, cancellationToken).ConfigureAwait(false);
        return admission.Refusal is { } rule ? run.Drop(rule, "Not sent to GitHub: " + admission.Reason) : null;
    }

    /// <summary>The base to merge against. An object of ours that was found later is measured against what we had sent.</summary>
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

    private static LaneBase BaseOf(Reconciliation run, DecodedRemote remote, ResourceContent agreed) =>
        new(agreed, remote.Item.Kind, remote.Item.UpdatedAt, ContentHash.Of(remote.Item), remote.Facts, run.Operation.Id);

    private static LaneLink Linked(LaneLink link, RemoteItem item)
    {
        var seen = RemoteIdentity.Of(item);
        return link with { Remote = link.Remote?.With(seen) ?? seen };
    }

    /// <summary>The same for every try, so that a crash between the application's write and ours makes no second record.</summary>
    private static Guid CreationKeyOf(Reconciliation run)
    {
        var name = run.Link.Remote is { CommentId: { } comment } ? LaneName.OfGitHubComment(comment) : LaneName.OfIssue(run.Link.Remote!.RepositoryId, run.Link.Remote.Number);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes("gitsync:creation:" + name.Value), hash);

        // RFC 9562 version 8: a custom, name-based id.
        hash[6] = (byte)(0x80 | (hash[6] & 0x0F));
        hash[8] = (byte)(0x80 | (hash[8] & 0x3F));
        return new Guid(hash[..16], bigEndian: true);
    }

    private static string Told(MergeResult merge) => merge.Conflicts.Count == 0
        ? "."
        : $"; both had changed {string.Join(", ", merge.Conflicts.Select(Say))}.";

    private static string Say(FieldConflict conflict) => conflict.Winner switch
    {
        SyncSide.App => $"{conflict.Field} (the record's value stays)",
        SyncSide.GitHub => $"{conflict.Field} (GitHub's value stays)",
        null => $"{conflict.Field} (waits for a decision)",
        _ => throw new InvalidOperationException($"Unknown side {conflict.Winner}."),
    };

    /// <summary>GitHub drops labels, assignees and milestones silently without push access: the answer is compared with what was sent.</summary>
    private static string Ignored(ResourceContent sent, ResourceContent taken)
    {
        if (sent is not TaskContent wanted || taken is not TaskContent got)
        {
            return "";
        }

        string[] ignored =
        [
            .. wanted.Labels.Equals(got.Labels) ? Array.Empty<string>() : ["labels"],
            .. wanted.Assignees.Equals(got.Assignees) ? Array.Empty<string>() : ["assignees"],
            .. wanted.Milestone == got.Milestone ? Array.Empty<string>() : ["milestone"],
        ];
        return ignored.Length == 0 ? "" : $" GitHub did not take over: {string.Join(", ", ignored)} (does the App have write access?).";
    }
}
