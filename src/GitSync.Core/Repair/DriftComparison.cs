using System.Globalization;
using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>Compares one resource's two sides as the reconciler would, and writes nothing. Thread-safe.</summary>
internal sealed class DriftComparison(
    TaskResource tasks,
    CommentResource comments,
    InboundOperations operations,
    IInboundFilter filter,
    IOutboundPolicy outbound,
    IUserDirectory users,
    ClockOffset clock,
    IOptions<GitSyncOptions> options)
{
    private const string Assignees = "assignees";

    private readonly MergePolicy _policy = options.Value.Merge;

    /// <summary>How one object of GitHub's stands.</summary>
    /// <param name="connection">Its repository's connection.</param>
    /// <param name="item">What GitHub shows.</param>
    /// <param name="view">Its lane, or null.</param>
    /// <param name="parent">For a comment: its issue's lane, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The difference, or null; and whether something explains what differs.</returns>
    public async ValueTask<(DriftItem? Item, bool IsExplained)> CompareAsync(
        Connection connection, RemoteItem item, LaneView? view, LaneView? parent, CancellationToken cancellationToken)
    {
        if (IsExplained(view?.Lane) || view is { Link.Withdrawal: not WithdrawalStage.None } || parent?.Lane.Tombstone is not null)
        {
            return (null, true);
        }

        if (view?.Lane.Local is not { } local)
        {
            var incoming = IncomingOf(connection, item);
            var admission = await filter.AdmitAsync(incoming.Operation, cancellationToken).ConfigureAwait(false);
            var repair = incoming.Address.Marker is null
                ? "Makes a record here."
                : "Links it with the record that it was made from while that waits for it; else makes a record here.";
            return admission.Refusal is not null ? (null, true) : (Of(DriftKind.OnlyOnGitHub, item, view, repair), false);
        }

        var resource = ResourceOf(view.Lane.Kind);
        if (await resource.FindAsync(local.RecordId, cancellationToken).ConfigureAwait(false) is not { } record)
        {
            return (Of(
                DriftKind.RecordMissing,
                item,
                view,
                "Nothing: announce the record's deletion, which is then carried over by policy.") with { CanRepair = false }, false);
        }

        var agreed = view.Link.Base;
        if (agreed is not null && agreed.RemoteKind == item.Kind && item.UpdatedAt < agreed.UpdatedAt)
        {
            // A replica that lags behind: both sides had agreed on a later state.
            return (null, true);
        }

        var remote = await resource.DecodeAsync(item, view.Link, cancellationToken).ConfigureAwait(false);
        var (fields, isExplained) = await FieldsAsync(resource, view.Link, record, remote, cancellationToken).ConfigureAwait(false);
        return fields.Count == 0
            ? (null, isExplained)
            : (Of(DriftKind.Differs, item, view, await RepairOfAsync(connection, view.Lane.Kind, record.Id, fields, cancellationToken).ConfigureAwait(false)) with
            {
                Fields = fields,
                CanRepair = fields.Any(field => field.Remedy != DriftRemedy.Decide),
            }, false);
    }

    /// <summary>The operation that brings in what is only on GitHub.</summary>
    public EnqueueItem IncomingOf(Connection connection, RemoteItem item)
    {
        var origin = new InboundOrigin(connection.RepositoryId, connection.InstallationId) { Priority = SyncPriority.Reconcile };
        return item switch
        {
            RemoteIssue issue => operations.Task(origin, issue.Number, issue, issue.Kind, SyncAction.Edited),
            RemoteComment comment => operations.Comment(
                origin, comment.CommentId, comment, operations.AddressOf(origin.RepositoryId, comment.IssueNumber, null), SyncAction.Edited),
            _ => throw new ArgumentOutOfRangeException(nameof(item), "Unknown remote item."),
        };
    }

    /// <summary>Whether an operation that waits or runs, or a deletion, explains any difference.</summary>
    public static bool IsExplained(LaneState? lane) => lane is not null
        && ((lane.QueuedInbound ?? lane.QueuedOutbound ?? lane.Running) is not null || lane.Tombstone is not null || lane.ParentTombstone is not null);

    public IResource ResourceOf(ResourceKind kind) => kind switch
    {
        ResourceKind.Task => tasks,
        ResourceKind.Comment => comments,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown resource kind."),
    };

    private static DriftItem Of(DriftKind kind, RemoteItem item, LaneView? view, string repair) => new()
    {
        Kind = kind,
        Resource = item is RemoteIssue ? ResourceKind.Task : ResourceKind.Comment,
        Local = view?.Lane.Local,
        Remote = NameOf(item),
        GitHub = item,
        Url = item.Url ?? view?.Link.Remote?.Url,
        Repair = repair,
        LastOutcome = view?.Lane.LastOutcome?.Explanation,
    };

    /// <summary>The lane's name of an object of GitHub's.</summary>
    public static LaneName NameOf(RemoteItem item) => item switch
    {
        RemoteIssue issue => LaneName.OfIssue(issue.RepositoryId, issue.Number),
        RemoteComment comment => LaneName.OfGitHubComment(comment.CommentId),
        _ => throw new ArgumentOutOfRangeException(nameof(item), "Unknown remote item."),
    };

    /// <summary>The fields that a merge would change; none, and explained, when all that differ wait for a person already.</summary>
    private async ValueTask<(List<DriftField> Fields, bool IsExplained)> FieldsAsync(
        IResource resource, LaneLink link, LocalRecord record, DecodedRemote remote, CancellationToken cancellationToken)
    {
        var agreed = link.Base?.Content;
        if (agreed is not null && link.Unsettled?.Sent is { } sent)
        {
            // A write whose answer was lost: what arrived of it was ours.
            agreed = ThreeWayMerge.TakeArrived(agreed, sent, remote.Content);
        }

        agreed = agreed is null ? null : await resource.AsReadBackAsync(agreed, remote, link, keepsUnknown: false, cancellationToken).ConfigureAwait(false);
        var here = await resource.AsReadBackAsync(record.Content, remote, link, keepsUnknown: true, cancellationToken).ConfigureAwait(false);
        var appIsNewer = GitHubTime.From(record.ModifiedAt + clock.Current) > remote.Item.UpdatedAt;
        var merge = ThreeWayMerge.Merge(agreed, here, remote.Content, _policy, appIsNewer);
        List<DriftField> fields = [];
        foreach (var field in ContentFields.Of(record.Content))
        {
            var conflict = merge.Conflicts.FirstOrDefault(each => each.Field == field.Name);
            var writesHere = field.Differs(merge.App, record.Content);
            var writesGitHub = field.Differs(merge.GitHub, remote.Content)
                && (field.Name != Assignees || await CanAssignAsync((TaskContent)merge.GitHub, (TaskContent)remote.Content, cancellationToken).ConfigureAwait(false));
            if (writesHere || writesGitHub || conflict is { Winner: null })
            {
                fields.Add(new DriftField(
                    field.Name, field.TextOf(record.Content), field.TextOf(remote.Content), field.TextOf(agreed), (writesHere, writesGitHub) switch
                    {
                        (true, true) => DriftRemedy.WriteBoth,
                        (true, false) => DriftRemedy.WriteHere,
                        (false, true) => DriftRemedy.WriteGitHub,
                        (false, false) => DriftRemedy.Decide,
                    },
                    conflict is not null));
            }
        }

        fields.AddRange(FactsOf(link.Base, remote));
        var waits = fields.Count > 0 && fields.All(field => field.Remedy == DriftRemedy.Decide
            && link.Undecided?.Any(known => known.Field == field.Field && known.LosingValue == field.Here && known.WinningValue == field.OnGitHub) == true);
        return waits ? ([], true) : (fields, false);
    }

    /// <summary>Read-only facts that the record was told otherwise. The two forms of a pull request know different ones, and are not compared.</summary>
    private static IEnumerable<DriftField> FactsOf(LaneBase? agreed, DecodedRemote remote)
    {
        if (agreed is null || agreed.RemoteKind != remote.Item.Kind)
        {
            return [];
        }

        (string Name, object? Told, object? Now)[] facts =
        [
            ("isDraft", agreed.Facts.IsDraft, remote.Facts.IsDraft),
            ("isMerged", agreed.Facts.IsMerged, remote.Facts.IsMerged),
            ("isLocked", agreed.Facts.IsLocked, remote.Facts.IsLocked),
            ("author", agreed.Facts.Author, remote.Facts.Author),
        ];
        return facts.Where(fact => !Equals(fact.Told, fact.Now))
            .Select(fact => new DriftField(fact.Name, TextOf(fact.Told), TextOf(fact.Now), TextOf(fact.Told), DriftRemedy.WriteHere, IsConflict: false));
    }

    private static string? TextOf(object? fact) => fact is bool flag ? (flag ? "true" : "false") : Convert.ToString(fact, CultureInfo.InvariantCulture);

    /// <summary>A user without a GitHub account stays assigned here only, which is no difference.</summary>
    private async ValueTask<bool> CanAssignAsync(TaskContent wanted, TaskContent there, CancellationToken cancellationToken)
    {
        if (there.Assignees.Except(wanted.Assignees).Count > 0)
        {
            return true;
        }

        foreach (var user in wanted.Assignees.Except(there.Assignees))
        {
            if (await users.FindLoginAsync(user, cancellationToken).ConfigureAwait(false) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<string> RepairOfAsync(
        Connection connection, ResourceKind kind, string recordId, IReadOnlyList<DriftField> fields, CancellationToken cancellationToken)
    {
        string[] here = [.. fields.Where(field => field.Remedy is DriftRemedy.WriteHere or DriftRemedy.WriteBoth).Select(field => field.Field)];
        string[] there = [.. fields.Where(field => field.Remedy is DriftRemedy.WriteGitHub or DriftRemedy.WriteBoth).Select(field => field.Field)];
        string[] left = [.. fields.Where(field => field.Remedy == DriftRemedy.Decide).Select(field => field.Field)];
        var held = there.Length == 0
            ? default
            : await outbound.MayLeaveAsync(kind, recordId, connection.Project, cancellationToken).ConfigureAwait(false);
        string[] parts =
        [
            .. here.Length > 0 ? [$"Writes the record ({string.Join(", ", here)})."] : Array.Empty<string>(),
            .. there.Length > 0 && held.Refusal is null ? [$"Writes GitHub ({string.Join(", ", there)})."] : Array.Empty<string>(),
            .. held.Refusal is null ? Array.Empty<string>() : [$"Does not write GitHub ({string.Join(", ", there)}): {held.Reason}"],
            .. left.Length > 0 ? [$"A person has to decide: {string.Join(", ", left)}."] : Array.Empty<string>(),
        ];
        return string.Join(" ", parts);
    }
}
