namespace GitSync.Testing;

/// <summary>One lane with all that belongs to it.</summary>
internal sealed class InMemoryLane(LaneState state)
{
    public LaneState State { get; set; } = state;

    public LaneLink Link { get; set; } = LaneLink.Empty;

    /// <summary>At most one per direction.</summary>
    public List<SyncOperation> Queued { get; } = [];

    public SyncOperation? Running { get; set; }

    public string? Worker { get; set; }

    /// <summary>Its row among the runnable lanes, or null while it has none.</summary>
    public ReadyKey? Ready { get; set; }

    /// <summary>The oldest queued operation by GitHub's time, then id.</summary>
    public SyncOperation? Head =>
        Queued.Count == 0 ? null : Queued.OrderBy(operation => operation.OrderedAt).ThenBy(operation => operation.Id).First();
}

/// <summary>The order in which lanes are claimed.</summary>
internal readonly record struct ReadyKey(SyncPriority Priority, DateTimeOffset DueAt, long LaneId) : IComparable<ReadyKey>
{
    public int CompareTo(ReadyKey other) => (Priority, DueAt, LaneId).CompareTo((other.Priority, other.DueAt, other.LaneId));
}
