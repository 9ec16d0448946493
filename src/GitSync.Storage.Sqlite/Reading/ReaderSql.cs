namespace GitSync.Storage.Sqlite;

/// <summary>What status pages ask. Every statement reads one snapshot and never waits for the writer (WAL).</summary>
internal static class ReaderSql
{
    /// <summary>One operation, wherever it is.</summary>
    public const string Find =
        $"""
         {OperationRow.Queued} FROM gitsync_operations o JOIN gitsync_queued t ON t.lane_id = o.lane_id AND t.id = o.id WHERE o.id = @Id
         UNION ALL
         {OperationRow.Running} FROM gitsync_operations o JOIN gitsync_running t ON t.lane_id = o.lane_id AND t.id = o.id WHERE o.id = @Id
         UNION ALL
         {OperationRow.History} FROM gitsync_operations o JOIN gitsync_history t ON t.lane_id = o.lane_id AND t.id = o.id WHERE o.id = @Id
         """;

    /// <summary>A page of all operations: first its ids, then their rows.</summary>
    public const string List =
        $"""
         WITH page AS MATERIALIZED (SELECT id, lane_id FROM gitsync_operations WHERE id > @After ORDER BY id LIMIT @Limit)
         {OperationRow.Queued} FROM page o CROSS JOIN gitsync_queued t ON t.lane_id = o.lane_id AND t.id = o.id
         UNION ALL
         {OperationRow.Running} FROM page o CROSS JOIN gitsync_running t ON t.lane_id = o.lane_id AND t.id = o.id
         UNION ALL
         {OperationRow.History} FROM page o CROSS JOIN gitsync_history t ON t.lane_id = o.lane_id AND t.id = o.id
         ORDER BY Id
         """;

    /// <summary>Operations by their ids, newest first.</summary>
    public const string FindAll =
        $"""
         WITH page AS MATERIALIZED (SELECT id, lane_id FROM gitsync_operations WHERE id IN @Ids)
         {OperationRow.Queued} FROM page o CROSS JOIN gitsync_queued t ON t.lane_id = o.lane_id AND t.id = o.id
         UNION ALL
         {OperationRow.Running} FROM page o CROSS JOIN gitsync_running t ON t.lane_id = o.lane_id AND t.id = o.id
         UNION ALL
         {OperationRow.History} FROM page o CROSS JOIN gitsync_history t ON t.lane_id = o.lane_id AND t.id = o.id
         ORDER BY Id DESC
         """;

    public const string ListQueued = $"{OperationRow.Queued} FROM gitsync_queued t WHERE t.id > @After ORDER BY t.id LIMIT @Limit";

    /// <summary>Running operations are few: as many as all workers hold.</summary>
    public const string ListRunning = $"{OperationRow.Running} FROM gitsync_running t WHERE t.id > @After ORDER BY t.id LIMIT @Limit";

    /// <summary>The most frequent end is found by walking the operations' ids.</summary>
    public const string ListCompleted =
        $"""
         {OperationRow.History} FROM gitsync_operations o CROSS JOIN gitsync_history t ON t.lane_id = o.lane_id AND t.id = o.id
         WHERE o.id > @After AND t.state = 2 ORDER BY o.id LIMIT @Limit
         """;

    /// <summary>The other ends have an index, which SQLite uses only when the query repeats its condition.</summary>
    public const string ListEnded =
        $"{OperationRow.History} FROM gitsync_history t WHERE t.state = @State AND t.state <> 2 AND t.id > @After ORDER BY t.id LIMIT @Limit";

    /// <summary>Operations of one record's lane, of one state or all (-1).</summary>
    public const string ListOfLane =
        $"""
         SELECT * FROM (
           {OperationRow.Queued} FROM gitsync_queued t WHERE t.lane_id = @Lane AND t.id > @After AND @State IN (-1, 0)
           UNION ALL
           {OperationRow.Running} FROM gitsync_running t WHERE t.lane_id = @Lane AND t.id > @After AND @State IN (-1, 1)
           UNION ALL
           SELECT * FROM (
             {OperationRow.History} FROM gitsync_history t
             WHERE t.lane_id = @Lane AND t.id > @After AND (@State = -1 OR t.state = @State) ORDER BY t.id LIMIT @Limit))
         ORDER BY Id LIMIT @Limit
         """;

    public const string SharedState = "SELECT value FROM gitsync_shared_state WHERE name = @name";

    public const string SharedStates =
        "SELECT name AS Name, value AS Value FROM gitsync_shared_state WHERE name >= @prefix AND name < @end ORDER BY name LIMIT @limit";

    public const string LaneOfRecord = "SELECT id FROM gitsync_lanes WHERE local_name = @Name";

    public const string Counts = "SELECT CAST(name AS INTEGER) AS State, value AS Value FROM gitsync_counters WHERE name <> 'lane'";

    public const string Oldest = "SELECT min(waiting_since) FROM gitsync_queued";

    private const string Connections =
        """
        SELECT project AS Project, repository_id AS RepositoryId, installation_id AS InstallationId, owner AS Owner, name AS Name,
          offered_installation_id AS OfferedInstallationId, obstacles AS Obstacles, resumptions AS Resumptions
        FROM gitsync_connections
        """;

    public const string ConnectionByProject = Connections + " WHERE project = @Key";

    public const string ConnectionByRepository = Connections + " WHERE repository_id = @Key";

    public const string AllConnections = Connections + " ORDER BY project LIMIT @Limit";

    public const string ConnectionsAfter = Connections + " WHERE project > @Key ORDER BY project LIMIT @Limit";
}
