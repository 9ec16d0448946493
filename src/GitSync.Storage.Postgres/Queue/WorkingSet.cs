namespace GitSync.Storage.Postgres;

/// <summary>
/// The lanes that one transaction holds, in memory: they are read once, the pure functions of Core move them, and what differs
/// afterwards is written once. Not thread-safe; lives as long as its transaction.
/// </summary>
internal sealed class WorkingSet
{
    private readonly Dictionary<long, LaneEntry> _lanes = [];
    private readonly Dictionary<LaneName, LaneEntry?> _names = [];
    private readonly List<OperationEntry> _operations = [];

    public IReadOnlyCollection<LaneEntry> Lanes => _lanes.Values;

    /// <summary>Every operation that was read or entered.</summary>
    public IReadOnlyList<OperationEntry> Operations => _operations;

    /// <summary>Operations of the callers that entered before, wherever they are.</summary>
    public Dictionary<Guid, EnqueueOutcome> Known { get; } = [];

    public LaneEntry? Find(long id) => _lanes.GetValueOrDefault(id);

    /// <summary>The lane of a name; the name must have been asked for when the set was read.</summary>
    public LaneEntry? Find(LaneName? name) => name is not { } asked
        ? null
        : _names.TryGetValue(asked, out var lane)
            ? lane
            : throw new InvalidOperationException($"The name {asked} was not read.");

    /// <summary>The lane that waits for an object with this marker. Only in the repository that it creates in: whoever can read a body can copy it elsewhere.</summary>
    public LaneEntry? FindUnlinkedByMarker(string? marker, ResourceKind kind, long repositoryId) => marker is null
        ? null
        : _lanes.Values
            .Where(lane => !lane.IsRemoved && lane.State.Marker == marker && lane.State.Remote is null && lane.State.Kind == kind && lane.State.RepositoryId == repositoryId)
            .MinBy(lane => lane.Id);

    /// <summary>Notes that these names were asked for: those without a lane are free.</summary>
    public void Ask(IEnumerable<LaneName> names)
    {
        foreach (var name in names)
        {
            _names.TryAdd(name, null);
        }
    }

    public LaneEntry Add(LaneEntry lane)
    {
        _lanes.Add(lane.Id, lane);
        Name(lane.State.Local, lane);
        Name(lane.State.Remote, lane);
        return lane;
    }

    public OperationEntry Add(OperationEntry operation)
    {
        _operations.Add(operation);
        return operation;
    }

    /// <summary>The lane as the rules see it: with what is queued, what runs and what its parent says right now.</summary>
    public LaneState StateOf(LaneEntry lane)
    {
        var state = lane.State with
        {
            QueuedInbound = PendingOf(lane, SyncDirection.Inbound),
            QueuedOutbound = PendingOf(lane, SyncDirection.Outbound),
            Running = lane.Running is { } running ? PendingOperation.Of(running.Operation) : null,
        };
        return state.ParentId is { } id && Find(id) is { } parent ? LaneNaming.WithParent(state, parent.State) : state;
    }

    public void Save(LaneEntry lane, LaneState state)
    {
        Rename(lane, lane.State.Local, state.Local);
        Rename(lane, lane.State.Remote, state.Remote);
        lane.State = state;
    }

    /// <summary>Takes a lane out that another one has taken in; its operations have been moved or ended.</summary>
    public void Remove(LaneEntry lane, LaneEntry heir)
    {
        Rename(lane, lane.State.Local, null);
        Rename(lane, lane.State.Remote, null);
        lane.IsRemoved = true;
        heir.Absorbed.Add(lane.Id);
        heir.Absorbed.AddRange(lane.Absorbed);
        foreach (var child in _lanes.Values.Where(child => child.State.ParentId == lane.Id))
        {
            child.State = child.State with { ParentId = heir.Id };
        }
    }

    /// <summary>
    /// The row a lane has among the runnable ones: exactly while it is idle, has a head and waits for no parent. What waits most urgently in it
    /// lends it its priority.
    /// </summary>
    public ReadyKey? ReadyOf(LaneEntry lane)
    {
        if (lane.IsRemoved || lane.Running is not null || lane.Head is not { Operation: var head }
            || (lane.State.ParentId is not null && StateOf(lane).WaitsForParent))
        {
            return null;
        }

        var priority = lane.Queued.Min(entry => entry.Operation.Priority);
        return new ReadyKey(priority, StoredTime.Cut(head.DueAt > head.WaitingSince ? head.DueAt.Value : head.WaitingSince));
    }

    private static PendingOperation? PendingOf(LaneEntry lane, SyncDirection direction) =>
        lane.Queued.Find(entry => entry.Operation.Direction == direction) is { } queued ? PendingOperation.Of(queued.Operation) : null;

    private void Name(LaneName? name, LaneEntry lane)
    {
        if (name is { } known)
        {
            _names[known] = lane;
        }
    }

    private void Rename(LaneEntry lane, LaneName? before, LaneName? after)
    {
        if (before == after)
        {
            return;
        }

        if (before is { } old && _names.GetValueOrDefault(old) == lane)
        {
            _names[old] = null;
        }

        Name(after, lane);
    }
}
