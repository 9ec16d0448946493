using System.Text.Json;

namespace GitSync.Storage.Postgres;

/// <summary>Starts the heads of lanes that were just locked, one operation per lane.</summary>
internal sealed class LaneClaims(WorkingSet set, PostgresSession session, RecordConflictPolicy policy, StoreLog log)
{
    /// <param name="worker">Who runs them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>In the order in which they were found: by priority, due time and id.</returns>
    public async Task<IReadOnlyList<ClaimedOperation>> ClaimAsync(string worker, CancellationToken cancellationToken)
    {
        var claimed = new List<ClaimedOperation>(set.Lanes.Count);
        foreach (var lane in set.Lanes.OrderBy(lane => (lane.StoredReady?.Priority, lane.StoredReady?.DueAt, lane.Id)).ToArray())
        {
            if (await ClaimAsync(lane, worker, cancellationToken).ConfigureAwait(false) is { } claim)
            {
                claimed.Add(claim);
            }
        }

        await ChangeWriter.WriteLastAsync(set, session, null, cancellationToken).ConfigureAwait(false);
        return claimed;
    }

    /// <returns>
    /// Null when the lane changed between being found and being locked so that it cannot start now, or when its head was damaged and has
    /// been ended.
    /// </returns>
    private async Task<ClaimedOperation?> ClaimAsync(LaneEntry lane, string worker, CancellationToken cancellationToken)
    {
        if (set.ReadyOf(lane) is not { } ready || ready.DueAt > session.Now)
        {
            return null;
        }

        var head = lane.Head!;
        var since = ClaimedOperation.SinceOf(head.Operation);
        var started = LaneTransitions.Start(set.StateOf(lane), head.Operation, session.Now);
        set.Save(lane, started.Lane);
        LaneMoves.Start(lane, head, started with { Operation = LaneNaming.Identify(started.Operation, started.Lane) }, worker);
        var lease = new LaneLease(lane.Id, head.Operation.Id, worker, started.Lane.Fence);
        if (head.Damage is { } damage)
        {
            return await QuarantineAsync(lane, lease, "corrupt_document", "the operation's stored document cannot be read: " + damage, cancellationToken)
                .ConfigureAwait(false);
        }

        try
        {
            var link = StoredDocuments.ReadLink(lane.LinkDocument);
            var parent = lane.State.ParentId is null ? null : StoredDocuments.ReadLink(lane.ParentLinkDocument);
            return new ClaimedOperation(lease, head.Operation, started.Lane, link, parent) { RunnableSince = since };
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or FormatException)
        {
            return await QuarantineAsync(lane, lease, "corrupt_link", "the lane's stored link cannot be read: " + exception.Message, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async Task<ClaimedOperation?> QuarantineAsync(
        LaneEntry lane, LaneLease lease, string code, string message, CancellationToken cancellationToken)
    {
        log.Quarantined(lease.OperationId, lease.LaneId, code);
        await new LaneEnds(set, session, policy).EndAsync(lane, LaneRequeue.Faulty(lease, code, message), cancellationToken).ConfigureAwait(false);
        return null;
    }
}
