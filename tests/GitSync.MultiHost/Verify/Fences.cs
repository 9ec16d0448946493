namespace GitSync.MultiHost;

/// <summary>
/// A fence belongs to one claim of its lane. Fences grow in the order of the claims. Once a claim with a higher fence is known, nothing
/// is accepted under a lower one: neither a completion nor a checkpoint.
/// </summary>
internal static class Fences
{
    public static void Check(LaneFile lane, Verdict verdict)
    {
        foreach (var (claim, next) in lane.Handovers)
        {
            if (claim.Fence == next.Fence)
            {
                verdict.Add(
                    ViolationKind.Fence,
                    $"Lane {lane.Id}: fence {claim.Fence} was given to {claim.Worker} for {claim.Operation} and to {next.Worker} "
                        + $"for {next.Operation}.");
            }
            else if (next.Call.Answered < claim.Call.Asked)
            {
                verdict.Add(
                    ViolationKind.Fence,
                    $"Lane {lane.Id}: fence {next.Fence} was given before fence {claim.Fence}, which is lower, was asked for.");
            }
        }

        foreach (var twice in lane.Committed.GroupBy(run => run.Fence).Where(group => group.Count() > 1))
        {
            verdict.Add(ViolationKind.Fence, $"Lane {lane.Id}: fence {twice.Key} was committed by "
                + $"{string.Join(" and ", twice.Select(run => run.Worker))}.");
        }

        foreach (var answer in lane.Answers.Where(answer => answer.Outcome == CommitOutcome.Committed))
        {
            if (lane.Claims.FirstOrDefault(claim => claim.Fence > answer.Fence && claim.Call.Answered < answer.Call.Asked) is { } newer)
            {
                verdict.Add(
                    ViolationKind.Fence,
                    $"Lane {lane.Id}: {(answer.IsCheckpoint ? "a checkpoint" : "a completion")} of {answer.Worker} under fence "
                        + $"{answer.Fence} was accepted although {newer.Worker} already had fence {newer.Fence}.");
            }
        }
    }
}
