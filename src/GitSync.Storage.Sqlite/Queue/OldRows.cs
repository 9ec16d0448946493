namespace GitSync.Storage.Sqlite;

/// <summary>Removes what ended long ago, in portions, so that no commit gets long.</summary>
internal static class OldRows
{
    /// <summary>Operations that one portion looks at.</summary>
    public const int Portion = 2_000;

    // Operations are numbered as they enter, so the oldest come first.
    private const string Find =
        """
        SELECT o.number, h.lane_id, h.id, h.state, h.ended_at < ?
        FROM (SELECT number, id, lane_id FROM gitsync_operations WHERE number > ? ORDER BY number LIMIT ?) o
        LEFT JOIN gitsync_history h ON h.lane_id = o.lane_id AND h.id = o.id
        """;

    private const string DeleteEnded = "DELETE FROM gitsync_history WHERE lane_id = ? AND id = ?";
    private const string DeleteDocument = "DELETE FROM gitsync_operations WHERE number = ?";

    private const string DeleteDeliveries =
        "DELETE FROM gitsync_deliveries WHERE id IN (SELECT id FROM gitsync_deliveries WHERE received_at < ? LIMIT ?)";

    /// <summary>One portion of operations after a number.</summary>
    /// <returns>The last number looked at; null when there is nothing older left.</returns>
    public static long? Remove(SqliteSession session, long after, DateTimeOffset before)
    {
        var old = new List<(long Number, long Lane, Guid Id, OperationState State)>();
        long? last = null;
        var recent = false;
        var row = session.Statements[Find].Add(before).Add(after).Add(Portion);
        while (row.Step())
        {
            last = row.NextLong();
            if (row.NextLongOrNull() is not { } lane)
            {
                continue;
            }

            var ended = (last.Value, lane, row.NextGuid(), (OperationState)row.NextInt());
            if (row.NextInt() != 0)
            {
                old.Add(ended);
            }
            else
            {
                recent = true;
            }
        }

        row.Reset();
        foreach (var (number, lane, id, state) in old)
        {
            session.Statements[DeleteEnded].Add(lane).Add(id).Run();
            session.Statements[DeleteDocument].Add(number).Run();
            session.Count(state, -1);
        }

        // A portion with nothing old but something recent is where the recent ones begin.
        return old.Count == 0 && recent ? null : last;
    }

    /// <returns>How many deliveries one portion removed.</returns>
    public static int RemoveDeliveries(SqliteSession session, DateTimeOffset before)
    {
        session.Statements[DeleteDeliveries].Add(before).Add(Portion).Run();
        return session.Statements.Changes;
    }
}
