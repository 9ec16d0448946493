namespace GitSync.MultiHost;

/// <summary>
/// At the end nothing is queued or running, by the list of operations, by the kept counts and by every lane's own row. One resource has
/// one lane. A lane's fence is not behind its claims. Its link is the one of the newest claim that saved one.
/// </summary>
internal static class NothingLeft
{
    public static void Check(CaseFile file, Verdict verdict)
    {
        var store = file.Evidence.Store;
        foreach (var state in OperationStates.All)
        {
            var listed = store.Operations.Count(operation => operation.State == state);
            if (store.Counts.GetValueOrDefault(state) != listed)
            {
                verdict.Add(ViolationKind.Rest, $"The store counts {store.Counts.GetValueOrDefault(state)} {state} and lists {listed}.");
            }
        }

        var lanes = file.Lanes.ToDictionary(lane => lane.Id);
        CheckLanes(file, lanes.Keys, verdict);
        foreach (var (name, view) in store.Lanes)
        {
            var lane = view.Lane;
            if ((lane.Running ?? lane.QueuedInbound ?? lane.QueuedOutbound) is { } left)
            {
                verdict.Add(ViolationKind.Rest, $"Lane {lane.Id} ({name}) still has {left.Id} "
                    + $"{(lane.Running is null ? "queued" : "running")}.");
            }

            if (!lanes.TryGetValue(lane.Id, out var known))
            {
                verdict.Add(ViolationKind.Rest, $"Lane {lane.Id} ({name}) has no operations.");
                continue;
            }

            if (known.Claims is [.., var last] && last.Fence > lane.Fence)
            {
                verdict.Add(ViolationKind.Fence, $"Lane {lane.Id}: its fence is {lane.Fence}, but {last.Fence} was given.");
            }

            CheckLink(file, known, view, verdict);
        }
    }

    /// <summary>One resource is one lane: two lanes of one resource would each be in order, and run at the same time.</summary>
    private static void CheckLanes(CaseFile file, IEnumerable<long> ids, Verdict verdict)
    {
        var views = file.Evidence.Store.Lanes;
        foreach (var id in ids.Except(views.Values.Select(view => view.Lane.Id)))
        {
            verdict.Add(ViolationKind.Rest, $"Lane {id} has operations, and no record's name leads to it.");
        }

        foreach (var operation in file.Operations.Values)
        {
            var name = PlannedLane.Of(operation).Local;
            if (!views.TryGetValue(name, out var view) || view.Lane.Id != operation.LaneId)
            {
                verdict.Add(ViolationKind.Twice, $"Operation {operation.Id} of {name} is in lane {operation.LaneId}, not in {view?.Lane.Id}.");
            }
        }
    }

    /// <summary>Links that may or may not have been saved (a killed host's checkpoint) are allowed, not required.</summary>
    private static void CheckLink(CaseFile file, LaneFile lane, LaneView view, Verdict verdict)
    {
        var saved = lane.Runs.Where(run => run.Links && lane.IsCommitted(run)).Select(run => run.Fence)
            .Concat(lane.Answers.Where(answer => answer is { IsCheckpoint: true, Outcome: CommitOutcome.Committed })
                .Select(answer => answer.Fence))
            .ToHashSet();
        var fence = RunName.FenceOf(view.Link.Marker);
        if (saved.Count > 0 && !(fence >= saved.Max()))
        {
            verdict.Add(ViolationKind.Torn, $"Lane {lane.Id}: the link of claim {saved.Max()} was saved, but the lane has that of "
                + $"{view.Link.Marker}.");
        }
        else if (fence is { } own && !saved.Contains(own) && !file.Journals.OpenCheckpoints.Contains((lane.Id, own)))
        {
            verdict.Add(ViolationKind.Torn, $"Lane {lane.Id} has the link of claim {own}, which was not saved.");
        }
    }
}
