namespace GitSync.Storage.Postgres;

/// <summary>What happens to operations within their lane, in memory. The decisions come from Core.</summary>
internal static class LaneMoves
{
    /// <summary>A new operation, or one that comes back, enters: queued, or ended at once.</summary>
    public static OperationEntry Enter(this WorkingSet set, LaneEntry? lane, OperationEntry entry)
    {
        if (lane is not null)
        {
            entry.Identity = IdentityOf(lane);
            if (entry.Operation.State == OperationState.Queued)
            {
                lane.Queued.Add(entry);
            }
        }

        return set.Add(entry);
    }

    /// <summary>A queued operation that another one covers.</summary>
    public static void Cancel(LaneEntry lane, Guid id, Guid by, DateTimeOffset now)
    {
        var entry = lane.Queued.Find(queued => queued.Operation.Id == id)
            ?? throw new InvalidOperationException($"Operation {id} is not queued in lane {lane.Id}.");
        lane.Queued.Remove(entry);
        entry.Operation = LaneTransitions.Cancel(entry.Operation, by, now);
    }

    /// <summary>A queued operation that an administrator takes out.</summary>
    public static void Cancel(WorkingSet set, LaneEntry lane, OperationEntry queued, string? by, DateTimeOffset now)
    {
        var canceled = LaneRequeue.Cancel(set.StateOf(lane), queued.Operation, by, now);
        lane.Queued.Remove(queued);
        queued.Operation = canceled.Operation;
        set.Save(lane, canceled.Lane);
    }

    /// <summary>The lane's head begins.</summary>
    public static void Start(LaneEntry lane, OperationEntry head, Ending started, string worker)
    {
        lane.Queued.Remove(head);
        (lane.Running, lane.Worker) = (head, worker);
        head.Operation = started.Operation;
        head.Identity = IdentityOf(lane);
    }

    /// <summary>The running operation ends, or goes back to the queue.</summary>
    public static void End(LaneEntry lane, Ending ending, long fence)
    {
        var running = lane.Running!;
        (lane.Running, lane.Worker) = (null, null);
        running.Operation = ending.Operation;
        running.Identity = (ending.Lane.IsLinked ? ending.Lane.Id : null, ending.Lane.ParentId);
        running.IsChanged = true;
        if (ending.Operation.State == OperationState.Queued)
        {
            lane.Queued.Add(running);
        }
        else
        {
            running.Fence = fence;
        }
    }

    /// <summary>A queued operation goes on in the lane that has taken its own in.</summary>
    public static void Move(LaneEntry from, LaneEntry to, Guid id)
    {
        var entry = from.Queued.Find(queued => queued.Operation.Id == id)!;
        from.Queued.Remove(entry);
        to.Queued.Add(entry);
        entry.Lane = to;
        entry.Operation = entry.Operation with { LaneId = to.Id };
        entry.IsChanged = true;
    }

    /// <summary>Replaces a queued operation whose document changes.</summary>
    public static void Rewrite(OperationEntry entry, SyncOperation operation)
    {
        if (operation != entry.Operation)
        {
            entry.Operation = operation;
            (entry.IsRewritten, entry.IsChanged) = (true, true);
        }
    }

    private static (long? Linked, long? Parent) IdentityOf(LaneEntry lane) => (lane.State.IsLinked ? lane.Id : null, lane.State.ParentId);
}
