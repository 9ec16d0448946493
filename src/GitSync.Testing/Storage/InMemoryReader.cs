namespace GitSync.Testing;

/// <summary>What status pages read.</summary>
internal sealed class InMemoryReader(InMemoryTables tables)
{
    public SyncOperation? Find(Guid id) =>
        tables.Live.TryGetValue(id, out var lane) ? Live(tables.Lanes[lane], id) : tables.History.GetValueOrDefault(id);

    public IReadOnlyList<SyncOperation> List(OperationQuery query)
    {
        var lane = query.Local is { } name ? tables.Find(name, tables.ByLocal)?.State.Id ?? -1 : (long?)null;
        return
        [
            .. tables.Live.Keys.Concat(tables.History.Keys)
                .Where(id => query.After is not { } after || id.CompareTo(after) > 0)
                .Order()
                .Select(id => Find(id)!)
                .Where(operation => query.State is not { } state || operation.State == state)
                .Where(operation => lane is not { } wanted || operation.LaneId == wanted)
                .Take(query.Limit),
        ];
    }

    public QueueSummary Summarize() => new(
        tables.Counts,
        tables.Lanes.Values.SelectMany(lane => lane.Queued).Select(operation => (DateTimeOffset?)operation.WaitingSince).Min());

    public IReadOnlyDictionary<LaneName, LaneView> FindLanes(IReadOnlyCollection<LaneName> names, DateTimeOffset now)
    {
        var views = new Dictionary<LaneName, LaneView>();
        foreach (var name in names)
        {
            if ((tables.Find(name, tables.ByLocal) ?? tables.Find(name, tables.ByRemote)) is { } lane)
            {
                views[name] = View(lane, now);
            }
        }

        return views;
    }

    public IReadOnlyDictionary<long, LaneView> FindLanes(IReadOnlyCollection<long> ids, DateTimeOffset now) =>
        ids.Distinct().Where(tables.Lanes.ContainsKey).ToDictionary(id => id, id => View(tables.Lanes[id], now));

    public IReadOnlyList<LaneView> ListLanes(LaneQuery query, DateTimeOffset now) =>
    [
        .. tables.Lanes.Values
            .Where(lane => lane.State.Id > query.After
                && (query.RepositoryId is not { } repository || lane.State.RepositoryId == repository)
                && (query.LastOutcome is not { } state || lane.State.LastOutcome?.State == state))
            .OrderBy(lane => lane.State.Id)
            .Take(query.Limit)
            .Select(lane => View(lane, now)),
    ];

    private LaneView View(InMemoryLane lane, DateTimeOffset now)
    {
        var head = lane.Head;
        return new LaneView(tables.StateOf(lane), lane.Link, head?.DueAt > now ? head.DueAt : null, head?.Error) { WorkerId = lane.Running is null ? null : lane.Worker };
    }

    private static SyncOperation? Live(InMemoryLane lane, Guid id) =>
        lane.Running?.Id == id ? lane.Running : lane.Queued.Find(operation => operation.Id == id);
}
