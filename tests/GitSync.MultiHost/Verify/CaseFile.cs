namespace GitSync.MultiHost;

/// <summary>The evidence, sorted for the checks: by operation, by lane, by fence.</summary>
internal sealed class CaseFile
{
    private static readonly IReadOnlyList<Claimed> NoClaims = [];

    private readonly Dictionary<Guid, List<Claimed>> _claimsOf;
    private readonly Dictionary<Guid, long> _followUpsSince = [];

    public CaseFile(Evidence evidence)
    {
        Evidence = evidence;
        Operations = evidence.Store.Operations.DistinctBy(operation => operation.Id).ToDictionary(operation => operation.Id);
        _claimsOf = Journals.Claims.GroupBy(claim => claim.Operation)
            .ToDictionary(group => group.Key, group => group.OrderBy(claim => claim.Fence).ToList());
        foreach (var run in Journals.Runs)
        {
            if (run is { FollowUp: { } id, End: { } end })
            {
                _followUpsSince[id] = end;
            }
        }

        var claims = Journals.Claims.ToLookup(claim => claim.Lane);
        var runs = Journals.Runs.ToLookup(run => run.Lane);
        var answers = Journals.Answers.ToLookup(answer => answer.Lane);
        var operations = Operations.Values.ToLookup(operation => operation.LaneId);
        Lanes =
        [
            .. claims.Select(group => group.Key).Union(runs.Select(group => group.Key)).Union(operations.Select(group => group.Key)).Order()
                .Select(id => new LaneFile(
                    id,
                    [.. claims[id].OrderBy(claim => claim.Fence).ThenBy(claim => claim.Call.Asked)],
                    [.. runs[id].OrderBy(run => run.Fence)],
                    [.. answers[id]],
                    [.. operations[id]])),
        ];
    }

    public Evidence Evidence { get; }

    public Journals Journals => Evidence.Journals;

    public IReadOnlyDictionary<Guid, SyncOperation> Operations { get; }

    public IReadOnlyList<LaneFile> Lanes { get; }

    /// <summary>When an operation was sent at the earliest; null for one that nobody sent.</summary>
    public long? Began(Guid id) => Journals.Sent.TryGetValue(id, out var sent) ? sent.Began
        : _followUpsSince.TryGetValue(id, out var since) ? since : null;

    /// <summary>The claims of an operation, by fence.</summary>
    public IReadOnlyList<Claimed> ClaimsOf(Guid id) => _claimsOf.TryGetValue(id, out var claims) ? claims : NoClaims;

    /// <summary>
    /// Whether a claim may have been ended by its own worker. A refusal proves that it was not, unless a call failed before it: that one
    /// may have been carried out, and then the same completion is refused when it is offered again.
    /// </summary>
    public bool MayHaveEnded(LaneFile lane, Claimed claim)
    {
        if (lane.Committed.Contains((claim.Fence, claim.Worker)))
        {
            return true;
        }

        var ran = lane.Runs.Any(run => run is { End: not null, Meant: OperationState.Queued }
            && run.Fence == claim.Fence && run.Worker == claim.Worker);
        return ran && !lane.Completions.Any(answer => answer.Outcome == CommitOutcome.LeaseLost
            && answer.Fence == claim.Fence && answer.Worker == claim.Worker && !FailedBefore(answer));
    }

    /// <summary>Whether a call of the answer's worker had failed before.</summary>
    public bool FailedBefore(Answer answer) =>
        Journals.Failures.TryGetValue(answer.Worker, out var failures) && failures.Exists(failure => failure.Asked < answer.Call.Asked);

    /// <summary>Whether the worker had begun to hand its lanes back when a later claim was answered.</summary>
    public bool HadReleased(string worker, Claimed later) =>
        Journals.Releases.TryGetValue(worker, out var released) && released <= later.Call.Answered;
}

/// <summary>All that is known of one lane.</summary>
/// <param name="Id">The lane.</param>
/// <param name="Claims">By fence.</param>
/// <param name="Runs">By fence.</param>
/// <param name="Answers">In no order.</param>
/// <param name="Operations">As the store lists them.</param>
internal sealed record LaneFile(
    long Id, IReadOnlyList<Claimed> Claims, IReadOnlyList<Run> Runs, IReadOnlyList<Answer> Answers, IReadOnlyList<SyncOperation> Operations)
{
    /// <summary>
    /// The runs whose completion is durable: history names them, or the store said so. A run whose commit nobody was left to hear of is
    /// missing here only if it meant to be tried again: of all other ends history keeps the run's name.
    /// </summary>
    public IReadOnlySet<(long Fence, string Worker)> Committed { get; } = Operations
        .Select(operation => RunName.Read(operation.Explanation)).OfType<RunName>().Select(name => (name.Fence, name.Worker))
        .Concat(Answers.Where(answer => answer is { IsCheckpoint: false, Outcome: CommitOutcome.Committed })
            .Select(answer => (answer.Fence, answer.Worker)))
        .ToHashSet();

    /// <summary>Each claim with the next one.</summary>
    public IEnumerable<(Claimed From, Claimed To)> Handovers => Claims.Zip(Claims.Skip(1));

    /// <summary>The answers to completions.</summary>
    public IEnumerable<Answer> Completions => Answers.Where(answer => !answer.IsCheckpoint);

    public bool IsCommitted(Run run) => Committed.Contains((run.Fence, run.Worker));
}
