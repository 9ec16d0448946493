namespace GitSync.MultiHost;

/// <summary>Damages to what the store holds in the end.</summary>
internal static class StoreDamages
{
    public static Evidence? LoseOperation(Evidence evidence) =>
        With(evidence, evidence.Store.Operations.Where((_, i) => i != evidence.Store.Operations.Count / 2));

    public static Evidence? LeaveQueued(Evidence evidence) => Change(
        evidence,
        operation => operation.State == OperationState.Completed,
        operation => operation with { State = OperationState.Queued, EndedAt = null });

    public static Evidence? LeadNowhere(Evidence evidence) => Change(
        evidence, operation => operation.State == OperationState.Canceled, operation => operation with { CanceledBy = operation.Id });

    public static Evidence? ListTwice(Evidence evidence) => With(evidence, evidence.Store.Operations.Append(evidence.Store.Operations[0]));

    public static Evidence? SplitLane(Evidence evidence) =>
        Change(evidence, _ => true, operation => operation with { LaneId = operation.LaneId + 1_000_000 });

    public static Evidence? ForgetCommitted(Evidence evidence)
    {
        var committed = evidence.Journals.Answers.Where(answer => answer.Outcome == CommitOutcome.Committed)
            .Select(answer => (answer.Lane, (long?)answer.Fence)).ToHashSet();
        return Change(
            evidence,
            operation => committed.Contains((operation.LaneId, RunName.Read(operation.Explanation)?.Fence)),
            operation => operation with { Explanation = "Run 0 of nobody: done." });
    }

    public static Evidence? LoseFollowUp(Evidence evidence)
    {
        var stored = evidence.Store.Operations.Select(operation => operation.Id).ToHashSet();
        return evidence.Journals.Runs.Find(run => run.FollowUp is { } id && stored.Contains(id)) is { FollowUp: var lost }
            ? With(evidence, evidence.Store.Operations.Where(operation => operation.Id != lost))
            : null;
    }

    public static Evidence? Miscount(Evidence evidence)
    {
        var counts = new Dictionary<OperationState, long>(evidence.Store.Counts);
        counts[OperationState.Queued]++;
        return evidence with { Store = evidence.Store with { Counts = counts } };
    }

    /// <summary>Changes the first operation that fits; null when none does.</summary>
    public static Evidence? Change(Evidence evidence, Func<SyncOperation, bool> which, Func<SyncOperation, SyncOperation> how) =>
        evidence.Store.Operations.FirstOrDefault(which) is { } found
            ? With(evidence, evidence.Store.Operations.Select(operation => operation.Id == found.Id ? how(operation) : operation))
            : null;

    private static Evidence With(Evidence evidence, IEnumerable<SyncOperation> operations) =>
        evidence with { Store = evidence.Store with { Operations = [.. operations] } };
}
