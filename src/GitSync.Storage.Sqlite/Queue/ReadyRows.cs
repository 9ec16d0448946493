namespace GitSync.Storage.Sqlite;

/// <summary>Where a lane stands among the runnable ones.</summary>
internal readonly record struct ReadyRow(long Priority, long DueAt, long LaneId);

/// <summary>The runnable lanes. A lane has a row exactly while it is idle, has a head and waits for no parent; what waits most
/// urgently in it lends it its priority.</summary>
internal static class ReadyRows
{
    private const string Due = "max(waiting_since, coalesce(due_at, 0))";
    private const string Delete = "DELETE FROM gitsync_ready WHERE lane_id = ?";
    private const string Insert = "INSERT INTO gitsync_ready (priority, due_at, lane_id) VALUES (?, ?, ?)";
    private const string DeleteExactly = "DELETE FROM gitsync_ready WHERE priority = ? AND due_at = ? AND lane_id = ?";

    private const string InsertHead =
        $"""
         INSERT INTO gitsync_ready (priority, due_at, lane_id)
         SELECT (SELECT min(u.priority) FROM gitsync_queued u WHERE u.lane_id = gitsync_queued.lane_id), {Due}, lane_id
         FROM gitsync_queued WHERE lane_id = ? ORDER BY ordered_at, id LIMIT 1
         """;

    private const string DeleteChildren =
        "DELETE FROM gitsync_ready WHERE lane_id IN (SELECT id FROM gitsync_lanes WHERE parent_id = ?)";

    private const string InsertChildren =
        $"""
         INSERT INTO gitsync_ready (priority, due_at, lane_id)
         SELECT (SELECT min(u.priority) FROM gitsync_queued u WHERE u.lane_id = q.lane_id), max(q.waiting_since, coalesce(q.due_at, 0)), q.lane_id
         FROM gitsync_lanes c JOIN gitsync_queued q ON q.lane_id = c.id
         WHERE c.parent_id = ?
           AND NOT EXISTS (SELECT 1 FROM gitsync_running r WHERE r.lane_id = c.id)
           AND NOT EXISTS (
             SELECT 1 FROM gitsync_queued o WHERE o.lane_id = q.lane_id AND (o.ordered_at, o.id) < (q.ordered_at, q.id))
         """;

    private const string Runnable =
        "SELECT due_at, lane_id FROM gitsync_ready WHERE priority = ? AND due_at <= ? ORDER BY due_at, lane_id LIMIT ?";

    private const string NextDue = "SELECT due_at FROM gitsync_ready WHERE priority = ? AND due_at > ? ORDER BY due_at LIMIT 1";

    private static readonly int Priorities = Enum.GetValues<SyncPriority>().Length;

    /// <summary>Writes the lane's row anew from its head.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="lane">The lane as it is now.</param>
    /// <param name="mayHaveRow">False when it was running or new until now, so that there is none to remove.</param>
    public static void Refresh(SqliteSession session, LaneState lane, bool mayHaveRow)
    {
        if (mayHaveRow)
        {
            session.Statements[Delete].Add(lane.Id).Run();
        }

        if (lane.Running is null && !lane.WaitsForParent && (lane.QueuedInbound ?? lane.QueuedOutbound) is not null)
        {
            session.Statements[InsertHead].Add(lane.Id).Run();
        }
    }

    /// <summary>The row of a lane whose only queued operation this is.</summary>
    public static void Add(SqliteSession session, SyncOperation head, LaneState lane)
    {
        var due = Math.Max(StoredTime.Write(head.WaitingSince), head.DueAt is { } at ? StoredTime.Write(at) : 0);
        session.Statements[Insert].Add((long)head.Priority).Add(due).Add(lane.Id).Run();
    }

    public static void Remove(SqliteSession session, long laneId) => session.Statements[Delete].Add(laneId).Run();

    public static void Remove(SqliteSession session, ReadyRow row) =>
        session.Statements[DeleteExactly].Add(row.Priority).Add(row.DueAt).Add(row.LaneId).Run();

    /// <summary>Comments start, or wait again, with what became of their task's lane.</summary>
    public static void RefreshChildren(SqliteSession session, LaneState parent)
    {
        session.Statements[DeleteChildren].Add(parent.Id).Run();
        if (parent.IsLinked || parent.Tombstone is not null)
        {
            session.Statements[InsertChildren].Add(parent.Id).Run();
        }
    }

    /// <summary>The next lanes by priority, then due time, then lane.</summary>
    public static List<ReadyRow> Take(SqliteSession session, int most)
    {
        var rows = new List<ReadyRow>(Math.Min(most, 1024));
        for (var priority = 0; priority < Priorities && rows.Count < most; priority++)
        {
            var row = session.Statements[Runnable].Add(priority).Add(session.Now).Add(most - rows.Count);
            while (row.Step())
            {
                rows.Add(new ReadyRow(priority, row.NextLong(), row.NextLong()));
            }
        }

        return rows;
    }

    /// <summary>When the next waiting lane becomes runnable, or null.</summary>
    public static DateTimeOffset? NextDueAt(SqliteSession session)
    {
        long? next = null;
        for (var priority = 0; priority < Priorities; priority++)
        {
            var row = session.Statements[NextDue].Add(priority).Add(session.Now);
            if (row.Step())
            {
                next = Math.Min(next ?? long.MaxValue, row.NextLong());
            }

            row.Reset();
        }

        return StoredTime.Read(next);
    }
}
