using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Takes batches in, under the rules: one round trip reads, the rules decide in memory, one round trip writes.</summary>
internal sealed class PostgresEnqueue(PostgresSession session, RecordConflictPolicy policy)
{
    private readonly WorkingSet _set = new();
    private readonly ConnectionBook _connections = new();
    private readonly HashSet<Guid> _newDeliveries = [];
    private readonly Dictionary<Guid, string> _otherOutcomes = [];

    /// <summary>Stores the batches in the open transaction; the caller commits.</summary>
    /// <param name="batches">What enters, in order.</param>
    /// <param name="lockTimeout">How long to wait for a lane that somebody else holds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One receipt per batch.</returns>
    public async Task<EnqueueReceipt[]> TakeAsync(IReadOnlyList<EnqueueBatch> batches, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        await ReadAsync(batches, lockTimeout, cancellationToken).ConfigureAwait(false);
        var receipts = new EnqueueReceipt[batches.Count];
        for (var i = 0; i < receipts.Length; i++)
        {
            receipts[i] = await TakeAsync(batches[i], cancellationToken).ConfigureAwait(false);
        }

        await ChangeWriter.WriteLastAsync(_set, session, AppendShared, cancellationToken).ConfigureAwait(false);
        return receipts;
    }

    /// <summary>The rules' answer, in memory; also for what a completion brings along.</summary>
    public static async Task<Acceptance> AcceptAsync(
        WorkingSet set, PostgresSession session, RecordConflictPolicy policy, LaneEntry lane, SyncOperation operation, Admission admission,
        CancellationToken cancellationToken)
    {
        var accepted = LaneTransitions.Accept(set.StateOf(lane), operation, admission, policy, session.Now);
        var entered = LaneNaming.Identify(accepted.Operation, accepted.Lane);
        if (accepted.InheritsFrom is { } covered && lane.Queued.Find(queued => queued.Operation.Id == covered) is { } older)
        {
            await StoredDocumentsOf.ReadAsync(session, [older], cancellationToken).ConfigureAwait(false);
            entered = older.IsWhole ? LaneTransitions.Inherit(entered, older.Operation) : entered;
        }

        foreach (var id in accepted.Cancel)
        {
            LaneMoves.Cancel(lane, id, entered.Id, session.Now);
        }

        if (accepted.FlagFetchOn is { } flagged && lane.Queued.Find(queued => queued.Operation.Id == flagged) is { } waiting)
        {
            await StoredDocumentsOf.ReadAsync(session, [waiting], cancellationToken).ConfigureAwait(false);
            LaneMoves.Rewrite(waiting, LaneTransitions.FlagFetch(waiting.Operation, entered));
        }

        set.Save(lane, accepted.Lane);
        set.Enter(lane, new OperationEntry(entered, lane, StoredPlace.Nowhere));
        return accepted with { Operation = entered };
    }

    private async Task ReadAsync(IReadOnlyList<EnqueueBatch> batches, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var items = batches.SelectMany(batch => batch.Items).ToArray();
        var addresses = items.SelectMany(item => item.Address.Parent is { } parent ? new[] { item.Address, parent } : [item.Address]).ToArray();
        LaneName[] names = [.. addresses.SelectMany(address => new[] { address.Local, address.Remote }).OfType<LaneName>().Distinct()];
        string[] stored = [.. names.Select(StoredText.Name)];
        string[] markers = [.. addresses.Select(address => address.Marker).OfType<string>().Distinct()];
        Guid[] ids = [.. items.Select(item => item.Operation.Id).Distinct()];
        WebhookDelivery[] deliveries =
        [
            .. batches.Where(batch => batch.Delivery is not null).DistinctBy(batch => batch.Delivery!.Id)
                .Select(batch => batch.Delivery! with { Operations = batch.OperationIds }),
        ];
        var changesConnections = batches.Any(batch => batch.Connections.Count > 0);
        var sql = session.Sql;
        var batch = session.Begin(lockTimeout);
        await using (batch.ConfigureAwait(false))
        {
            if (deliveries.Length > 0)
            {
                DeliveryRows.Append(deliveries, sql, batch);
            }

            if (changesConnections)
            {
                batch.Add(sql.LockConnections);
                batch.Add(sql.AllConnections);
            }
            else
            {
                batch.Add(sql.Connections, PostgresSession.Numbers(items.Select(item => item.Operation.RepositoryId).Distinct()));
            }

            LaneReader.AddLockAndRead(batch, sql.Lanes, sql.Lanes.ByNames, PostgresSession.Texts(stored), PostgresSession.Texts(markers));

            // After the lock: the same operation may be on its way twice, and the first one holds the lane.
            if (ids.Length > 0)
            {
                KnownOperations.AddRead(batch, sql.Operations, ids);
            }

            var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await session.ReadBeginAsync(rows, cancellationToken).ConfigureAwait(false);
                if (deliveries.Length > 0)
                {
                    await DeliveryRows.ReadNewAsync(rows, _newDeliveries, cancellationToken).ConfigureAwait(false);
                }

                if (changesConnections)
                {
                    await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                }

                await _connections.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
                _set.Ask(names);
                await LaneReader.ReadAsync(_set, rows, cancellationToken).ConfigureAwait(false);
                if (ids.Length > 0)
                {
                    await KnownOperations.ReadAsync(_set, rows, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private void AppendShared(NpgsqlBatch batch)
    {
        _connections.AppendChanges(session.Sql, batch);
        foreach (var (delivery, outcome) in _otherOutcomes)
        {
            batch.Add(session.Sql.TellOutcome, PostgresSession.Id(delivery), PostgresSession.Text(outcome));
        }
    }

    private async Task<EnqueueReceipt> TakeAsync(EnqueueBatch batch, CancellationToken cancellationToken)
    {
        // Taken out when used: the same delivery twice in one group enters once.
        if (batch.Delivery is { } delivery && !_newDeliveries.Remove(delivery.Id))
        {
            return new EnqueueReceipt(true, []);
        }

        // Deliveries go in before connections are read; only a refused one is told another outcome.
        if (ConnectionChanges.OutcomeOf(batch, _connections.Find) is { } outcome && outcome != batch.Delivery!.Outcome)
        {
            _otherOutcomes[batch.Delivery.Id] = outcome;
        }

        _connections.Apply(batch.Connections);
        var outcomes = new EnqueueOutcome[batch.Items.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = await TakeAsync(batch.Items[i], cancellationToken).ConfigureAwait(false);
        }

        return new EnqueueReceipt(false, outcomes);
    }

    private async Task<EnqueueOutcome> TakeAsync(EnqueueItem item, CancellationToken cancellationToken)
    {
        var operation = item.Operation;
        if (_set.Known.TryGetValue(operation.Id, out var known))
        {
            return known with { Covered = 0 };
        }

        var found = Find(item.Address, item.Operation.RepositoryId);
        if (found is not null && _set.StateOf(found) is var state && item.IsNeedlessFor(state))
        {
            return new EnqueueOutcome(operation.Id, state.Id, null, null);
        }

        var admission = Admit(item);
        var outcome = admission.Refusal is not null
            ? await RefuseAsync(item, found, admission, cancellationToken).ConfigureAwait(false)
            : await AcceptAsync(
                await ResolveAsync(item.Address, operation, found, cancellationToken).ConfigureAwait(false), operation, admission, cancellationToken)
                .ConfigureAwait(false);
        _set.Known[operation.Id] = outcome;
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
        return _connections.Find(repository)?.Admit(item.Operation.GitHubAppInstallationId)
            ?? Admission.Refused(SyncRule.NotConnected, $"repository {repository} is not connected to a project.");
    }

    /// <summary>
    /// A refused operation names no lane; it gets one of its own only when a record's status has to show it. A comment keeps its task, where that has a lane: once
    /// sync is on again it goes by way of it.
    /// </summary>
    private async Task<EnqueueOutcome> RefuseAsync(
        EnqueueItem item, LaneEntry? found, Admission admission, CancellationToken cancellationToken)
    {
        var operation = item.Operation;
        if (found is null && item.Address.Local is { } local)
        {
            var own = new LaneAddress { Kind = item.Address.Kind, Local = local };
            var parent = item.Address.Parent is { } above ? Find(above, item.Operation.RepositoryId) : null;
            found = await AddLaneAsync(own, operation, parent, cancellationToken).ConfigureAwait(false);
        }

        if (found is not null)
        {
            return await AcceptAsync(found, operation, admission, cancellationToken).ConfigureAwait(false);
        }

        var lane = LaneNaming.New(0, item.Address, operation, null);
        var refused = LaneTransitions.Accept(lane, operation, admission, policy, session.Now).Operation;
        _set.Enter(null, new OperationEntry(LaneNaming.Identify(refused, lane), null, StoredPlace.Nowhere));
        return new EnqueueOutcome(refused.Id, 0, refused.State, refused.Explanation);
    }

    private async Task<EnqueueOutcome> AcceptAsync(
        LaneEntry lane, SyncOperation operation, Admission admission, CancellationToken cancellationToken)
    {
        var accepted = await AcceptAsync(_set, session, policy, lane, operation, admission, cancellationToken).ConfigureAwait(false);
        var entered = accepted.Operation;
        return new EnqueueOutcome(entered.Id, lane.Id, entered.State, entered.Explanation) { Covered = accepted.Cancel.Count };
    }

    private LaneEntry? Find(LaneAddress address, long repositoryId)
    {
        var named = _set.Find(address.Remote);
        return named is null || LaneNaming.GivesWayToMarker(_set.StateOf(named))
            ? _set.FindUnlinkedByMarker(address.Marker, address.Kind, repositoryId) ?? named ?? _set.Find(address.Local)
            : named;
    }

    private async Task<LaneEntry> ResolveAsync(
        LaneAddress address, SyncOperation operation, LaneEntry? found, CancellationToken cancellationToken)
    {
        var parent = address.Parent is { } above
            ? await ResolveAsync(above, operation, Find(above, operation.RepositoryId), cancellationToken).ConfigureAwait(false)
            : null;
        if (found is null)
        {
            return await AddLaneAsync(address, operation, parent, cancellationToken).ConfigureAwait(false);
        }

        var freeLocal = _set.Find(address.Local) is null ? address.Local : null;
        var freeRemote = _set.Find(address.Remote) is null ? address.Remote : null;
        _set.Save(found, LaneNaming.Complete(found.State, operation, freeLocal, freeRemote, parent?.State));
        return found;
    }

    private async Task<LaneEntry> AddLaneAsync(
        LaneAddress address, SyncOperation operation, LaneEntry? parent, CancellationToken cancellationToken)
    {
        var id = await session.NextLaneIdAsync(cancellationToken).ConfigureAwait(false);
        var key = parent?.Key ?? operation.GitHubAppInstallationId ?? 0;
        return _set.Add(new LaneEntry(LaneNaming.New(id, address, operation, parent?.State), key, true));
    }
}
