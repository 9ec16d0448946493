namespace GitSync.Storage.Sqlite;

/// <summary>Ends claims, takes lanes back and hands lanes out.</summary>
internal sealed class SqliteWork(SqliteSession session, RecordConflictPolicy policy, StoreLog log)
{
    /// <summary>Lanes of dead workers that one call takes over; the next calls take the rest.</summary>
    public const int MaximumRescued = 200;

    private const string Renew =
        "INSERT INTO gitsync_workers (worker_id, lease_until) VALUES (?, ?) ON CONFLICT (worker_id) DO UPDATE SET lease_until = excluded.lease_until";

    private const string DeadWorkers = "SELECT worker_id FROM gitsync_workers WHERE lease_until <= ? ORDER BY worker_id";
    private const string Forget = "DELETE FROM gitsync_workers WHERE worker_id = ?";
    private const string HeldBy = "SELECT lane_id FROM gitsync_running WHERE worker_id = ? LIMIT ?";

    private readonly StatementCache _statements = session.Statements;
    private readonly SqliteEnqueue _enqueue = new(session, policy);
    private readonly SqliteLinks _links = new(session);

    /// <summary>One call of a worker.</summary>
    /// <param name="completions">What it ends.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="guard">
    /// Runs one part so that its failure is undone alone, or null to let failures through (the fast way, tried first).
    /// </param>
    public WorkReceipt Run(IReadOnlyList<Completion> completions, ClaimRequest request, PartGuard? guard)
    {
        _statements[Renew].Add(request.WorkerId).Add(session.Now + request.Lease).Run();
        var outcomes = new CommitOutcome[completions.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var completion = completions[i];
            outcomes[i] = guard is null
                ? Complete(completion)
                : guard.Run(
                    () => Complete(completion),
                    failure => Complete(LaneRequeue.Faulty(completion.Lease, "faulty_completion", failure.Message)));
        }

        Rescue();
        var claimed = new List<ClaimedOperation>();
        foreach (var row in ReadyRows.Take(session, request.MaximumLanes))
        {
            var claim = guard is null ? Claim(row, request.WorkerId) : guard.Run(() => Claim(row, request.WorkerId), _ => null);
            if (claim is not null)
            {
                claimed.Add(claim);
            }
        }

        return new WorkReceipt(outcomes, claimed, request.MaximumLanes > 0 && claimed.Count == 0 ? ReadyRows.NextDueAt(session) : null);
    }

    public CommitOutcome Checkpoint(LaneLease lease, LaneLink link)
    {
        if (Held(lease) is not { } row)
        {
            return CommitOutcome.LeaseLost;
        }

        var (lane, obstacle) = _links.TrySave(row.State, link);
        if (lane is not null)
        {
            LaneRows.Save(_statements, lane);
        }

        return obstacle ?? CommitOutcome.Committed;
    }

    /// <summary>Everything the worker holds goes back to the queue, and the worker is forgotten.</summary>
    public void Release(string worker)
    {
        // Bounded by what one worker may hold; -1 is SQLite's "no limit".
        TakeBack(worker, -1, LaneRequeue.HandedBack);
        _statements[Forget].Add(worker).Run();
    }

    public bool Retry(Guid id, string? by)
    {
        if (OperationRows.FindLane(_statements, id) is not { } laneId
            || LaneRows.Find(_statements, laneId) is not { State: var lane }
            || OperationRows.FindErrored(_statements, laneId, id) is not { } errored)
        {
            return false;
        }

        var again = LaneRequeue.Retry(lane, errored, by, session.Now);
        OperationRows.RemoveErrored(session, laneId, id);
        foreach (var queued in OperationRows.ReadAllQueued(_statements, laneId))
        {
            if (again.Cancel.Contains(queued.Id))
            {
                OperationRows.Cancel(session, LaneTransitions.Cancel(queued, id, session.Now), laneId);
            }
        }

        OperationRows.PutBack(session, again.Operation, again.Lane);
        LaneRows.Save(_statements, again.Lane);
        ReadyRows.Refresh(session, again.Lane, mayHaveRow: true);
        if (LaneNaming.ChildrenSee(lane, again.Lane))
        {
            ReadyRows.RefreshChildren(session, again.Lane);
        }

        return true;
    }

    public bool Cancel(Guid id, string? by)
    {
        if (OperationRows.FindLane(_statements, id) is not { } laneId
            || LaneRows.Find(_statements, laneId) is not { State: var lane }
            || OperationRows.ReadAllQueued(_statements, laneId).Find(operation => operation.Id == id) is not { } queued)
        {
            return false;
        }

        var canceled = LaneRequeue.Cancel(lane, queued, by, session.Now);
        OperationRows.Cancel(session, canceled.Operation, laneId);
        LaneRows.Save(_statements, canceled.Lane);
        ReadyRows.Refresh(session, canceled.Lane, mayHaveRow: true);
        if (LaneNaming.ChildrenSee(lane, canceled.Lane))
        {
            ReadyRows.RefreshChildren(session, canceled.Lane);
        }

        return true;
    }

    private LaneRow? Held(LaneLease lease) => LaneRows.Find(_statements, lease.LaneId) is { } row
        && row.State.Running?.Id == lease.OperationId && row.Worker == lease.WorkerId && row.State.Fence == lease.Fence ? row : null;

    private CommitOutcome Complete(Completion completion)
    {
        if (Held(completion.Lease) is not { } row)
        {
            return CommitOutcome.LeaseLost;
        }

        if (completion.Link is { } link)
        {
            var (linked, obstacle) = _links.TrySave(row.State, link);
            if (obstacle is { } inTheWay)
            {
                // The lane must not stay claimed: its worker has nothing more to say about it.
                Save(row.State, End(row, LaneRequeue.Unlinked(completion.Lease, inTheWay, session.Now)));
                return inTheWay;
            }

            row = row with { State = linked! };
        }

        // An illegal end is the processor's fault: it must neither hold the lane for ever nor fail the other completions.
        var ends = OperationStates.CanMove(OperationState.Processing, completion.State)
            ? completion
            : LaneRequeue.Faulty(completion.Lease, "faulty_completion", $"a running operation cannot end as {completion.State.Name()}.");
        var lane = End(row, ends);
        if (completion.FollowUp is { } next && OperationRows.FindLane(_statements, next.Id) is null)
        {
            lane = _enqueue.Accept(lane, next, Admission.Granted).Lane;
        }

        Save(row.State, lane);
        return CommitOutcome.Committed;
    }

    private LaneState End(LaneRow row, Completion completion)
    {
        // An ordinary end does not need the document. A damaged one stays as it is, for whoever looks into the damage.
        var whole = completion.ChangesDocument ? OperationRows.FindRunning(_statements, row.State.Id) : null;
        var ending = LaneTransitions.End(row.State, whole ?? row.Running(), completion, session.Now);
        if (ending.Heir is { } heir && OperationRows.ReadAllQueued(_statements, ending.Lane.Id).Find(queued => queued.Id == heir) is { } waiting
            && OperationRows.FindRunning(_statements, ending.Lane.Id) is { } covered)
        {
            var richer = LaneTransitions.Inherit(waiting, covered);
            if (richer != waiting)
            {
                OperationRows.Rewrite(session, richer, ending.Lane.Id);
            }
        }

        OperationRows.End(session, ending.Operation, ending.Lane, whole);
        return ending.Lane;
    }

    /// <summary>The lane was running until now, so it has no row among the runnable ones.</summary>
    private void Save(LaneState before, LaneState after)
    {
        LaneRows.Save(_statements, after);
        ReadyRows.Refresh(session, after, mayHaveRow: false);
        if (LaneNaming.ChildrenSee(before, after))
        {
            ReadyRows.RefreshChildren(session, after);
        }
    }

    private void Rescue()
    {
        var dead = new List<string>();
        var row = _statements[DeadWorkers].Add(session.Now);
        while (row.Step())
        {
            dead.Add(row.NextText()!);
        }

        var left = MaximumRescued;
        foreach (var worker in dead)
        {
            left -= TakeBack(worker, left, LaneRequeue.LeaseRanOut);
            if (left <= 0)
            {
                return;
            }

            _statements[Forget].Add(worker).Run();
        }
    }

    private int TakeBack(string worker, int most, Func<LaneLease, Completion> how)
    {
        var lanes = new List<long>();
        var held = _statements[HeldBy].Add(worker).Add(most);
        while (held.Step())
        {
            lanes.Add(held.NextLong());
        }

        foreach (var id in lanes)
        {
            var row = LaneRows.Find(_statements, id)!.Value;
            Save(row.State, End(row, how(new LaneLease(id, row.State.Running!.Id, worker, row.State.Fence))));
        }

        return lanes.Count;
    }

    /// <returns>Null when the lane's head was damaged and has been ended; the lane's next head is ready then.</returns>
    private ClaimedOperation? Claim(ReadyRow ready, string worker)
    {
        ReadyRows.Remove(session, ready);
        if (LaneRows.Find(_statements, ready.LaneId) is not { State: var lane } || lane.Running is not null || lane.WaitsForParent
            || OperationRows.ReadHead(_statements, ready.LaneId) is not { } head)
        {
            // A damaged head that was ended a moment ago can change what its comments wait for.
            return null;
        }

        var started = LaneTransitions.Start(lane, head.Operation, session.Now);
        OperationRows.Start(session, started.Operation, started.Lane, worker);
        LaneRows.SaveFence(_statements, started.Lane);
        var lease = new LaneLease(lane.Id, started.Operation.Id, worker, started.Lane.Fence);
        if (head.Damage is { } damage)
        {
            return Quarantine(lease, "corrupt_document", "the operation's stored document cannot be read: " + damage);
        }

        try
        {
            var link = LaneRows.ReadLink(_statements, lane.Id);
            var parent = lane.ParentId is { } id ? LaneRows.ReadLink(_statements, id) : null;
            return new ClaimedOperation(lease, LaneNaming.Identify(started.Operation, started.Lane), started.Lane, link, parent)
            {
                RunnableSince = ClaimedOperation.SinceOf(head.Operation),
            };
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or NotSupportedException or FormatException)
        {
            return Quarantine(lease, "corrupt_link", "the lane's stored link cannot be read: " + exception.Message);
        }
    }

    private ClaimedOperation? Quarantine(LaneLease lease, string code, string message)
    {
        log.Quarantined(lease.OperationId, lease.LaneId, code);
        Complete(LaneRequeue.Faulty(lease, code, message));
        return null;
    }
}
