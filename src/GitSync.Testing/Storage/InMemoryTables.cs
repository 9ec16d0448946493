namespace GitSync.Testing;

/// <summary>The dictionaries and the moves between them. Not thread-safe: the store's one lock is around every call.</summary>
internal sealed class InMemoryTables
{
    private readonly SortedSet<ReadyKey> _ready = [];
    private readonly Dictionary<long, HashSet<InMemoryLane>> _children = [];
    private readonly long[] _counts = new long[OperationStates.All.Count];
    private long _lastLaneId;

    public Dictionary<long, InMemoryLane> Lanes { get; } = [];

    public Dictionary<LaneName, long> ByLocal { get; } = [];

    public Dictionary<LaneName, long> ByRemote { get; } = [];

    /// <summary>Where each operation that is in the queue or runs has its lane.</summary>
    public SortedDictionary<Guid, long> Live { get; } = [];

    public SortedDictionary<Guid, SyncOperation> History { get; } = [];

    public Dictionary<Guid, WebhookDelivery> Deliveries { get; } = [];

    public Dictionary<Guid, AuditEntry> Audit { get; } = [];

    public Dictionary<string, Connection> Connections { get; } = [];

    /// <summary>When each worker's lease runs out.</summary>
    public SortedDictionary<string, DateTimeOffset> Workers { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, byte[]> Secrets { get; } = [];

    public SortedDictionary<string, byte[]> Shared { get; } = new(StringComparer.Ordinal);

    public IReadOnlyCollection<ReadyKey> Ready => _ready;

    public IReadOnlyDictionary<OperationState, long> Counts =>
        OperationStates.All.ToDictionary(state => state, state => _counts[(int)state]);

    public long NextLaneId() => ++_lastLaneId;

    public Connection? ConnectionOf(long repositoryId) => Connections.Values.FirstOrDefault(connection => connection.RepositoryId == repositoryId);

    public InMemoryLane? Find(LaneName? name, Dictionary<LaneName, long> by) =>
        name is { } known && by.TryGetValue(known, out var id) ? Lanes[id] : null;

    /// <summary>The lane that waits for an object with this marker. Only in the repository that it creates in: whoever can read a body can copy it elsewhere.</summary>
    public InMemoryLane? FindUnlinkedByMarker(string? marker, ResourceKind kind, long repositoryId) => marker is null
        ? null
        : Lanes.Values.Where(lane => lane.State.Marker == marker && lane.State.Remote is null && lane.State.Kind == kind && lane.State.RepositoryId == repositoryId)
            .MinBy(lane => lane.State.Id);

    /// <summary>The lane as the rules see it: with what is queued, what runs and what its parent says right now.</summary>
    public LaneState StateOf(InMemoryLane lane)
    {
        var state = lane.State with
        {
            QueuedInbound = Pending(lane.Queued.Find(operation => operation.Direction == SyncDirection.Inbound)),
            QueuedOutbound = Pending(lane.Queued.Find(operation => operation.Direction == SyncDirection.Outbound)),
            Running = Pending(lane.Running),
        };
        return state.ParentId is { } parent && Lanes.TryGetValue(parent, out var found) ? LaneNaming.WithParent(state, found.State) : state;
    }

    /// <summary>Writes the lane's state, keeps its names, its row among the runnable lanes and its waiting children right.</summary>
    public void Save(InMemoryLane lane, LaneState state)
    {
        var before = lane.State;
        Rename(ByLocal, before.Local, state.Local, state.Id);
        Rename(ByRemote, before.Remote, state.Remote, state.Id);
        lane.State = state;
        Adopt(lane, before.ParentId);
        Refresh(lane);
        if (LaneNaming.ChildrenSee(before, state))
        {
            RefreshChildren(state.Id);
        }
    }

    public InMemoryLane Add(LaneState state)
    {
        var lane = new InMemoryLane(state);
        Lanes.Add(state.Id, lane);
        Rename(ByLocal, null, state.Local, state.Id);
        Rename(ByRemote, null, state.Remote, state.Id);
        Adopt(lane, null);
        return lane;
    }

    /// <summary>Takes a lane out whose queued operations have been moved or ended; its history stays, its children follow.</summary>
    public void Remove(InMemoryLane lane, long heir)
    {
        Rename(ByLocal, lane.State.Local, null, lane.State.Id);
        Rename(ByRemote, lane.State.Remote, null, lane.State.Id);
        lane.Queued.Clear();
        Refresh(lane);
        foreach (var child in ChildrenOf(lane.State.Id))
        {
            child.State = child.State with { ParentId = heir };
            Adopt(child, lane.State.Id);
        }

        Lanes.Remove(lane.State.Id);
        if (lane.State.ParentId is { } parent)
        {
            _children[parent].Remove(lane);
        }
    }

    public void Enqueue(InMemoryLane lane, SyncOperation operation)
    {
        lane.Queued.Add(operation);
        Live[operation.Id] = lane.State.Id;
        Count(operation.State, 1);
    }

    public SyncOperation Dequeue(InMemoryLane lane, Guid id)
    {
        var operation = lane.Queued.Find(queued => queued.Id == id)
            ?? throw new InvalidOperationException($"Operation {id} is not queued in lane {lane.State.Id}.");
        lane.Queued.Remove(operation);
        Live.Remove(id);
        Count(operation.State, -1);
        return operation;
    }

    public void Archive(SyncOperation operation)
    {
        History.Add(operation.Id, operation);
        Count(operation.State, 1);
    }

    public void Cancel(InMemoryLane lane, Guid id, Guid by, DateTimeOffset now) =>
        Archive(LaneTransitions.Cancel(Dequeue(lane, id), by, now));

    public void Count(OperationState state, int by) => _counts[(int)state] += by;

    public void RefreshChildren(long parent)
    {
        foreach (var child in ChildrenOf(parent))
        {
            Refresh(child);
        }
    }

    private InMemoryLane[] ChildrenOf(long parent) => _children.TryGetValue(parent, out var children) ? [.. children] : [];

    private void Adopt(InMemoryLane lane, long? before)
    {
        if (lane.State.ParentId is { } parent && parent != before)
        {
            if (!_children.TryGetValue(parent, out var children))
            {
                _children[parent] = children = [];
            }

            children.Add(lane);
        }
    }

    /// <summary>Databases keep microseconds; cutting to them here keeps every store's times alike.</summary>
    public static DateTimeOffset Cut(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>A lane has a row among the runnable ones exactly while it is idle, has a head and waits for no parent.</summary>
    private void Refresh(InMemoryLane lane)
    {
        if (lane.Ready is { } old)
        {
            _ready.Remove(old);
            lane.Ready = null;
        }

        if (lane.Running is null && lane.Head is { } head && !StateOf(lane).WaitsForParent)
        {
            var due = head.DueAt > head.WaitingSince ? head.DueAt.Value : head.WaitingSince;
            
            // What waits most urgently in the lane lends it its priority.
            lane.Ready = new ReadyKey(lane.Queued.Min(operation => operation.Priority), Cut(due), lane.State.Id);
            _ready.Add(lane.Ready.Value);
        }
    }

    private static PendingOperation? Pending(SyncOperation? operation) => operation is null ? null : PendingOperation.Of(operation);

    private static void Rename(Dictionary<LaneName, long> by, LaneName? before, LaneName? after, long id)
    {
        if (before == after)
        {
            return;
        }

        if (before is { } old)
        {
            by.Remove(old);
        }

        if (after is { } name)
        {
            by.Add(name, id);
        }
    }
}
