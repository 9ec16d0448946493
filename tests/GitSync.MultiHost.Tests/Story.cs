namespace GitSync.MultiHost.Tests;

/// <summary>
/// A hand-made history of one lane: what the processes would have written down and what the store would hold. Every step is a
/// millisecond after the one before, so that a test says only what happened in which order.
/// </summary>
internal sealed class Story
{
    private const long Millisecond = 1_000_000;
    private const long LaneId = 1;
    private static readonly PlannedLane Lane = new(0);
    private static readonly DateTimeOffset Began = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly OperationPlan _ids = new(new PlanSettings(1, 100, 1, Began.ToUnixTimeSeconds()));
    private readonly Journals _journals = new();
    private readonly Dictionary<Guid, SyncOperation> _stored = [];
    private readonly Dictionary<(long Fence, string Worker), Span> _claims = [];
    private long _now = Millisecond;
    private int _sent;
    private long _highestFence;
    private string? _marker;

    /// <summary>GitHub rings with a state of a second after the beginning, and the store takes it in.</summary>
    public Guid Inbound(int second, Guid? id = null) =>
        Send(id ?? NewId(), inbound: true, new GitHubTime(Began.ToUnixTimeSeconds() + second));

    /// <summary>The application rings, and the store takes it in.</summary>
    public Guid Outbound() => Send(NewId(), inbound: false, null);

    /// <summary>A worker asks for work and gets the lane.</summary>
    public void Claim(Guid id, long fence, string worker = "w1")
    {
        var call = new Span(Tick(), Tick());
        _claims[(fence, worker)] = call;
        _highestFence = Math.Max(_highestFence, fence);
        _journals.Claims.Add(new Claimed(LaneId, fence, id, worker, call));
        Renew(worker, call);
    }

    /// <summary>A worker asks for nothing but to keep its lease.</summary>
    public void Renew(string worker = "w1") => Renew(worker, new Span(Tick(), Tick()));

    /// <summary>The processor begins.</summary>
    public void Start(Guid id, long fence, string worker = "w1") =>
        _journals.Runs.Add(new Run(LaneId, fence, id, worker, Tick(), null, null, false, null));

    /// <summary>The processor ends, and means the operation to end so.</summary>
    public void End(
        long fence, string worker = "w1", OperationState meant = OperationState.Completed, bool links = false, Guid? followUp = null)
    {
        var at = _journals.Runs.FindIndex(run => run.Fence == fence && run.Worker == worker);
        _journals.Runs[at] = _journals.Runs[at] with { End = Tick(), Meant = meant, Links = links, FollowUp = followUp };
    }

    /// <summary>The store answers to the completion; when it is committed, the operation is in history.</summary>
    public void Commit(long fence, string worker = "w1", CommitOutcome outcome = CommitOutcome.Committed)
    {
        _journals.Answers.Add(new Answer(LaneId, fence, worker, false, outcome, new Span(Tick(), Tick())));
        var run = _journals.Runs.Find(run => run.Fence == fence && run.Worker == worker)!;
        if (outcome != CommitOutcome.Committed || run.Meant != OperationState.Completed)
        {
            return;
        }

        _marker = run.Links ? RunName.Marker(Lane.Index, fence) : _marker;
        Put(run.Operation, operation => operation with
        {
            State = OperationState.Completed,
            Rule = SyncRule.InStep,
            Explanation = new RunName(fence, worker).Explain("done."),
            StartedAt = Time(),
            EndedAt = Time(),
        });
        if (run.FollowUp is { } next)
        {
            _stored[next] = PlannedOperation.Make(Lane, next, inbound: true, SyncAction.Refreshed, null, 0) with
            {
                LaneId = LaneId, CreatedAt = Time(),
            };
        }
    }

    /// <summary>Claimed, run and committed, one after the other.</summary>
    public void Complete(Guid id, long fence, string worker = "w1", Guid? followUp = null)
    {
        Claim(id, fence, worker);
        Start(id, fence, worker);
        End(fence, worker, links: true, followUp: followUp);
        Commit(fence, worker);
    }

    public void Cancel(Guid id, Guid by) => Put(id, operation => operation with
    {
        State = OperationState.Canceled, CanceledBy = by, Rule = SyncRule.Superseded, Explanation = "Canceled.", EndedAt = Time(),
    });

    public void DropAsOutdated(Guid id, Guid @for) => Put(id, operation => operation with
    {
        State = OperationState.Dropped, DroppedFor = @for, Rule = SyncRule.Outdated, Explanation = "Dropped.", EndedAt = Time(),
    });

    public void Double(Guid id, Guid of, SyncRule rule) => Put(id, operation => operation with
    {
        State = OperationState.Duplicate, DuplicateOf = of, Rule = rule, Explanation = "Duplicate.", EndedAt = Time(),
    });

    public void Put(Guid id, Func<SyncOperation, SyncOperation> how) => _stored[id] = how(_stored[id]);

    public void Forget(Guid id) => _stored.Remove(id);

    /// <summary>As if its sender had been killed before the answer.</summary>
    public void LeaveUnanswered(Guid id) => _journals.Sent[id] = _journals.Sent[id] with { Accepted = null, Told = null };

    /// <summary>The next id, for an operation that comes later.</summary>
    public Guid NewId() => _ids.IdOf(_sent++);

    /// <summary>For so long nothing happens.</summary>
    public void Wait(TimeSpan time) => _now += (long)time.TotalMilliseconds * Millisecond;

    /// <summary>What the verifier would be given.</summary>
    public Evidence Evidence()
    {
        var lane = new LaneState
        {
            Id = LaneId,
            Kind = ResourceKind.Task,
            Local = Lane.Local,
            Remote = Lane.Remote,
            RepositoryId = Lane.RepositoryId,
            Fence = _highestFence,
        };
        return new Evidence(
            _journals,
            new StoreContent
            {
                Operations = [.. _stored.Values.OrderBy(operation => operation.Id)],
                Counts = OperationStates.All
                    .ToDictionary(state => state, state => _stored.Values.LongCount(operation => operation.State == state)),
                Lanes = new Dictionary<LaneName, LaneView>
                {
                    [Lane.Local] = new(lane, LaneLink.Empty with { Marker = _marker }, null, null),
                },
            },
            TimeSpan.FromSeconds(3));
    }

    public Verdict Judge() => Verifier.Judge(Evidence());

    private Guid Send(Guid id, bool inbound, GitHubTime? time)
    {
        _journals.Sent[id] = new Sent(Tick(), Tick(), OperationState.Queued);
        _stored[id] = PlannedOperation.Make(Lane, id, inbound, SyncAction.Edited, time, 0) with { LaneId = LaneId, CreatedAt = Time() };
        return id;
    }

    private void Renew(string worker, Span call)
    {
        if (!_journals.Renewals.TryGetValue(worker, out var calls))
        {
            _journals.Renewals[worker] = calls = [];
        }

        calls.Add(call);
    }

    private long Tick() => _now += Millisecond;

    private DateTimeOffset Time() => Began.AddMilliseconds(_now / (double)Millisecond);
}
