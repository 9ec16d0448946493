namespace GitSync.MultiHost;

/// <summary>
/// Damages good evidence in every way that the verifier must notice: a verifier that cannot fail proves nothing. Each damage is what a
/// store or dispatcher would leave behind that breaks the promise.
/// </summary>
internal static class Sabotage
{
    /// <summary>A damage, what it must be noticed as, and how to do it; null when the evidence has no place for it.</summary>
    public sealed record Damage(string Name, ViolationKind NoticedAs, Func<Evidence, Evidence?> Do);

    public static IReadOnlyList<Damage> All { get; } =
    [
        new("an accepted operation is not in the store", ViolationKind.Lost, LoseOperation),
        new("an operation never ends", ViolationKind.Lost, LeaveQueued),
        new("a cover had run before it could know", ViolationKind.Lost, CoverTooEarly),
        new("a canceled operation names one that never ended well", ViolationKind.Lost, LeadNowhere),
        new("an operation is in two states", ViolationKind.Twice, ListTwice),
        new("two runs of a lane overlap and both are committed", ViolationKind.Overlap, OverlapRuns),
        new("GitHub's time goes back in a lane", ViolationKind.Order, TurnTimeBack),
        new("a younger operation goes first", ViolationKind.Order, JumpTheQueue),
        new("a fence is given to two workers", ViolationKind.Fence, ReuseFence),
        new("an old fence is accepted", ViolationKind.Fence, AcceptOldFence),
        new("a lane is taken from a worker that is alive", ViolationKind.Takeover, StealLane),
        new("a refused run is in history", ViolationKind.Torn, RefuseCommitted),
        new("a committed run is not in history", ViolationKind.Torn, ForgetCommitted),
        new("a follow-up was not saved with its completion", ViolationKind.Torn, LoseFollowUp),
        new("a count is wrong", ViolationKind.Rest, Miscount),
    ];

    /// <summary>How many damages the verifier does not notice; each is said.</summary>
    public static int Unnoticed(Evidence evidence, Action<string> say)
    {
        var (missed, before) = (0, Verifier.Judge(evidence).Counts);
        foreach (var damage in All)
        {
            var noticed = damage.Do(evidence) is not { } damaged ? "no place for it in this run"
                : Verifier.Judge(damaged).Counts.GetValueOrDefault(damage.NoticedAs) > before.GetValueOrDefault(damage.NoticedAs) ? "noticed" : null;
            missed += noticed is null ? 1 : 0;
            say($"  broken on purpose: {damage.Name}: {noticed ?? "NOT NOTICED"}");
        }

        return missed;
    }

    private static Evidence? LoseOperation(Evidence evidence) => WithStore(
        evidence, evidence.Store.Operations.Where((_, i) => i != evidence.Store.Operations.Count / 2));

    private static Evidence? LeaveQueued(Evidence evidence) => Change(
        evidence, operation => operation.State == OperationState.Completed, operation => operation with { State = OperationState.Queued, EndedAt = null });

    /// <summary>As if the newer one had been claimed for the last time before the one it covers was sent.</summary>
    private static Evidence? CoverTooEarly(Evidence evidence)
    {
        var covered = evidence.Store.Operations.FirstOrDefault(operation => operation.State == OperationState.Canceled
            && evidence.Store.Operations.Any(by => by.Id == operation.CanceledBy && by.State == OperationState.Completed));
        return covered is null ? null : WithClaims(evidence, evidence.Journals.Claims.Select(claim =>
            claim.Operation == covered.CanceledBy ? claim with { Call = new Span(0, 1) } : claim));
    }

    private static Evidence? LeadNowhere(Evidence evidence) => Change(
        evidence, operation => operation.State == OperationState.Canceled, operation => operation with { CanceledBy = operation.Id });

    private static Evidence? ListTwice(Evidence evidence) => WithStore(evidence, evidence.Store.Operations.Append(evidence.Store.Operations[0]));

    private static Evidence? OverlapRuns(Evidence evidence)
    {
        var pair = Pairs(new CaseFile(evidence), (lane, first, second) => lane.IsCommitted(first) && lane.IsCommitted(second));
        return pair is not { } found ? null : WithRuns(evidence, found.Second, found.Second with { Start = found.First.End!.Value - 1 });
    }

    private static Evidence? TurnTimeBack(Evidence evidence)
    {
        var file = new CaseFile(evidence);
        var timed = file.Lanes.SelectMany(lane => lane.Claims.Zip(lane.Claims.Skip(1))).FirstOrDefault(pair => IsTimed(pair.First) && IsTimed(pair.Second)
            && pair.First.Operation != pair.Second.Operation);
        return timed.Second is null ? null : Change(
            evidence,
            operation => operation.Id == timed.Second.Operation,
            operation => operation with { GitHubUpdatedAt = new GitHubTime(file.Operations[timed.First.Operation].GitHubUpdatedAt!.Value.UnixSeconds - 1) });

        bool IsTimed(Claimed claim) => file.Operations.TryGetValue(claim.Operation, out var operation)
            && operation is { GitHubUpdatedAt: not null, EndsResource: false, Direction: SyncDirection.Inbound };
    }

    /// <summary>As if an operation had been accepted long before the claim that passed it over.</summary>
    private static Evidence? JumpTheQueue(Evidence evidence)
    {
        var file = new CaseFile(evidence);
        var pair = file.Lanes.SelectMany(lane => lane.Claims.Zip(lane.Claims.Skip(1))).FirstOrDefault(claims =>
            claims.First.Operation != claims.Second.Operation && file.Operations.ContainsKey(claims.First.Operation)
            && file.Operations.TryGetValue(claims.Second.Operation, out var second) && second.GitHubUpdatedAt is null && file.Journals.Sent.ContainsKey(second.Id));
        if (pair.Second is null)
        {
            return null;
        }

        var sent = new Dictionary<Guid, Sent>(evidence.Journals.Sent);
        sent[pair.Second.Operation] = sent[pair.Second.Operation] with { Began = 0, Accepted = 1 };
        return Change(
            evidence with { Journals = evidence.Journals with { Sent = sent } },
            operation => operation.Id == pair.Second.Operation,
            operation => operation with { CreatedAt = DateTimeOffset.UnixEpoch });
    }

    private static Evidence? ReuseFence(Evidence evidence) => WithClaims(
        evidence, evidence.Journals.Claims.Append(evidence.Journals.Claims[0] with { Worker = "another-worker" }));

    private static Evidence? AcceptOldFence(Evidence evidence)
    {
        var pair = new CaseFile(evidence).Lanes.SelectMany(lane => lane.Claims.Zip(lane.Claims.Skip(1))).FirstOrDefault();
        return pair.First is null ? null : evidence with
        {
            Journals = evidence.Journals with
            {
                Answers =
                [
                    .. evidence.Journals.Answers,
                    new Answer(
                        pair.First.Lane, pair.First.Fence, pair.First.Worker, true, CommitOutcome.Committed, new Span(pair.Second.Call.Answered + 1, pair.Second.Call.Answered + 2)),
                ],
            },
        };
    }

    /// <summary>As if a claim that went on to be committed had been ended by nobody, a moment after its lease was renewed.</summary>
    private static Evidence? StealLane(Evidence evidence)
    {
        var claim = evidence.Journals.Claims[^1];
        var thief = new Claimed(
            claim.Lane, long.MaxValue, claim.Operation, "a-thief", new Span(claim.Call.Answered + 2, claim.Call.Answered + 3));
        var stolen = claim with { Fence = long.MaxValue - 1, Call = new Span(claim.Call.Answered, claim.Call.Answered + 1) };
        return WithClaims(evidence, evidence.Journals.Claims.Append(stolen).Append(thief));
    }

    private static Evidence? RefuseCommitted(Evidence evidence) => ChangeAnswer(
        evidence, answer => answer with { Outcome = CommitOutcome.LeaseLost, Call = new Span(0, 1) });

    private static Evidence? ForgetCommitted(Evidence evidence) => Change(
        evidence,
        operation => operation.State == OperationState.Completed && RunName.Read(operation.Explanation) is { } name
            && evidence.Journals.Answers.Exists(answer => answer.Lane == operation.LaneId && answer.Fence == name.Fence && answer.Outcome == CommitOutcome.Committed),
        operation => operation with { Explanation = "Run 0 of nobody: done." });

    private static Evidence? LoseFollowUp(Evidence evidence)
    {
        var followUp = evidence.Journals.Runs.Find(run => run.FollowUp is { } id && evidence.Store.Operations.Any(operation => operation.Id == id))?.FollowUp;
        return followUp is null ? null : WithStore(evidence, evidence.Store.Operations.Where(operation => operation.Id != followUp));
    }

    private static Evidence? Miscount(Evidence evidence) => evidence with
    {
        Store = evidence.Store with
        {
            Counts = evidence.Store.Counts.ToDictionary(pair => pair.Key, pair => pair.Key == OperationState.Queued ? pair.Value + 1 : pair.Value),
        },
    };

    private static (Run First, Run Second)? Pairs(CaseFile file, Func<LaneFile, Run, Run, bool> fits)
    {
        foreach (var lane in file.Lanes)
        {
            foreach (var (first, second) in lane.Runs.Zip(lane.Runs.Skip(1)))
            {
                if (first.End is not null && fits(lane, first, second))
                {
                    return (first, second);
                }
            }
        }

        return null;
    }

    private static Evidence WithRuns(Evidence evidence, Run old, Run changed) => evidence with
    {
        Journals = evidence.Journals with { Runs = [.. evidence.Journals.Runs.Select(run => run == old ? changed : run)] },
    };

    private static Evidence WithClaims(Evidence evidence, IEnumerable<Claimed> claims) =>
        evidence with { Journals = evidence.Journals with { Claims = [.. claims] } };

    private static Evidence WithStore(Evidence evidence, IEnumerable<SyncOperation> operations) =>
        evidence with { Store = evidence.Store with { Operations = [.. operations] } };

    private static Evidence? Change(Evidence evidence, Func<SyncOperation, bool> which, Func<SyncOperation, SyncOperation> how)
    {
        var found = evidence.Store.Operations.FirstOrDefault(which);
        return found is null ? null : WithStore(evidence, evidence.Store.Operations.Select(operation => operation.Id == found.Id ? how(operation) : operation));
    }

    private static Evidence? ChangeAnswer(Evidence evidence, Func<Answer, Answer> how)
    {
        var named = evidence.Store.Operations.Select(operation => (operation.LaneId, RunName.Read(operation.Explanation))).ToHashSet();
        var found = evidence.Journals.Answers.Find(answer => answer is { IsCheckpoint: false, Outcome: CommitOutcome.Committed }
            && named.Contains((answer.Lane, new RunName(answer.Fence, answer.Worker))));
        return found is null ? null : evidence with
        {
            Journals = evidence.Journals with { Answers = [.. evidence.Journals.Answers.Select(answer => answer == found ? how(answer) : answer)] },
        };
    }
}
