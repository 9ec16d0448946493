namespace GitSync.Storage.Sqlite;

/// <summary>
/// Walks through operations, newest id first: what a search compares of each, and no document. The parameters are in front of which id, and how
/// many at most; a lane, a state or a code comes before them.
/// </summary>
internal static class SearchSql
{
    private const string Columns = "t.lane_id, t.kind, t.direction, t.repository_id, t.error_code";
    private const string Page = "t.id < ? ORDER BY t.id DESC LIMIT ?";
    private const string FromQueued = $"SELECT t.id, 0, {Columns} FROM gitsync_queued t WHERE";
    private const string FromRunning = $"SELECT t.id, 1, {Columns} FROM gitsync_running t WHERE";
    private const string FromHistory = $"SELECT t.id, t.state, {Columns} FROM gitsync_history t WHERE";

    /// <summary>Most operations have ended, so the history is asked first, and the others only for what is not there.</summary>
    private const string Anywhere =
        """
        SELECT t.id, coalesce(h.state, CASE WHEN q.id IS NULL THEN 1 ELSE 0 END), t.lane_id,
          coalesce(h.kind, q.kind, r.kind), coalesce(h.direction, q.direction, r.direction),
          coalesce(h.repository_id, q.repository_id, r.repository_id), coalesce(h.error_code, q.error_code, r.error_code)
        FROM gitsync_operations t
          LEFT JOIN gitsync_history h ON h.lane_id = t.lane_id AND h.id = t.id
          LEFT JOIN gitsync_queued q ON h.id IS NULL AND q.id = t.id
          LEFT JOIN gitsync_running r ON h.id IS NULL AND r.lane_id = t.lane_id AND r.id = t.id
        """;

    public const string All = $"{Anywhere} WHERE {Page}";
    public const string One = $"{Anywhere} WHERE t.id = ?";
    public const string Queued = $"{FromQueued} {Page}";
    public const string QueuedWithError = $"{FromQueued} t.error_code = ? AND {Page}";
    public const string QueuedOfLane = $"{FromQueued} t.lane_id = ? AND {Page}";

    /// <summary>Running operations are few: as many as all workers hold.</summary>
    public const string Running = $"{FromRunning} {Page}";
    public const string RunningOfLane = $"{FromRunning} t.lane_id = ? AND {Page}";

    /// <summary>Of the rarer ends: their index, which holds all that is compared, is used only when the query repeats its condition.</summary>
    public const string Ended = $"{FromHistory} t.state = ? AND t.state <> 2 AND {Page}";
    public const string EndedOfLane = $"{FromHistory} t.lane_id = ? AND {Page}";

    /// <summary>What a webhook brought.</summary>
    public const string Delivered = "SELECT operations FROM gitsync_deliveries WHERE id = ?";
}
