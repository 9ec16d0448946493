namespace GitSync.Benchmarks;

/// <summary>A drain that broke what it promises.</summary>
internal sealed class DrainBrokenException(string message) : Exception(message);

/// <summary>
/// What a drain handed out, checked as it goes: no lane runs twice at a time, each lane goes oldest first, nothing twice.
/// </summary>
internal sealed class DrainRecord
{
    private readonly HashSet<long> _running = [];
    private readonly Dictionary<long, (DateTimeOffset OrderedAt, Guid Id)> _last = [];
    private readonly HashSet<Guid> _seen = [];
    private int _ended;

    public void Ended(IReadOnlyList<Completion> completions)
    {
        foreach (var completion in completions)
        {
            Require(_running.Remove(completion.Lease.LaneId), "A lane ended that was not running.");
            _ended++;
        }
    }

    public void Committed(WorkReceipt receipt)
    {
        foreach (var outcome in receipt.Outcomes)
        {
            Require(outcome == CommitOutcome.Committed, $"A completion came back as {outcome}.");
        }

        foreach (var claim in receipt.Claimed)
        {
            var place = (claim.Operation.OrderedAt, claim.Operation.Id);
            Require(_running.Add(claim.Lease.LaneId), $"Lane {claim.Lease.LaneId} ran twice at a time.");
            Require(_seen.Add(claim.Operation.Id), $"Operation {claim.Operation.Id} was handed out twice.");
            Require(
                !_last.TryGetValue(claim.Lease.LaneId, out var last) || last.CompareTo(place) < 0,
                $"Lane {claim.Lease.LaneId} did not go oldest first.");
            _last[claim.Lease.LaneId] = place;
        }
    }

    public void Verify(int operations) =>
        Require(_ended == operations && _seen.Count == operations, $"{_ended} operations ended and {_seen.Count} were handed out, not {operations}.");

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new DrainBrokenException(message);
        }
    }
}
