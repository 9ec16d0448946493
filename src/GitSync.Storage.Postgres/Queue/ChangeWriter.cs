using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Writes what differs between a working set and what was read, in one batch.</summary>
internal static class ChangeWriter
{
    /// <summary>
    /// Locks and reads the comments of tasks whose comments have to start, or to wait, because of what changed. Before writing: what their
    /// rows in <c>ready</c> are follows from the parent as stored.
    /// </summary>
    public static async Task ReadChildrenAsync(WorkingSet set, PostgresSession session, CancellationToken cancellationToken)
    {
        long[] parents =
        [
            .. set.Lanes
                .Where(lane => !lane.IsRemoved && lane.Stored is { } stored && (lane.Absorbed.Count > 0 || LaneNaming.ChildrenSee(stored, lane.State)))
                .SelectMany(lane => lane.Absorbed.Append(lane.Id)),
        ];
        if (parents.Length == 0)
        {
            return;
        }

        var children = new WorkingSet();
        await LaneReader.ReadAsync(children, session, session.Sql.Lanes.ByParents, [PostgresSession.Numbers(parents)], cancellationToken).ConfigureAwait(false);
        var heirs = set.Lanes.SelectMany(lane => lane.Absorbed.Select(taken => (taken, lane.Id))).ToDictionary(pair => pair.taken, pair => pair.Id);
        var operations = children.Operations.ToLookup(operation => operation.Lane);
        foreach (var child in children.Lanes.Where(child => set.Find(child.Id) is null))
        {
            if (heirs.TryGetValue(child.State.ParentId!.Value, out var heir))
            {
                child.State = child.State with { ParentId = heir };
            }

            set.Add(child);
            foreach (var operation in operations[child])
            {
                set.Add(operation);
            }
        }
    }

    /// <summary>Writes the changes as the last thing of the transaction.</summary>
    /// <param name="set">What changed.</param>
    /// <param name="session">The transaction.</param>
    /// <param name="also">Adds what is written besides, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WriteLastAsync(WorkingSet set, PostgresSession session, Action<NpgsqlBatch>? also, CancellationToken cancellationToken)
    {
        await ReadChildrenAsync(set, session, cancellationToken).ConfigureAwait(false);
        var batch = session.Batch();
        Append(set, session, batch);
        also?.Invoke(batch);
        await session.WriteLastAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds the statements.</summary>
    public static void Append(WorkingSet set, PostgresSession session, NpgsqlBatch batch)
    {
        var sql = session.Sql;
        LaneWriter.Append(set, sql.Lanes, batch);
        OperationWriter.Append(set, sql.Operations, batch);
        AppendReady(set, sql.Operations, batch);
        AppendCounts(set, session, batch);
    }

    private static void AppendReady(WorkingSet set, OperationSql sql, NpgsqlBatch batch)
    {
        var gone = new RowBuffer(sql.DeleteReady);
        var there = new RowBuffer(sql.UpsertReady);
        foreach (var lane in set.Lanes)
        {
            var ready = set.ReadyOf(lane);
            if (ready == lane.StoredReady)
            {
                continue;
            }

            if (ready is { } key)
            {
                there.Next().Add(lane.Key).Add(lane.Id).Add((short)key.Priority).Add(key.DueAt);
            }
            else
            {
                gone.Next().Add(lane.Id);
            }
        }

        gone.AppendTo(batch);
        there.AppendTo(batch);
    }

    private static void AppendCounts(WorkingSet set, PostgresSession session, NpgsqlBatch batch)
    {
        var counts = new long[OperationStates.All.Count];
        foreach (var entry in set.Operations)
        {
            counts[CountedAs(entry.Operation.State)]++;
            if (entry.Stored != StoredPlace.Nowhere)
            {
                counts[CountedAs(entry.StoredState)]--;
            }
        }

        var rows = new RowBuffer(session.IsApplications ? session.Sql.Operations.CountApart : session.Sql.Operations.Count);
        for (var state = 0; state < counts.Length; state++)
        {
            if (counts[state] != 0)
            {
                rows.Next().Add((short)state).Add(counts[state]);
            }
        }

        rows.AppendTo(batch);
    }

    /// <summary>What runs is counted in its small table, so that a claim changes no count.</summary>
    private static int CountedAs(OperationState state) => (int)(state == OperationState.Processing ? OperationState.Queued : state);
}
