using System.Text.Json;

namespace GitSync.Storage.Postgres;

/// <summary>Starts the heads of lanes that were just locked, one operation per lane.</summary>
internal sealed class LaneClaims(PostgresSession session, RecordConflictPolicy policy, StoreLog log)
{
    private readonly WorkingSet _set = new();
    private readonly List<ClaimedLane> _claimed = [];

    /// <summary>The lanes that were handed out.</summary>
    public IReadOnlyList<ClaimedLane> Claimed => _claimed;

    public async Task<IReadOnlyList<ClaimedOperation>> ClaimAsync(
        List<RunnableLane> runnable, string worker, CancellationToken cancellationToken)
    {
        await ReadAsync(runnable, cancellationToken).ConfigureAwait(false);
        var claimed = new List<ClaimedOperation>(runnable.Count);
        foreach (var lane in runnable.OrderBy(lane => (lane.Priority, lane.DueAt, lane.Id)))
        {
            if (_set.Find(lane.Id) is { } entry && await ClaimAsync(entry, worker, cancellationToken).ConfigureAwait(false) is { } claim)
            {
                claimed.Add(claim);
            }
        }

        await ChangeWriter.WriteLastAsync(_set, session, null, cancellationToken).ConfigureAwait(false);
        return claimed;
    }

    private async Task ReadAsync(List<RunnableLane> runnable, CancellationToken cancellationToken)
    {
        var batch = session.Batch();
        await using (batch.ConfigureAwait(false))
        {
            batch.Add("SELECT 1");
            LaneReader.AddReadWhole(
                batch,
                session.Sql,
                session.Sql.Lanes.ByIds,
                [PostgresSession.Numbers(runnable.Select(lane => lane.Id)), PostgresSession.Numbers(runnable.Select(lane => lane.Key))]);
            var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await LaneReader.ReadLanesAsync(_set, rows, true, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <returns>
    /// Null when the lane changed between being found and being locked so that it cannot start now, or when its head was damaged and has
    /// been ended.
    /// </returns>
    private async Task<ClaimedOperation?> ClaimAsync(LaneEntry lane, string worker, CancellationToken cancellationToken)
    {
        if (_set.ReadyOf(lane) is not { } ready || ready.DueAt > session.Now)
        {
            return null;
        }

        var head = lane.Head!;
        var since = ClaimedOperation.SinceOf(head.Operation);
        var started = LaneTransitions.Start(_set.StateOf(lane), head.Operation, session.Now);
        _set.Save(lane, started.Lane);
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
            _claimed.Add(ClaimedLane.Of(lane, lease));
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
        await new LaneEnds(_set, session, policy).EndAsync(lane, LaneRequeue.Faulty(lease, code, message), cancellationToken).ConfigureAwait(false);
        return null;
    }
}
