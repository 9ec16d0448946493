namespace GitSync;

/// <summary>
/// The conflict rules: pure functions over values. They never wait, read no clock and allocate nothing; stores ask them inside
/// their transaction, under the lane's lock.
/// </summary>
public static class ConflictRules
{
    /// <summary>Decides what becomes of an arriving operation. The first rule that fires decides; thread-safe.</summary>
    /// <param name="arrival">The operation.</param>
    /// <param name="lane">Its lane as it is now.</param>
    /// <param name="policy">How a newer record is treated.</param>
    public static RuleDecision Decide(in Arrival arrival, LaneState lane, RecordConflictPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(lane);
        if (arrival.Admission.Refusal is { } refusal)
        {
            return new RuleDecision(refusal, OperationState.Disabled);
        }

        if (arrival.EndsResource)
        {
            return DecideDeletion(arrival, lane);
        }

        if ((lane.Tombstone?.OperationId ?? lane.ParentTombstone) is { } deleting)
        {
            return new RuleDecision(SyncRule.Gone, OperationState.Dropped, deleting, Here: arrival.GitHubUpdatedAt?.ToDateTimeOffset());
        }

        return arrival.Direction == SyncDirection.Inbound
            ? DecideInbound(arrival, lane, policy)
            : Enter(arrival, lane, policy, SyncRule.Accepted, fetch: true);
    }

    /// <summary>
    /// Asks again before processing, with what is known by then. Returns null to go ahead.
    /// </summary>
    /// <param name="operation">The claimed operation.</param>
    /// <param name="lane">Its lane.</param>
    /// <param name="agreed">The lane's base, or null.</param>
    /// <param name="recordModifiedAt">When the application's record was modified, or null when there is none.</param>
    /// <param name="policy">How a newer record is treated.</param>
    public static RuleDecision? DecideAtStart(
        SyncOperation operation, LaneState lane, LaneBase? agreed, DateTimeOffset? recordModifiedAt, RecordConflictPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(lane);
        if (operation.EndsResource)
        {
            return null;
        }

        if ((lane.Tombstone?.OperationId ?? lane.ParentTombstone) is { } deleting)
        {
            return new RuleDecision(SyncRule.Gone, OperationState.Dropped, deleting);
        }

        if (operation.Direction != SyncDirection.Inbound || operation.GitHubUpdatedAt is not { } time)
        {
            return null;
        }

        // The base was read at its updated_at, so it holds everything up to the second before. Kinds are never compared.
        if (agreed is not null && agreed.RemoteKind == operation.RemoteKind && time < agreed.UpdatedAt)
        {
            return new RuleDecision(
                SyncRule.Outdated,
                OperationState.Dropped,
                agreed.OperationId,
                Here: time.ToDateTimeOffset(),
                There: agreed.UpdatedAt.ToDateTimeOffset());
        }

        if (policy == RecordConflictPolicy.WholeRecord && lane.RecordWatermark is { } record && recordModifiedAt is { } modified
            && GitHubTime.From(modified) > time && GitHubTime.From(record.ModifiedAt) > time)
        {
            return new RuleDecision(SyncRule.RecordNewer, OperationState.Dropped, record.OperationId, Here: time.ToDateTimeOffset(), There: modified);
        }

        return null;
    }

    /// <summary>Rule 2, second half: a deletion always goes through and cancels all that is queued, whatever its time.</summary>
    private static RuleDecision DecideDeletion(in Arrival arrival, LaneState lane)
    {
        if (lane.Tombstone is { } tombstone)
        {
            return new RuleDecision(SyncRule.AlreadyGone, OperationState.Duplicate, tombstone.OperationId);
        }

        var cancels = lane.QueuedInbound is not null || lane.QueuedOutbound is not null;
        return new RuleDecision(
            cancels ? SyncRule.Supersedes : SyncRule.Accepted,
            OperationState.Queued,
            Fetch: true,
            CancelInbound: lane.QueuedInbound?.Id,
            CancelOutbound: lane.QueuedOutbound?.Id,
            Here: arrival.GitHubUpdatedAt?.ToDateTimeOffset());
    }

    /// <summary>Rules 3 to 5: what an inbound operation is compared with.</summary>
    private static RuleDecision DecideInbound(in Arrival arrival, LaneState lane, RecordConflictPolicy policy)
    {
        if (arrival.GitHubUpdatedAt is not { } time)
        {
            // A refresh knows no time; an inbound operation that still waits can do its reading.
            return lane.QueuedInbound is { } queued
                ? new RuleDecision(SyncRule.RefreshCovered, OperationState.Duplicate, queued.Id, FlagFetchOn: queued.Id)
                : Enter(arrival, lane, policy, SyncRule.Accepted, fetch: true);
        }

        var watermark = lane.WatermarkOf(arrival.RemoteKind);
        if (watermark is { } newest && newest.UpdatedAt > time)
        {
            return new RuleDecision(
                SyncRule.Outdated, OperationState.Dropped, newest.OperationId, Here: time.ToDateTimeOffset(), There: newest.UpdatedAt.ToDateTimeOffset());
        }

        if (watermark is { } same && same.UpdatedAt == time && arrival.Hash is not null && same.Hash == arrival.Hash)
        {
            return new RuleDecision(SyncRule.SameMomentSameContent, OperationState.Duplicate, same.OperationId, Here: time.ToDateTimeOffset());
        }

        // What cannot be ordered against a waiting operation never replaces it: that one reads GitHub and covers both.
        if (lane.QueuedInbound is { GitHubUpdatedAt: { } waitsFrom } waiting && (waiting.RemoteKind != arrival.RemoteKind || waitsFrom == time))
        {
            var rule = waiting.RemoteKind != arrival.RemoteKind ? SyncRule.OtherFormCovered : SyncRule.SameMomentCovered;
            return new RuleDecision(rule, OperationState.Duplicate, waiting.Id, FlagFetchOn: waiting.Id, Here: time.ToDateTimeOffset());
        }

        if (watermark is { } started && started.UpdatedAt == time)
        {
            // Started or done: GitHub's whole seconds cannot order the two, so GitHub is asked.
            return Enter(arrival, lane, policy, SyncRule.SameMomentFetch, fetch: true) with
            {
                Related = started.OperationId,
                Here = time.ToDateTimeOffset(),
            };
        }

        // A watermark of the other kind cannot be compared with: read GitHub (issue and pull request clocks differ).
        var fetch = arrival.Hash is null || (lane.WatermarkOf(OtherKind(arrival.RemoteKind)) is not null && arrival.RemoteKind != RemoteKind.Comment);
        if (lane.RecordWatermark is { } record && GitHubTime.From(record.ModifiedAt) > time)
        {
            if (policy == RecordConflictPolicy.WholeRecord)
            {
                return new RuleDecision(
                    SyncRule.RecordNewer, OperationState.Dropped, record.OperationId, Here: time.ToDateTimeOffset(), There: record.ModifiedAt);
            }

            return Enter(arrival, lane, policy, SyncRule.RecordNewerMerge, fetch: true) with
            {
                Related = record.OperationId,
                Here = time.ToDateTimeOffset(),
                There = record.ModifiedAt,
            };
        }

        return Enter(arrival, lane, policy, SyncRule.Accepted, fetch);
    }

    private static RemoteKind OtherKind(RemoteKind kind) => kind == RemoteKind.PullRequest ? RemoteKind.Issue : RemoteKind.PullRequest;

    /// <summary>Rules 6 and 7: it is queued, and covers what is queued of the same direction (WholeRecord: of either).</summary>
    private static RuleDecision Enter(in Arrival arrival, LaneState lane, RecordConflictPolicy policy, SyncRule rule, bool fetch)
    {
        var either = policy == RecordConflictPolicy.WholeRecord;
        var inbound = arrival.Direction == SyncDirection.Inbound || either ? lane.QueuedInbound : null;
        var outbound = arrival.Direction == SyncDirection.Outbound || either ? lane.QueuedOutbound : null;
        if (rule == SyncRule.Accepted && (inbound ?? outbound) is not null)
        {
            rule = SyncRule.Supersedes;
        }

        return new RuleDecision(
            rule, OperationState.Queued, Fetch: fetch, CancelInbound: inbound?.Id, CancelOutbound: outbound?.Id);
    }
}
