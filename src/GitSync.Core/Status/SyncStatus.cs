namespace GitSync;

/// <summary>How a record stands with GitHub, for the people who edit it.</summary>
public enum SyncStatusKind
{
    /// <summary>GitSync knows nothing of it: it was never announced.</summary>
    Unknown,

    /// <summary>Both sides are in step.</summary>
    Synced,

    /// <summary>A change is on its way.</summary>
    Pending,

    /// <summary>A change waits for a time (a limit, a retry) or for the task to be on GitHub.</summary>
    Waiting,

    /// <summary>A field waits for a person's decision.</summary>
    Conflict,

    /// <summary>Sync is off for it, and the reason is said.</summary>
    Filtered,

    /// <summary>The last change failed, and the reason is said.</summary>
    Failed,

    /// <summary>It was in step with an object that is gone or moved.</summary>
    Unlinked,
}

/// <summary>How a record stands with GitHub.</summary>
/// <param name="Kind">The status.</param>
/// <param name="Explanation">One sentence, the same as in the operation.</param>
/// <param name="GitHub">The object on GitHub, or null.</param>
public sealed record SyncStatus(SyncStatusKind Kind, string Explanation, RemoteIdentity? GitHub);

/// <summary>Tells applications how their records stand. Thread-safe.</summary>
public interface ISyncStatusReader
{
    /// <summary>One record.</summary>
    Task<SyncStatus> ReadAsync(ResourceKind kind, string recordId, CancellationToken cancellationToken = default);

    /// <summary>Many records with one read; at most <see cref="OperationQuery.MaximumLimit"/>. Every id is in the answer.</summary>
    Task<IReadOnlyDictionary<string, SyncStatus>> ReadAsync(
        ResourceKind kind, IReadOnlyCollection<string> recordIds, CancellationToken cancellationToken = default);
}

/// <summary>The rules from a lane to a status. Pure.</summary>
public static class SyncStatuses
{
    private static readonly SyncStatus Unknown = new(SyncStatusKind.Unknown, "Not announced to GitSync.", null);

    /// <summary>The status of a lane; null means that there is none.</summary>
    public static SyncStatus Of(LaneView? view)
    {
        if (view is null)
        {
            return Unknown;
        }

        var (kind, explanation) = Judge(view);
        return new SyncStatus(kind, explanation, view.Link.Remote);
    }

    private static (SyncStatusKind Kind, string Explanation) Judge(LaneView view)
    {
        var lane = view.Lane;
        if (lane.Running is not null)
        {
            return (SyncStatusKind.Pending, "Being brought in step.");
        }

        if (lane.QueuedInbound is not null || lane.QueuedOutbound is not null)
        {
            return view.HeadDueAt is { } due
                ? (SyncStatusKind.Waiting, $"Waiting until {RuleExplanation.Time(due)}{(view.HeadError is { } error ? $": {error.Message.TrimEnd('.')}" : "")}.")
                : lane.WaitsForParent
                    ? (SyncStatusKind.Waiting, "Waiting for its task to be on both sides.")
                    : (SyncStatusKind.Pending, "Queued.");
        }

        if (lane.ParentTombstone is not null && lane.Tombstone is null)
        {
            // What is announced from here on is dropped at once, and what was in step before is no more.
            return (SyncStatusKind.Unlinked, "Its task is not in step with an issue any more, so neither are its comments.");
        }

        if (lane.LastOutcome is not { } last)
        {
            return (SyncStatusKind.Unknown, Unknown.Explanation);
        }

        var kind = last switch
        {
            { State: OperationState.Errored } => SyncStatusKind.Failed,
            { State: OperationState.Disabled } => SyncStatusKind.Filtered,
            _ when lane.Tombstone is not null => SyncStatusKind.Unlinked,
            { Rule: SyncRule.Withdrawn } => SyncStatusKind.Filtered,
            { State: not OperationState.Errored } when view.Link.Undecided is { Count: > 0 } => SyncStatusKind.Conflict,
            {
                State: OperationState.Dropped, Rule: SyncRule.OutboundClosed or SyncRule.NotConnected or SyncRule.SyncOff
                    or SyncRule.InstallationSuspended or SyncRule.ForeignInstallation or SyncRule.FilteredOut or SyncRule.Shadowed
            } => SyncStatusKind.Filtered,
            { Rule: SyncRule.CanceledByAdministrator } => SyncStatusKind.Filtered,
            _ => SyncStatusKind.Synced,
        };
        return (kind, last.Rule) switch
        {
            (SyncStatusKind.Conflict, _) =>
                (kind, $"Both sides had changed {string.Join(", ", view.Link.Undecided!.Select(conflict => conflict.Field))}; a person has to decide."),
            (SyncStatusKind.Filtered, SyncRule.CanceledByAdministrator) => (kind, $"{last.Explanation} The next change brings it again."),
            _ => (kind, last.Explanation ?? ""),
        };
    }
}

internal sealed class SyncStatusReader(ISyncReader reader) : ISyncStatusReader
{
    public async Task<SyncStatus> ReadAsync(ResourceKind kind, string recordId, CancellationToken cancellationToken) =>
        (await ReadAsync(kind, [recordId], cancellationToken).ConfigureAwait(false))[recordId];

    public async Task<IReadOnlyDictionary<string, SyncStatus>> ReadAsync(
        ResourceKind kind, IReadOnlyCollection<string> recordIds, CancellationToken cancellationToken)
    {
        var lanes = await reader.FindLanesAsync([.. recordIds.Select(id => LaneName.OfRecord(kind, id))], cancellationToken).ConfigureAwait(false);
        return recordIds.Distinct().ToDictionary(id => id, id => SyncStatuses.Of(lanes.GetValueOrDefault(LaneName.OfRecord(kind, id))));
    }
}
