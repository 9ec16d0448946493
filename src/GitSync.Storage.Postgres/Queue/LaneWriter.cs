using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Writes lanes, their names and their links.</summary>
internal static class LaneWriter
{
    public static void Append(WorkingSet set, LaneSql sql, NpgsqlBatch batch)
    {
        var (freed, taken) = (new RowBuffer(sql.DeleteNames), new RowBuffer(sql.InsertNames));
        var (added, changed, deleted) = (new RowBuffer(sql.Insert), new RowBuffer(sql.Update), new RowBuffer(sql.Delete));
        var ended = new RowBuffer(sql.UpdateOutcome);
        foreach (var lane in set.Lanes)
        {
            var after = lane.IsRemoved ? null : lane.State;
            AddName(lane, lane.Stored?.Local, after?.Local, freed, taken);
            AddName(lane, lane.Stored?.Remote, after?.Remote, freed, taken);
            if (lane.IsRemoved)
            {
                if (lane.Stored is not null)
                {
                    deleted.Next().Add(lane.Id);
                }
            }
            else if (lane.Stored is null)
            {
                AddColumns(added, lane);
            }
            else if (OwnColumns(lane.Stored) != OwnColumns(lane.State))
            {
                AddColumns(changed, lane);
            }
            else if (lane.NewLink is not null || FenceOf(lane) != lane.StoredFence || lane.Stored.LastOutcome != lane.State.LastOutcome)
            {
                AddOutcome(ended, lane);
            }
        }

        freed.AppendTo(batch);
        taken.AppendTo(batch);
        added.AppendTo(batch);
        changed.AppendTo(batch);
        ended.AppendTo(batch);
        foreach (var lane in set.Lanes.Where(lane => !lane.IsRemoved && lane.Absorbed.Count > 0))
        {
            batch.Add(sql.Reparent, new NpgsqlParameter<long> { TypedValue = lane.Id }, PostgresSession.Numbers(lane.Absorbed));
        }

        deleted.AppendTo(batch);
    }

    private static void AddName(LaneEntry lane, LaneName? before, LaneName? after, RowBuffer freed, RowBuffer taken)
    {
        if (before == after)
        {
            return;
        }

        if (before is { } old)
        {
            freed.Next().Add(old.Value);
        }

        if (after is { } name)
        {
            taken.Next().Add(StoredText.Name(name)).Add(lane.Id).Add(lane.Key);
        }
    }

    /// <summary>A running lane's fence is in its running row: a claim alone does not change the lane's.</summary>
    private static long FenceOf(LaneEntry lane) => lane.Running is null ? lane.State.Fence : lane.StoredFence;

    /// <summary>The row's columns without those of <see cref="AddOutcome"/>.</summary>
    private static LaneState OwnColumns(LaneState state) => state with
    {
        Fence = 0,
        LastOutcome = null,
        QueuedInbound = null,
        QueuedOutbound = null,
        Running = null,
        ParentIsLinked = false,
        ParentTombstone = null,
    };

    private static void AddOutcome(RowBuffer rows, LaneEntry lane)
    {
        rows.Next().Add(lane.Key).Add(lane.Id).Add(FenceOf(lane));
        AddOutcomeAndLink(rows, lane);
    }

    private static void AddColumns(RowBuffer rows, LaneEntry lane)
    {
        var state = lane.State;
        rows.Next().Add(lane.Key).Add(lane.Id).Add((short)state.Kind)
            .Add(state.RepositoryId).Add(state.InstallationId).Add(FenceOf(lane))
            .Add(state.Tombstone?.OperationId).Add((short?)state.Tombstone?.Side).Add(state.Tombstone?.At)
            .Add(state.Watermark?.UpdatedAt).Add(state.Watermark?.OperationId).Add(state.Watermark?.Hash)
            .Add(state.PullRequestWatermark?.UpdatedAt).Add(state.PullRequestWatermark?.OperationId).Add(state.PullRequestWatermark?.Hash)
            .Add(state.RecordWatermark?.ModifiedAt).Add(state.RecordWatermark?.OperationId)
            .Add(state.Local?.Value).Add(state.Remote?.Value).Add(state.Marker).Add(state.ParentId);
        AddOutcomeAndLink(rows, lane);
    }

    private static void AddOutcomeAndLink(RowBuffer rows, LaneEntry lane)
    {
        var outcome = lane.State.LastOutcome;
        rows.Add(outcome?.OperationId).Add((short?)outcome?.State).Add(outcome?.At).Add(SyncRules.NameOf(outcome?.Rule)).Add(outcome?.Explanation)
            .Add(lane.NewLink is { } link ? StoredDocuments.Write(link) : null);
    }
}
