using System.Collections.Concurrent;

namespace GitSync.Storage.Postgres;

/// <summary>
/// Lanes as this process read them when it handed them out. When such a lane ends it is not read again but asked whether it is still the same: every change
/// of a row gives it another <c>xmin</c> (<see href="https://www.postgresql.org/docs/current/ddl-system-columns.html"/>), and the lane is locked while it is
/// asked. What is not known here is read. Thread-safe.
/// </summary>
internal sealed class ClaimedLanes
{
    /// <summary>More lanes than workers of one process run; beyond it all are forgotten, and read when they end.</summary>
    private const int Most = 16_384;

    private readonly ConcurrentDictionary<long, ClaimedLane> _lanes = new();

    public void Remember(IEnumerable<ClaimedLane> claimed)
    {
        foreach (var lane in claimed)
        {
            if (_lanes.Count >= Most)
            {
                _lanes.Clear();
            }

            _lanes[lane.Lease.LaneId] = lane;
        }
    }

    public ClaimedLane? Find(LaneLease lease) => _lanes.TryGetValue(lease.LaneId, out var lane) && lane.Lease == lease ? lane : null;

    /// <summary>These claims are over.</summary>
    public void Forget(IEnumerable<LaneLease> leases)
    {
        foreach (var lease in leases)
        {
            if (Find(lease) is { } lane)
            {
                _lanes.TryRemove(KeyValuePair.Create(lease.LaneId, lane));
            }
        }
    }
}

/// <summary>A lane as it was handed out: its columns, what runs, what waits, and the versions of all their rows.</summary>
internal sealed class ClaimedLane
{
    private readonly LaneEntry _lane;

    private ClaimedLane(LaneEntry lane, LaneLease lease) => (_lane, Lease) = (lane, lease);

    public LaneLease Lease { get; }

    public long Key => _lane.Key;

    public LaneState State => _lane.State;

    /// <param name="lane">It was just claimed, and nothing else happens to it in its transaction.</param>
    /// <param name="lease">The claim.</param>
    public static ClaimedLane Of(LaneEntry lane, LaneLease lease) => new(lane, lease);

    /// <summary>Whether these are the rows that there were.</summary>
    public bool IsSame(in LaneVersions found)
    {
        if (found.Own != _lane.Version.Own || found.Parent != _lane.Version.Parent || found.Operations.Count != _lane.Queued.Count + 1
            || (found.OperationId, found.WorkerId, found.Fence) != (Lease.OperationId, Lease.WorkerId, Lease.Fence))
        {
            return false;
        }

        foreach (var (id, version) in found.Operations)
        {
            var known = id == Lease.OperationId ? _lane.Running : _lane.Queued.Find(queued => queued.Operation.Id == id);
            if (known?.Version != version)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Puts the lane into a set, as a reader would.</summary>
    public void AddTo(WorkingSet set)
    {
        var lane = set.Add(new LaneEntry(_lane.State, _lane.Key, false) { StoredFence = _lane.StoredFence });
        (lane.Running, lane.Worker) = (set.Add(Copy(_lane.Running!, StoredPlace.Running)), _lane.Worker);
        foreach (var queued in _lane.Queued)
        {
            lane.Queued.Add(set.Add(Copy(queued, StoredPlace.Queued)));
        }

        OperationEntry Copy(OperationEntry read, StoredPlace place) => new(read.Operation, lane, place) { IsWhole = read.IsWhole, Damage = read.Damage };
    }
}

/// <summary>What a lane's rows say of themselves now.</summary>
/// <param name="Own">The lane's version.</param>
/// <param name="Parent">Its parent's, or null.</param>
/// <param name="OperationId">What runs.</param>
/// <param name="WorkerId">Who runs it.</param>
/// <param name="Fence">Under which fence.</param>
/// <param name="Operations">What runs and waits, with the versions of the rows.</param>
internal readonly record struct LaneVersions(
    uint Own, uint? Parent, Guid OperationId, string WorkerId, long Fence, List<(Guid Id, uint Version)> Operations)
{
    /// <summary>In front of the operation's columns; the lane's id comes first.</summary>
    public const int Columns = 6;
}
