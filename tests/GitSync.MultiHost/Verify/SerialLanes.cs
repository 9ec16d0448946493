namespace GitSync.MultiHost;

/// <summary>
/// A lane is one at a time, as far as it counts: while a run goes on that is committed in the end, no other run of its lane begins. A
/// late run, whose worker was paused beyond its lease, may overlap with its successor's; then it is not the one that is committed.
/// And a lane changes hands only when it was completed, handed back, or its worker had not renewed its lease for as long as it lasts.
/// </summary>
internal static class SerialLanes
{
    /// <summary>What the database's clock may differ from the monotonic one over a lease.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMilliseconds(100);

    public static void Check(CaseFile file, LaneFile lane, Verdict verdict)
    {
        Run? first = null;
        foreach (var run in lane.Runs.Reverse())
        {
            if (first is not null && lane.IsCommitted(run) && run.End is { } end && first.Start < end)
            {
                verdict.Add(
                    ViolationKind.Overlap,
                    $"Lane {lane.Id}: run {run.Fence} of {run.Worker} was committed and lasted until {end}, but run {first.Fence} "
                        + $"of {first.Worker} began at {first.Start}.");
            }

            first = first is null || run.Start < first.Start ? run : first;
        }

        foreach (var (claim, next) in lane.Handovers)
        {
            CheckTakeover(file, lane, claim, next, verdict);
        }
    }

    /// <summary>Whether a claim was ended by the end of its worker's lease: neither its worker nor a graceful stop ended it.</summary>
    public static bool WasRescued(CaseFile file, LaneFile lane, Claimed claim, Claimed next) =>
        !file.MayHaveEnded(lane, claim) && !file.HadReleased(claim.Worker, next);

    private static void CheckTakeover(CaseFile file, LaneFile lane, Claimed claim, Claimed next, Verdict verdict)
    {
        if (WasRescued(file, lane, claim, next) && WasAliveThroughout(file, claim, next.Call))
        {
            verdict.Add(
                ViolationKind.Takeover,
                $"Lane {lane.Id}: run {claim.Fence} of {claim.Worker} was not committed, and {next.Worker} claimed the lane as "
                    + $"{next.Fence} although the lease had been good all the time.");
        }
    }

    /// <summary>
    /// Whether the lease surely never ran out between a claim and a later call: each renewal was answered before the lease, counted from
    /// when the one before was asked for, was over. When nobody claims a lane at once, its rescue may lie well before the next claim.
    /// </summary>
    private static bool WasAliveThroughout(CaseFile file, Claimed claim, Span until)
    {
        var since = claim.Call.Asked;
        var renewals = file.Journals.Renewals.GetValueOrDefault(claim.Worker, []);
        foreach (var renewal in renewals.Where(each => each.Asked > claim.Call.Asked && each.Answered <= until.Asked))
        {
            if (!IsWithinLease(renewal.Answered))
            {
                return false;
            }

            since = renewal.Asked;
        }

        return IsWithinLease(until.Answered);

        bool IsWithinLease(long answered) => TimeProvider.System.GetElapsedTime(since, answered) < file.Evidence.Lease - ClockTolerance;
    }
}
