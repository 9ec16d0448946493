namespace GitSync;

/// <summary>One operation on its way into the queue.</summary>
public sealed record EnqueueItem
{
    /// <summary>The operation.</summary>
    public required SyncOperation Operation { get; init; }

    /// <summary>How it finds its lane; the lane is made when there is none.</summary>
    public required LaneAddress Address { get; init; }

    /// <summary>What routing and outbound policy said; connections are checked by the store in the same transaction.</summary>
    public Admission Admission { get; init; }

    /// <summary>
    /// True for the parent that a comment brings along: skipped when the lane has both its sides, or is gone. While the lane is only
    /// getting them, an inbound parent enters under the rules: what is under way may fail, and the comment must not wait for it in vain.
    /// </summary>
    public bool OnlyIfUnlinked { get; init; }

    /// <summary>
    /// True for what was found by looking through a repository: skipped when the lane knows of that state or of a later one, or is gone, so that
    /// looking again leaves no trace.
    /// </summary>
    public bool OnlyIfNews { get; init; }

    /// <summary>Whether the item has nothing to bring to the lane it found.</summary>
    public bool IsNeedlessFor(LaneState lane)
    {
        ArgumentNullException.ThrowIfNull(lane);
        if (OnlyIfNews && (lane.Tombstone is not null || lane.ParentTombstone is not null || Knows(lane)))
        {
            return true;
        }

        return OnlyIfUnlinked && (lane.IsLinked || lane.Tombstone is not null
            || (Operation.Direction == SyncDirection.Outbound && (lane.QueuedOutbound ?? lane.Running) is not null));
    }

    private bool Knows(LaneState lane) => Operation.GitHubUpdatedAt is { } time && lane.WatermarkOf(Operation.RemoteKind) is { } newest
        && (newest.UpdatedAt > time || (newest.UpdatedAt == time && newest.Hash is not null && newest.Hash == Operation.ContentHash));

    /// <summary>Whether the lane is checked against the stored connection of the operation's repository. False only in benchmarks and tests.</summary>
    public bool RequireConnection { get; init; } = true;
}

/// <summary>All that enters in one transaction: a delivery, the connections it changes, and its operations; or an application's operations.</summary>
public sealed record EnqueueBatch
{
    /// <summary>The webhook delivery, or null. A known GUID makes the whole batch a no-op.</summary>
    public WebhookDelivery? Delivery { get; init; }

    /// <summary>Changes of installations and repositories that the delivery reports.</summary>
    public IReadOnlyList<ConnectionChange> Connections { get; init; } = [];

    /// <summary>The operations, in order.</summary>
    public IReadOnlyList<EnqueueItem> Items { get; init; } = [];

    /// <summary>The operations' ids, in order: what a store writes as <see cref="WebhookDelivery.Operations"/>.</summary>
    public IReadOnlyList<Guid> OperationIds => [.. Items.Select(item => item.Operation.Id)];
}

/// <summary>What became of one item.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="LaneId">Its lane.</param>
/// <param name="State">The state it entered; null when it was skipped (<see cref="EnqueueItem.OnlyIfUnlinked"/>).</param>
/// <param name="Explanation">The rule's sentence.</param>
public readonly record struct EnqueueOutcome(Guid OperationId, long LaneId, OperationState? State, string? Explanation)
{
    /// <summary>How many queued operations it took the place of; 0 also when it had entered before.</summary>
    public int Covered { get; init; }
}

/// <summary>What became of a batch.</summary>
/// <param name="DeliveryWasKnown">The delivery's GUID had been seen: nothing was changed.</param>
/// <param name="Outcomes">One per item, in order; empty when the delivery was known.</param>
public sealed record EnqueueReceipt(bool DeliveryWasKnown, IReadOnlyList<EnqueueOutcome> Outcomes);
