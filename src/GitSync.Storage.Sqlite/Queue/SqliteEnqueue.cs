namespace GitSync.Storage.Sqlite;

/// <summary>Takes operations in, under the rules.</summary>
internal sealed class SqliteEnqueue(SqliteSession session, RecordConflictPolicy policy)
{
    private const string FindStored =
        """
        SELECT 0, explanation FROM gitsync_queued WHERE lane_id = ?1 AND id = ?2
        UNION ALL SELECT 1, explanation FROM gitsync_running WHERE lane_id = ?1 AND id = ?2
        UNION ALL SELECT state, explanation FROM gitsync_history WHERE lane_id = ?1 AND id = ?2
        """;

    private readonly StatementCache _statements = session.Statements;

    public EnqueueReceipt Take(EnqueueBatch batch)
    {
        if (batch.Delivery is { } delivery
            && !DeliveryRows.TryAdd(_statements, delivery with
            {
                Outcome = ConnectionChanges.OutcomeOf(batch, session.ConnectionOf)!,
                Operations = batch.OperationIds,
            }))
        {
            return new EnqueueReceipt(true, []);
        }

        if (batch.Connections.Count > 0)
        {
            ConnectionRows.Apply(_statements, batch.Connections);
            session.ForgetConnections();
        }

        var outcomes = new EnqueueOutcome[batch.Items.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = Take(batch.Items[i]);
        }

        return new EnqueueReceipt(false, outcomes);
    }

    /// <summary>
    /// The rules' answer, written; also for what a completion brings along. The lane's row and names are the caller's to save.
    /// </summary>
    public Acceptance Accept(LaneState lane, SyncOperation operation, Admission admission)
    {
        var accepted = LaneTransitions.Accept(lane, operation, admission, policy, session.Now);
        var entered = LaneNaming.Identify(accepted.Operation, accepted.Lane);
        if (accepted.InheritsFrom is { } covered
            && OperationRows.ReadAllQueued(_statements, lane.Id).Find(queued => queued.Id == covered) is { } older)
        {
            entered = LaneTransitions.Inherit(entered, older);
        }

        foreach (var id in accepted.Cancel)
        {
            OperationRows.Cancel(session, LaneTransitions.Cancel(StubOf(lane, id), entered.Id, session.Now), lane.Id);
        }

        if (accepted.FlagFetchOn is { } flagged
            && OperationRows.ReadAllQueued(_statements, lane.Id).Find(queued => queued.Id == flagged) is { } waiting)
        {
            OperationRows.Rewrite(session, LaneTransitions.FlagFetch(waiting, entered), lane.Id);
        }

        OperationRows.Enter(session, entered, accepted.Lane);
        return accepted with { Operation = entered };
    }

    private static SyncOperation StubOf(LaneState lane, Guid id)
    {
        var pending = lane.QueuedInbound?.Id == id ? lane.QueuedInbound : lane.QueuedOutbound!;
        return OperationStub.Of(lane.Kind, pending, lane.Id, lane.RepositoryId, OperationState.Queued, 0, default);
    }

    private EnqueueOutcome Take(EnqueueItem item)
    {
        var operation = item.Operation;
        if (OperationRows.FindLane(_statements, operation.Id) is { } known)
        {
            return Stored(operation.Id, known);
        }

        var found = Find(item.Address, item.Operation.RepositoryId);
        if (found is { } state && item.IsNeedlessFor(state))
        {
            return new EnqueueOutcome(operation.Id, state.Id, null, null);
        }

        var admission = Admit(item);
        if (admission.Refusal is not null)
        {
            return Refuse(item, found, admission);
        }

        var (before, lane) = Resolve(item.Address, operation, found);
        return AcceptAndSave(before, lane, operation, admission);
    }

    private EnqueueOutcome Stored(Guid id, long laneId)
    {
        var row = _statements[FindStored].Add(laneId).Add(id);
        if (!row.Step())
        {
            throw new InvalidOperationException($"Operation {id} is registered for lane {laneId} but is in none of its tables.");
        }

        var outcome = new EnqueueOutcome(id, laneId, (OperationState)row.NextInt(), row.NextText());
        row.Reset();
        return outcome;
    }

    /// <summary>The item's own refusal comes first; then what is stored about the repository.</summary>
    private Admission Admit(EnqueueItem item)
    {
        if (item.Admission.Refusal is not null || !item.RequireConnection)
        {
            return item.Admission;
        }

        var repository = item.Operation.RepositoryId;
        return session.ConnectionOf(repository)?.Admit(item.Operation.GitHubAppInstallationId)
            ?? Admission.Refused(SyncRule.NotConnected, $"repository {repository} is not connected to a project.");
    }

    /// <summary>A refused operation names no lane; it gets one of its own only when a record's status has to show it.</summary>
    private EnqueueOutcome Refuse(EnqueueItem item, LaneState? found, Admission admission)
    {
        var operation = item.Operation;
        if (found is null && item.Address.Local is { } local)
        {
            var own = new LaneAddress { Kind = item.Address.Kind, Local = local };
            var parent = item.Address.Parent is { } above ? Find(above, item.Operation.RepositoryId) : null;
            return AcceptAndSave(null, LaneNaming.New(session.NextLaneId(), own, operation, parent), operation, admission);
        }

        if (found is not null)
        {
            return AcceptAndSave(found, found, operation, admission);
        }

        var refused = Accept(LaneNaming.New(0, item.Address, operation, null), operation, admission).Operation;
        return new EnqueueOutcome(refused.Id, 0, refused.State, refused.Explanation);
    }

    /// <param name="before">The lane as stored, or null when it is new.</param>
    /// <param name="lane">The lane with the names it takes.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="admission">Whether it may take part.</param>
    private EnqueueOutcome AcceptAndSave(LaneState? before, LaneState lane, SyncOperation operation, Admission admission)
    {
        var accepted = Accept(lane, operation, admission);
        var after = accepted.Lane;
        if (before is null)
        {
            LaneRows.Insert(_statements, after);
        }
        else
        {
            SaveChanges(before, after);
        }

        var queued = accepted.Operation.State == OperationState.Queued;
        if (queued && (before?.QueuedInbound ?? before?.QueuedOutbound) is null)
        {
            if (after.Running is null && !after.WaitsForParent)
            {
                ReadyRows.Add(session, accepted.Operation, after);
            }
        }
        else if (before is not null && (queued || before.WaitsForParent != after.WaitsForParent))
        {
            ReadyRows.Refresh(session, after, mayHaveRow: before.Running is null);
        }

        if (before is not null && LaneNaming.ChildrenSee(before, after))
        {
            ReadyRows.RefreshChildren(session, after);
        }

        return new EnqueueOutcome(accepted.Operation.Id, after.Id, accepted.Operation.State, accepted.Operation.Explanation)
        {
            Covered = accepted.Cancel.Count,
        };
    }

    private void SaveChanges(LaneState before, LaneState after)
    {
        if (before.Local != after.Local || before.Remote != after.Remote || before.ParentId != after.ParentId)
        {
            LaneRows.SaveNames(_statements, after);
        }

        if (before != after)
        {
            LaneRows.Save(_statements, after);
        }
    }

    private LaneState? Find(LaneAddress address, long repositoryId)
    {
        var named = LaneRows.FindByRemote(_statements, address.Remote);
        return (named is not { } row || LaneNaming.GivesWayToMarker(row.State)
            ? LaneRows.FindUnlinkedByMarker(_statements, address.Marker, address.Kind, repositoryId) ?? named ?? LaneRows.FindByLocal(_statements, address.Local)
            : named)?.State;
    }

    private (LaneState? Before, LaneState Lane) Resolve(LaneAddress address, SyncOperation operation, LaneState? found)
    {
        var parent = address.Parent is { } above ? ResolveParent(above, operation) : null;
        if (found is null)
        {
            return (null, LaneNaming.New(session.NextLaneId(), address, operation, parent));
        }

        var freeLocal = found.Local is null && address.Local is { } local && !LaneRows.IsLocalTaken(_statements, local) ? address.Local : null;
        var freeRemote = found.Remote is null && address.Remote is { } remote && !LaneRows.IsRemoteTaken(_statements, remote) ? address.Remote : null;
        return (found, LaneNaming.Complete(found, operation, freeLocal, freeRemote, parent));
    }

    /// <summary>The parent's lane is saved first: the comment's row names it.</summary>
    private LaneState ResolveParent(LaneAddress address, SyncOperation operation)
    {
        var (before, lane) = Resolve(address, operation, Find(address, operation.RepositoryId));
        if (before is null)
        {
            LaneRows.Insert(_statements, lane);
            return lane;
        }

        SaveChanges(before, lane);
        if (LaneNaming.ChildrenSee(before, lane))
        {
            ReadyRows.RefreshChildren(session, lane);
        }

        return lane;
    }
}
