namespace GitSync.MultiHost;

/// <summary>
/// Every operation whose enqueuing returned is in the store, once, in one final state. One that did not complete names another of its
/// lane, and <see cref="CoverRules"/> say whether that one really carries its news; following the names ends at a completed one.
/// An operation whose sender was killed before the answer may be there or not; if it is, it must have ended like any other.
/// </summary>
internal static class NothingLost
{
    public static void Check(CaseFile file, Verdict verdict)
    {
        foreach (var (id, sent) in file.Journals.Sent)
        {
            if (!file.Operations.TryGetValue(id, out var stored))
            {
                if (sent.Accepted is not null)
                {
                    verdict.Add(ViolationKind.Lost, $"Operation {id} was accepted as {sent.Told} and is not in the store.");
                }
            }
            else if (sent.Told is { } told && told.IsEnded() && told != stored.State)
            {
                verdict.Add(ViolationKind.Lost, $"Operation {id} was answered as {told} and is {stored.State} now.");
            }
        }

        foreach (var twice in file.Evidence.Store.Operations.GroupBy(operation => operation.Id).Where(group => group.Count() > 1))
        {
            verdict.Add(ViolationKind.Twice, $"Operation {twice.Key} is listed {twice.Count()} times: "
                + $"{string.Join(", ", twice.Select(each => each.State))}.");
        }

        var ends = new Dictionary<Guid, bool>();
        foreach (var operation in file.Operations.Values)
        {
            if (file.Began(operation.Id) is null)
            {
                verdict.Add(ViolationKind.Twice, $"Operation {operation.Id} of lane {operation.LaneId} was sent by nobody.");
            }

            CheckEnd(file, operation, ends, verdict);
        }
    }

    private static void CheckEnd(CaseFile file, SyncOperation operation, Dictionary<Guid, bool> ends, Verdict verdict)
    {
        if (operation.State is OperationState.Queued or OperationState.Processing)
        {
            verdict.Add(ViolationKind.Lost, $"Operation {operation.Id} of lane {operation.LaneId} is still {operation.State}: "
                + $"{operation.Explanation}");
        }
        else if (operation.State is OperationState.Errored or OperationState.Disabled)
        {
            verdict.Add(ViolationKind.Lost, $"Operation {operation.Id} of lane {operation.LaneId} ended as {operation.State}: "
                + $"{operation.Explanation}");
        }
        else if (operation.EndedAt is null || operation.Rule is null || string.IsNullOrEmpty(operation.Explanation))
        {
            verdict.Add(ViolationKind.Lost, $"Operation {operation.Id} ended as {operation.State} without a time, a rule or a reason.");
        }
        else if (operation.State != OperationState.Completed && CoverRules.Refute(file, operation) is { } why)
        {
            verdict.Add(ViolationKind.Lost, $"Operation {operation.Id} of lane {operation.LaneId} ended as {operation.State} "
                + $"({operation.Rule}): {why}");
        }
        else if (!EndsCompleted(file, operation, ends))
        {
            verdict.Add(ViolationKind.Lost, $"Operation {operation.Id} of lane {operation.LaneId} ended as {operation.State}, and "
                + $"its reasons lead to none that completed.");
        }
    }

    /// <summary>Follows the names; a circle, or a name that is not there, ends nowhere.</summary>
    private static bool EndsCompleted(CaseFile file, SyncOperation operation, Dictionary<Guid, bool> known)
    {
        var path = new List<Guid>();
        var seen = new HashSet<Guid>();
        bool? answer = null;
        for (SyncOperation? at = operation; answer is null; at = file.Operations.GetValueOrDefault(CoverRules.CoverOf(at) ?? Guid.Empty))
        {
            if (at is null || !seen.Add(at.Id))
            {
                answer = false;
                break;
            }

            path.Add(at.Id);
            answer = known.TryGetValue(at.Id, out var before) ? before : at.State == OperationState.Completed ? true : null;
        }

        foreach (var id in path)
        {
            known[id] = answer.Value;
        }

        return answer.Value;
    }
}
