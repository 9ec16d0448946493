namespace GitSync.MultiHost;

/// <summary>
/// Three witnesses agree: what history names, what the store answered, and what the processes wrote down. A completed operation names
/// the run that ended it, and that run was of this operation and meant this end. A completion that was answered as committed is in
/// history, one that was refused is not (unless a call before failed, whose effect nobody knew). What a completion brings along is
/// there exactly when the completion is.
/// </summary>
internal static class WholeCompletions
{
    public static void Check(CaseFile file, LaneFile lane, Verdict verdict)
    {
        var runs = lane.Runs.ToDictionary(run => (run.Fence, run.Worker));
        var named = new Dictionary<(long Fence, string Worker), Guid>();
        foreach (var operation in lane.Operations)
        {
            if (RunName.Read(operation.Explanation) is { } name && operation.State.IsEnded())
            {
                named[(name.Fence, name.Worker)] = operation.Id;
                if (!runs.TryGetValue((name.Fence, name.Worker), out var run)
                    || run.Operation != operation.Id || run.Meant != operation.State)
                {
                    verdict.Add(
                        ViolationKind.Torn, $"Lane {lane.Id}: {operation.Id} is {operation.State} by run {name.Fence} of "
                            + $"{name.Worker}, whose record says {run}.");
                }
            }
            else if (operation.State == OperationState.Completed)
            {
                verdict.Add(ViolationKind.Torn, $"Lane {lane.Id}: {operation.Id} is completed, and no run says so: "
                    + $"{operation.Explanation}");
            }
        }

        foreach (var answer in lane.Completions)
        {
            CheckAnswer(file, lane, answer, runs.GetValueOrDefault((answer.Fence, answer.Worker)), named, verdict);
        }

        foreach (var run in lane.Runs)
        {
            if (run.FollowUp is { } id && named.ContainsKey((run.Fence, run.Worker)) != file.Operations.ContainsKey(id))
            {
                verdict.Add(
                    ViolationKind.Torn,
                    $"Lane {lane.Id}: run {run.Fence} of {run.Worker} {(file.Operations.ContainsKey(id) ? "was not" : "was")} "
                        + $"committed, but its follow-up {id} {(file.Operations.ContainsKey(id) ? "is" : "is not")} in the store.");
            }
        }

        foreach (var twice in lane.Completions.Where(answer => answer.Outcome == CommitOutcome.Committed)
            .GroupBy(answer => (answer.Fence, answer.Worker)).Where(group => group.Count() > 1))
        {
            verdict.Add(ViolationKind.Twice, $"Lane {lane.Id}: run {twice.Key.Fence} of {twice.Key.Worker} was committed "
                + $"{twice.Count()} times.");
        }
    }

    private static void CheckAnswer(
        CaseFile file, LaneFile lane, Answer answer, Run? run, Dictionary<(long Fence, string Worker), Guid> named, Verdict verdict)
    {
        var isNamed = named.ContainsKey((answer.Fence, answer.Worker));
        switch (answer.Outcome)
        {
            case CommitOutcome.Committed when run?.Meant is { } meant && meant.IsEnded() && !isNamed:
                verdict.Add(ViolationKind.Torn, $"Lane {lane.Id}: run {answer.Fence} of {answer.Worker} was answered as committed "
                    + $"({meant}), and history does not know it.");
                break;
            case CommitOutcome.LeaseLost when isNamed && !file.FailedBefore(answer):
                verdict.Add(ViolationKind.Torn, $"Lane {lane.Id}: run {answer.Fence} of {answer.Worker} was refused, and history "
                    + $"names it.");
                break;
            case CommitOutcome.NameTaken or CommitOutcome.NameInUse:
                verdict.Add(ViolationKind.Torn, $"Lane {lane.Id}: run {answer.Fence} of {answer.Worker} was answered that its "
                    + $"lane's own name is taken.");
                break;
            case CommitOutcome.Committed or CommitOutcome.LeaseLost or CommitOutcome.Busy:
                break;
            default:
                throw new InvalidOperationException($"Unknown outcome {answer.Outcome}.");
        }
    }
}
