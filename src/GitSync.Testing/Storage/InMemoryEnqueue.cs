namespace GitSync.Testing;

/// <summary>Takes operations in, under the rules.</summary>
internal sealed class InMemoryEnqueue(InMemoryTables tables, RecordConflictPolicy policy)
{
    public EnqueueOutcome Take(EnqueueItem item, DateTimeOffset now)
    {
        var operation = item.Operation;
        if (FindStored(operation.Id) is { } stored)
        {
            return new EnqueueOutcome(stored.Id, stored.LaneId, stored.State, stored.Explanation);
        }

        var found = Find(item.Address, item.Operation.RepositoryId);
        if (found is not null && tables.StateOf(found) is var state && item.IsNeedlessFor(state))
        {
            return new EnqueueOutcome(operation.Id, state.Id, null, null);
        }

        var admission = Admit(item);
        if (admission.Refusal is not null)
        {
            return Refuse(item, found, admission, now);
        }

        return Accept(Resolve(item.Address, operation), operation, admission, now);
    }

    /// <summary>The normal way in, also for what a completion brings along.</summary>
    public EnqueueOutcome Accept(InMemoryLane lane, SyncOperation operation, Admission admission, DateTimeOffset now)
    {
        var accepted = LaneTransitions.Accept(tables.StateOf(lane), operation, admission, policy, now);
        var entered = LaneNaming.Identify(accepted.Operation, accepted.Lane);
        if (accepted.InheritsFrom is { } covered)
        {
            entered = LaneTransitions.Inherit(entered, lane.Queued.Find(queued => queued.Id == covered)!);
        }

        foreach (var id in accepted.Cancel)
        {
            tables.Cancel(lane, id, entered.Id, now);
        }

        if (accepted.FlagFetchOn is { } flagged)
        {
            tables.Enqueue(lane, LaneTransitions.FlagFetch(tables.Dequeue(lane, flagged), entered));
        }

        if (entered.State == OperationState.Queued)
        {
            tables.Enqueue(lane, entered);
        }
        else
        {
            tables.Archive(entered);
        }

        tables.Save(lane, accepted.Lane);
        return new EnqueueOutcome(entered.Id, lane.State.Id, entered.State, entered.Explanation) { Covered = accepted.Cancel.Count };
    }

    public bool IsKnown(Guid id) => tables.Live.ContainsKey(id) || tables.History.ContainsKey(id);

    private SyncOperation? FindStored(Guid id)
    {
        if (tables.Live.TryGetValue(id, out var laneId))
        {
            var lane = tables.Lanes[laneId];
            return lane.Running?.Id == id ? lane.Running : lane.Queued.Find(queued => queued.Id == id);
        }

        return tables.History.GetValueOrDefault(id);
    }

    /// <summary>The item's own refusal comes first; then what is stored about the repository.</summary>
    private Admission Admit(EnqueueItem item)
    {
        if (item.Admission.Refusal is not null || !item.RequireConnection)
        {
            return item.Admission;
        }

        var repository = item.Operation.RepositoryId;
        return tables.ConnectionOf(repository)?.Admit(item.Operation.GitHubAppInstallationId)
            ?? Admission.Refused(SyncRule.NotConnected, $"repository {repository} is not connected to a project.");
    }

    /// <summary>A refused operation names no lane; it gets one of its own only when a record's status has to show it.</summary>
    private EnqueueOutcome Refuse(EnqueueItem item, InMemoryLane? found, Admission admission, DateTimeOffset now)
    {
        var operation = item.Operation;
        if (found is null && item.Address.Local is { } local)
        {
            var parent = item.Address.Parent is { } above ? Find(above, item.Operation.RepositoryId)?.State : null;
            found = tables.Add(LaneNaming.New(tables.NextLaneId(), new LaneAddress { Kind = item.Address.Kind, Local = local }, operation, parent));
        }

        if (found is not null)
        {
            return Accept(found, operation, admission, now);
        }

        var refused = LaneTransitions.Accept(LaneNaming.New(0, item.Address, operation, null), operation, admission, policy, now).Operation;
        tables.Archive(refused);
        return new EnqueueOutcome(refused.Id, 0, refused.State, refused.Explanation);
    }

    private InMemoryLane? Find(LaneAddress address, long repositoryId)
    {
        var named = tables.Find(address.Remote, tables.ByRemote);
        return named is null || LaneNaming.GivesWayToMarker(tables.StateOf(named))
            ? tables.FindUnlinkedByMarker(address.Marker, address.Kind, repositoryId) ?? named ?? tables.Find(address.Local, tables.ByLocal)
            : named;
    }

    private InMemoryLane Resolve(LaneAddress address, SyncOperation operation)
    {
        var parent = address.Parent is { } above ? Resolve(above, operation).State : null;
        if (Find(address, operation.RepositoryId) is not { } lane)
        {
            return tables.Add(LaneNaming.New(tables.NextLaneId(), address, operation, parent));
        }

        var freeLocal = tables.Find(address.Local, tables.ByLocal) is null ? address.Local : null;
        var freeRemote = tables.Find(address.Remote, tables.ByRemote) is null ? address.Remote : null;
        var completed = LaneNaming.Complete(lane.State, operation, freeLocal, freeRemote, parent);
        if (completed != lane.State)
        {
            tables.Save(lane, completed);
        }

        return lane;
    }
}
