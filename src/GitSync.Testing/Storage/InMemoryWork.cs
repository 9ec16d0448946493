namespace GitSync.Testing;

/// <summary>Ends claims, saves links and hands out lanes.</summary>
internal sealed class InMemoryWork(InMemoryTables tables, InMemoryEnqueue enqueue)
{
    public CommitOutcome Complete(Completion completion, DateTimeOffset now)
    {
        if (Held(completion.Lease) is not { } lane)
        {
            return CommitOutcome.LeaseLost;
        }

        if (completion.Link is { } link && TryLink(lane, link, now) is { } obstacle)
        {
            // The lane must not stay claimed: its worker has nothing more to say about it.
            End(lane, LaneRequeue.Unlinked(completion.Lease, obstacle, now), now);
            return obstacle;
        }

        // An illegal end is the processor's fault: it must neither hold the lane for ever nor fail the other completions.
        var ends = OperationStates.CanMove(OperationState.Processing, completion.State)
            ? completion
            : LaneRequeue.Faulty(completion.Lease, "faulty_completion", $"a running operation cannot end as {completion.State.Name()}.");
        End(lane, ends, now);
        if (completion.FollowUp is { } next && !enqueue.IsKnown(next.Id))
        {
            enqueue.Accept(lane, next, Admission.Granted, now);
        }

        return CommitOutcome.Committed;
    }

    public CommitOutcome Checkpoint(LaneLease lease, LaneLink link, DateTimeOffset now) => Held(lease) is not { } lane
        ? CommitOutcome.LeaseLost
        : TryLink(lane, link, now) ?? CommitOutcome.Committed;

    /// <summary>Everything a worker holds goes back to the queue.</summary>
    /// <returns>How many lanes it held.</returns>
    public int TakeBack(string worker, int most, Func<LaneLease, Completion> how, DateTimeOffset now)
    {
        InMemoryLane[] held = [.. tables.Lanes.Values.Where(lane => lane.Running is not null && lane.Worker == worker).Take(most)];
        foreach (var lane in held)
        {
            End(lane, how(new LaneLease(lane.State.Id, lane.Running!.Id, worker, lane.State.Fence)), now);
        }

        return held.Length;
    }

    public ClaimedOperation Claim(ReadyKey key, string worker, DateTimeOffset now)
    {
        var lane = tables.Lanes[key.LaneId];
        var head = tables.Dequeue(lane, lane.Head!.Id);
        var started = LaneTransitions.Start(tables.StateOf(lane), head, now);
        var running = LaneNaming.Identify(started.Operation, started.Lane);
        (lane.Running, lane.Worker) = (running, worker);
        tables.Live[running.Id] = key.LaneId;
        tables.Count(running.State, 1);
        tables.Save(lane, started.Lane);
        var parent = started.Lane.ParentId is { } id && tables.Lanes.TryGetValue(id, out var found) ? found.Link : null;
        return new ClaimedOperation(new LaneLease(key.LaneId, running.Id, worker, started.Lane.Fence), running, started.Lane, lane.Link, parent)
        {
            RunnableSince = ClaimedOperation.SinceOf(head),
        };
    }

    public bool Retry(Guid id, string? by, DateTimeOffset now)
    {
        if (tables.History.GetValueOrDefault(id) is not { State: OperationState.Errored } errored
            || !tables.Lanes.TryGetValue(errored.LaneId, out var lane))
        {
            return false;
        }

        var again = LaneRequeue.Retry(tables.StateOf(lane), errored, by, now);
        tables.History.Remove(id);
        tables.Count(errored.State, -1);
        foreach (var canceled in again.Cancel)
        {
            tables.Cancel(lane, canceled, id, now);
        }

        Put(lane, LaneNaming.Identify(again.Operation, again.Lane));
        tables.Save(lane, again.Lane);
        return true;
    }

    public bool Cancel(Guid id, string? by, DateTimeOffset now)
    {
        if (!tables.Live.TryGetValue(id, out var laneId) || tables.Lanes[laneId] is not { } lane || lane.Running?.Id == id)
        {
            return false;
        }

        var canceled = LaneRequeue.Cancel(tables.StateOf(lane), tables.Dequeue(lane, id), by, now);
        tables.Archive(canceled.Operation);
        tables.Save(lane, canceled.Lane);
        return true;
    }

    private InMemoryLane? Held(LaneLease lease) => tables.Lanes.TryGetValue(lease.LaneId, out var lane)
        && lane.Running?.Id == lease.OperationId && lane.Worker == lease.WorkerId && lane.State.Fence == lease.Fence ? lane : null;

    private void End(InMemoryLane lane, Completion completion, DateTimeOffset now)
    {
        var running = lane.Running!;
        var ending = LaneTransitions.End(tables.StateOf(lane), running, completion, now);
        (lane.Running, lane.Worker) = (null, null);
        tables.Live.Remove(running.Id);
        tables.Count(running.State, -1);
        Put(lane, LaneNaming.Identify(ending.Operation, ending.Lane));
        if (ending.Heir is { } heir)
        {
            tables.Enqueue(lane, LaneTransitions.Inherit(tables.Dequeue(lane, heir), running));
        }

        tables.Save(lane, ending.Lane);
    }

    private void Put(InMemoryLane lane, SyncOperation operation)
    {
        if (operation.State == OperationState.Queued)
        {
            tables.Enqueue(lane, operation);
        }
        else
        {
            tables.Archive(operation);
        }
    }

    /// <summary>Saves the link and its names; a lane that has one of them and may be taken in is; else nothing changes, and what stands in the way is told.</summary>
    private CommitOutcome? TryLink(InMemoryLane lane, LaneLink link, DateTimeOffset now)
    {
        var byRemote = Other(lane, tables.Find(LaneNaming.RemoteOf(link), tables.ByRemote));
        var byLocal = Other(lane, tables.Find(LaneNaming.LocalOf(lane.State, link), tables.ByLocal));
        if (LaneAbsorption.Obstacle(byRemote is null ? null : tables.StateOf(byRemote), byLocal is null ? null : tables.StateOf(byLocal)) is { } obstacle)
        {
            return obstacle;
        }

        foreach (var other in new[] { byRemote, byLocal }.OfType<InMemoryLane>())
        {
            Absorb(lane, other, now);
        }

        var linked = LaneNaming.Linked(lane.State, link, lane.Link);
        lane.Link = link;
        tables.Save(lane, linked);
        return null;
    }

    private static InMemoryLane? Other(InMemoryLane lane, InMemoryLane? found) => found == lane ? null : found;

    private void Absorb(InMemoryLane lane, InMemoryLane other, DateTimeOffset now)
    {
        var absorbed = LaneAbsorption.Absorb(tables.StateOf(lane), lane.Queued, tables.StateOf(other), other.Queued);
        foreach (var (id, by) in absorbed.Cancel)
        {
            tables.Cancel(lane.Queued.Exists(queued => queued.Id == id) ? lane : other, id, by, now);
        }

        foreach (var id in absorbed.Move)
        {
            tables.Enqueue(lane, tables.Dequeue(other, id) with { LaneId = lane.State.Id });
        }

        tables.Remove(other, lane.State.Id);
        tables.Save(lane, absorbed.Lane);
        tables.RefreshChildren(lane.State.Id);
    }
}
