namespace GitSync;

/// <summary>What a store has to write when one lane takes another one in.</summary>
/// <param name="Lane">The lane that stays.</param>
/// <param name="Move">Queued operations of the other lane that go on in this one.</param>
/// <param name="Cancel">Queued operations of either lane that end, each with the operation that covers it.</param>
public sealed record Absorption(LaneState Lane, IReadOnlyList<Guid> Move, IReadOnlyList<(Guid Id, Guid By)> Cancel);

/// <summary>
/// Two lanes turn out to be one resource: an answer to our POST and the webhook about it raced, or the application reported a record
/// that a worker was just linking. Pure; shared by every store.
/// </summary>
public static class LaneAbsorption
{
    /// <summary>
    /// What stands in the way of taking the other lanes in: one that has a record, or an object, of its own has its name for good; one that runs has it for
    /// the moment.
    /// </summary>
    /// <param name="byRemote">The lane that has the remote name, or null.</param>
    /// <param name="byLocal">The lane that has the local name, or null.</param>
    /// <returns><see cref="CommitOutcome.NameTaken"/>, <see cref="CommitOutcome.NameInUse"/>, or null when nothing does.</returns>
    public static CommitOutcome? Obstacle(LaneState? byRemote, LaneState? byLocal) => (byRemote, byLocal) switch
    {
        ({ Local: not null }, _) or (_, { Remote: not null }) => CommitOutcome.NameTaken,
        ({ Running: not null }, _) or (_, { Running: not null }) => CommitOutcome.NameInUse,
        _ => null,
    };

    /// <summary>Takes the other lane in: of each direction the newest queued operation stays; a deletion covers everything.</summary>
    /// <param name="lane">The lane that stays.</param>
    /// <param name="queued">Its queued operations.</param>
    /// <param name="other">The lane that goes.</param>
    /// <param name="otherQueued">Its queued operations.</param>
    public static Absorption Absorb(
        LaneState lane, IReadOnlyList<SyncOperation> queued, LaneState other, IReadOnlyList<SyncOperation> otherQueued)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(other);
        SyncOperation[] all = [.. queued.Concat(otherQueued).OrderBy(operation => operation.OrderedAt).ThenBy(operation => operation.Id)];
        var tombstone = lane.Tombstone ?? (IsOver(other, otherQueued) ? null : other.Tombstone);
        var cancel = new List<(Guid Id, Guid By)>();
        var staying = new List<SyncOperation>();
        foreach (var operation in all)
        {
            // A queued deletion is its lane's tombstone, so the tombstone covers all but itself.
            var cover = tombstone?.OperationId ?? Array.FindLast(all, later => later.Direction == operation.Direction)!.Id;
            if (cover == operation.Id)
            {
                staying.Add(operation);
            }
            else
            {
                cancel.Add((operation.Id, cover));
            }
        }

        var parent = lane.ParentId is null ? other : lane;
        return new Absorption(
            lane with
            {
                Tombstone = tombstone,
                ParentId = parent.ParentId,
                ParentIsLinked = parent.ParentIsLinked,
                ParentTombstone = parent.ParentTombstone,
                Watermark = Newer(lane.Watermark, other.Watermark),
                PullRequestWatermark = Newer(lane.PullRequestWatermark, other.PullRequestWatermark),
                RecordWatermark = other.RecordWatermark?.ModifiedAt > (lane.RecordWatermark?.ModifiedAt ?? DateTimeOffset.MinValue)
                    ? other.RecordWatermark
                    : lane.RecordWatermark,
                LastOutcome = other.LastOutcome is { State: OperationState.Disabled } refused && !(lane.LastOutcome?.At > refused.At) ? refused : lane.LastOutcome,
                QueuedInbound = PendingOf(staying, SyncDirection.Inbound),
                QueuedOutbound = PendingOf(staying, SyncDirection.Outbound),
            },
            [.. staying.Select(operation => operation.Id).Where(id => otherQueued.Any(operation => operation.Id == id))],
            cancel);
    }

    /// <summary>
    /// Whether the other lane's record was deleted here and that is over. Whoever makes the record from GitHub's object, not knowing of it, has made it anew.
    /// </summary>
    private static bool IsOver(LaneState other, IReadOnlyList<SyncOperation> otherQueued) =>
        other.Tombstone is { Side: SyncSide.App } gone && otherQueued.All(operation => operation.Id != gone.OperationId);

    private static Watermark? Newer(Watermark? mine, Watermark? theirs) =>
        theirs is { } other && !(mine is { } own && own.UpdatedAt >= other.UpdatedAt) ? other : mine;

    private static PendingOperation? PendingOf(List<SyncOperation> staying, SyncDirection direction) =>
        staying.Find(operation => operation.Direction == direction) is { } operation ? PendingOperation.Of(operation) : null;
}
