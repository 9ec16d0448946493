using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Writes lanes, their names and their links.</summary>
internal static class LaneWriter
{
    public static WrittenNames Append(WorkingSet set, LaneSql sql, NpgsqlBatch batch)
    {
        var (freed, taken) = (new RowBuffer(sql.DeleteNames), new RowBuffer(sql.InsertNames));
        var (added, changed, deleted) = (new RowBuffer(sql.Insert), new RowBuffer(sql.Update), new RowBuffer(sql.Delete));
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
            else if (lane.NewLink is not null || IsChanged(lane))
            {
                AddColumns(changed, lane);
            }
        }

        freed.AppendTo(batch);
        taken.AppendTo(batch);
        var names = taken.Count == 0 ? default : new WrittenNames(batch.BatchCommands[^1], taken.Count);
        added.AppendTo(batch);
        changed.AppendTo(batch);
        foreach (var lane in set.Lanes.Where(lane => !lane.IsRemoved && lane.Absorbed.Count > 0))
        {
            batch.Add(sql.Reparent, new NpgsqlParameter<long> { TypedValue = lane.Id }, PostgresSession.Numbers(lane.Absorbed));
        }

        deleted.AppendTo(batch);
        return names;
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
    private static bool IsChanged(LaneEntry lane) =>
        FenceOf(lane) != lane.StoredFence || OwnColumns(lane.Stored!) != OwnColumns(lane.State);

    private static long FenceOf(LaneEntry lane) => lane.Running is null ? lane.State.Fence : lane.StoredFence;

    private static LaneState OwnColumns(LaneState state) => state with
    {
        Fence = 0,
        QueuedInbound = null,
        QueuedOutbound = null,
        Running = null,
        ParentIsLinked = false,
        ParentTombstone = null,
    };

    private static void AddColumns(RowBuffer rows, LaneEntry lane)
    {
        var state = lane.State;
        rows.Next().Add(lane.Key).Add(lane.Id).Add((short)state.Kind)
            .Add(state.RepositoryId).Add(state.InstallationId).Add(FenceOf(lane))
            .Add(state.Tombstone?.OperationId).Add((short?)state.Tombstone?.Side).Add(state.Tombstone?.At)
            .Add(state.Watermark?.UpdatedAt).Add(state.Watermark?.OperationId).Add(state.Watermark?.Hash)
            .Add(state.PullRequestWatermark?.UpdatedAt).Add(state.PullRequestWatermark?.OperationId).Add(state.PullRequestWatermark?.Hash)
            .Add(state.RecordWatermark?.ModifiedAt).Add(state.RecordWatermark?.OperationId)
            .Add(state.LastOutcome?.OperationId).Add((short?)state.LastOutcome?.State).Add(state.LastOutcome?.At)
            .Add(SyncRules.NameOf(state.LastOutcome?.Rule)).Add(state.LastOutcome?.Explanation)
            .Add(state.Local?.Value).Add(state.Remote?.Value).Add(state.Marker).Add(state.ParentId)
            .Add(lane.NewLink is { } link ? StoredDocuments.Write(link) : null);
    }
}
