namespace GitSync.MultiHost;

/// <summary>Damages to what claims, runs and answers tell.</summary>
internal static class QueueDamages
{
    /// <summary>As if the newer one had been claimed for the last time before the one it covers was sent.</summary>
    public static Evidence? CoverTooEarly(Evidence evidence)
    {
        var completed = evidence.Store.Operations.Where(operation => operation.State == OperationState.Completed)
            .Select(operation => (Guid?)operation.Id).ToHashSet();
        var covered = evidence.Store.Operations
            .FirstOrDefault(operation => operation.State == OperationState.Canceled && completed.Contains(operation.CanceledBy));
        return covered is null ? null : WithClaims(evidence, evidence.Journals.Claims.Select(claim =>
            claim.Operation == covered.CanceledBy ? claim with { Call = new Span(0, 1) } : claim));
    }

    public static Evidence? OverlapRuns(Evidence evidence)
    {
        var pairs =
            from lane in new CaseFile(evidence).Lanes
            from pair in lane.Runs.Zip(lane.Runs.Skip(1))
            where pair.First.End is not null && lane.IsCommitted(pair.First) && lane.IsCommitted(pair.Second)
            select pair;
        return pairs.FirstOrDefault() is not { Second: { } second, First.End: { } end } ? null : evidence with
        {
            Journals = evidence.Journals with
            {
                Runs = [.. evidence.Journals.Runs.Select(run => run == second ? run with { Start = end - 1 } : run)],
            },
        };
    }

    public static Evidence? TurnTimeBack(Evidence evidence)
    {
        var file = new CaseFile(evidence);
        var times = evidence.Store.Operations
            .Where(operation => operation is { Direction: SyncDirection.Inbound, EndsResource: false, GitHubUpdatedAt: not null })
            .DistinctBy(operation => operation.Id)
            .ToDictionary(operation => operation.Id, operation => operation.GitHubUpdatedAt!.Value);
        var pair = file.Lanes.SelectMany(lane => lane.Handovers).FirstOrDefault(pair =>
            pair.From.Operation != pair.To.Operation && times.ContainsKey(pair.From.Operation) && times.ContainsKey(pair.To.Operation));
        return pair.To is null ? null : StoreDamages.Change(
            evidence,
            operation => operation.Id == pair.To.Operation,
            operation => operation with { GitHubUpdatedAt = new GitHubTime(times[pair.From.Operation].UnixSeconds - 1) });
    }

    /// <summary>As if an operation had been accepted long before the claim that passed it over.</summary>
    public static Evidence? JumpTheQueue(Evidence evidence)
    {
        var file = new CaseFile(evidence);
        var pair = file.Lanes.SelectMany(lane => lane.Handovers).FirstOrDefault(pair =>
            pair.From.Operation != pair.To.Operation && file.Operations.ContainsKey(pair.From.Operation)
            && file.Journals.Sent.ContainsKey(pair.To.Operation)
            && file.Operations.GetValueOrDefault(pair.To.Operation) is { GitHubUpdatedAt: null });
        if (pair.To is null)
        {
            return null;
        }

        var sent = new Dictionary<Guid, Sent>(evidence.Journals.Sent) { [pair.To.Operation] = new Sent(0, 1, null) };
        return StoreDamages.Change(
            evidence with { Journals = evidence.Journals with { Sent = sent } },
            operation => operation.Id == pair.To.Operation,
            operation => operation with { CreatedAt = DateTimeOffset.UnixEpoch });
    }

    public static Evidence? ReuseFence(Evidence evidence) =>
        WithClaims(evidence, evidence.Journals.Claims.Append(evidence.Journals.Claims[0] with { Worker = "another-worker" }));

    public static Evidence? AcceptOldFence(Evidence evidence)
    {
        var (old, next) = new CaseFile(evidence).Lanes.SelectMany(lane => lane.Handovers).FirstOrDefault();
        return old is null ? null : WithAnswers(evidence, evidence.Journals.Answers.Append(new Answer(
            old.Lane, old.Fence, old.Worker, true, CommitOutcome.Committed, new Span(next.Call.Answered + 1, next.Call.Answered + 2))));
    }

    /// <summary>As if a claim had been ended by nobody, and the lane been given away a moment later.</summary>
    public static Evidence? StealLane(Evidence evidence)
    {
        var last = evidence.Journals.Claims[^1];
        var at = last.Call.Answered;
        return WithClaims(evidence, evidence.Journals.Claims
            .Append(last with { Fence = long.MaxValue - 1, Call = new Span(at, at + 1) })
            .Append(last with { Fence = long.MaxValue, Call = new Span(at + 2, at + 3), Worker = "a-thief" }));
    }

    public static Evidence? RefuseCommitted(Evidence evidence)
    {
        var named = evidence.Store.Operations.Select(operation => (operation.LaneId, RunName.Read(operation.Explanation))).ToHashSet();
        var found = evidence.Journals.Answers.Find(answer => answer is { IsCheckpoint: false, Outcome: CommitOutcome.Committed }
            && named.Contains((answer.Lane, new RunName(answer.Fence, answer.Worker))));
        return found is null ? null : WithAnswers(evidence, evidence.Journals.Answers.Select(answer =>
            answer == found ? answer with { Outcome = CommitOutcome.LeaseLost, Call = new Span(0, 1) } : answer));
    }

    private static Evidence WithClaims(Evidence evidence, IEnumerable<Claimed> claims) =>
        evidence with { Journals = evidence.Journals with { Claims = [.. claims] } };

    private static Evidence WithAnswers(Evidence evidence, IEnumerable<Answer> answers) =>
        evidence with { Journals = evidence.Journals with { Answers = [.. answers] } };
}
