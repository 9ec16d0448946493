namespace GitSync.Benchmarks;

/// <summary>
/// What a drain handed out, checked as it goes: no lane runs twice at a time, each lane goes oldest first, nothing twice. Thread-safe:
/// a worker says what ends before it commits that, so a lane that another worker starts then was free.
/// </summary>
internal sealed class DrainRecord
{
    private readonly int _operations;
    private readonly Lock _gate = new();
    private readonly HashSet<long> _running = [];
    private readonly Dictionary<long, (DateTimeOffset OrderedAt, Guid Id)> _last = [];
    private readonly Dictionary<long, int> _perLane = [];
    private readonly HashSet<Guid> _seen = [];
    private int _left;
    private int _ended;

    public DrainRecord(int operations) => _left = _operations = operations;

    /// <summary>How many were handed out of a lane.</summary>
    public int CountOf(long lane) => _perLane.GetValueOrDefault(lane);

    public bool IsDone
    {
        get
        {
            lock (_gate)
            {
                return _ended == _operations;
            }
        }
    }

    /// <summary>How many a worker may still ask for.</summary>
    public int Reserve(int most)
    {
        lock (_gate)
        {
            var reserved = Math.Min(most, _left);
            _left -= reserved;
            return reserved;
        }
    }

    public void Ending(IReadOnlyList<Completion> completions)
    {
        lock (_gate)
        {
            foreach (var completion in completions)
            {
                Require(_running.Remove(completion.Lease.LaneId), "A lane ended that was not running.");
            }
        }
    }

    public void Committed(WorkReceipt receipt, int reserved)
    {
        lock (_gate)
        {
            foreach (var outcome in receipt.Outcomes)
            {
                Require(outcome == CommitOutcome.Committed, $"A completion came back as {outcome}.");
            }

            _ended += receipt.Outcomes.Count;
            _left += reserved - receipt.Claimed.Count;
            foreach (var claim in receipt.Claimed)
            {
                Start(claim);
            }
        }
    }

    public void Verify() =>
        Require(_ended == _operations && _seen.Count == _operations, $"{_ended} operations ended and {_seen.Count} were handed out, not {_operations}.");

    private void Start(ClaimedOperation claim)
    {
        var lane = claim.Lease.LaneId;
        var place = (claim.Operation.OrderedAt, claim.Operation.Id);
        Require(_running.Add(lane), $"Lane {lane} ran twice at a time.");
        Require(_seen.Add(claim.Operation.Id), $"Operation {claim.Operation.Id} was handed out twice.");
        Require(!_last.TryGetValue(lane, out var last) || last.CompareTo(place) < 0, $"Lane {lane} did not go oldest first.");
        _last[lane] = place;
        _perLane[lane] = _perLane.GetValueOrDefault(lane) + 1;
    }

    private static void Require(bool holds, string message) => BenchmarkBrokenException.Require(holds, message);
}
