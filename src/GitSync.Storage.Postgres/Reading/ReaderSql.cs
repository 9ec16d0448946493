namespace GitSync.Storage.Postgres;

/// <summary>What status pages ask. One statement reads one snapshot and waits for nobody.</summary>
internal sealed class ReaderSql(string schema)
{
    private const string Shared =
        """
        t.id AS "Id", t.kind AS "Kind", t.direction AS "Direction", t.action AS "Action", t.repository_id AS "RepositoryId",
        t.created_at AS "CreatedAt", t.waiting_since AS "WaitingSince", t.document AS "Document", t.lane_id AS "LaneId",
        t.rule AS "Rule", t.explanation AS "Explanation", t.error_code AS "ErrorCode", t.error_message AS "ErrorMessage",
        t.error_status AS "ErrorStatus"
        """;

    private const string NotEnded =
        """NULL::timestamptz AS "EndedAt", NULL::uuid AS "CanceledBy", NULL::uuid AS "DuplicateOf", NULL::uuid AS "DroppedFor" """;

    /// <summary>Waiting and running operations: <c>queued</c> holds both.</summary>
    private const string Live =
        $"""
         SELECT {Shared},
           CASE WHEN r.lane_id IS NULL THEN t.due_at END AS "DueAt", coalesce(r.started_at, t.started_at) AS "StartedAt",
           coalesce(r.attempts, t.attempts) AS "Attempts",
           CASE WHEN r.lane_id IS NULL THEN t.linked_lane_id ELSE r.linked_lane_id END AS "LinkedLaneId",
           CASE WHEN r.lane_id IS NULL THEN t.parent_lane_id ELSE r.parent_lane_id END AS "ParentLaneId",
           (CASE WHEN r.lane_id IS NULL THEN 0 ELSE 1 END)::smallint AS "State", {NotEnded}
         """;

    private const string Ended =
        $"""
         SELECT {Shared}, t.due_at AS "DueAt", t.started_at AS "StartedAt", t.attempts AS "Attempts", t.linked_lane_id AS "LinkedLaneId",
           t.parent_lane_id AS "ParentLaneId", t.state AS "State", t.ended_at AS "EndedAt", t.canceled_by AS "CanceledBy",
           t.duplicate_of AS "DuplicateOf", t.dropped_for AS "DroppedFor"
         """;

    private readonly string _live = $"{Live} FROM {schema}.queued t LEFT JOIN {schema}.running r ON r.lane_id = t.lane_id AND r.operation_id = t.id";

    private readonly string _ended = $"{Ended} FROM {schema}.history t";

    private readonly string _connections =
        $"""
         SELECT project AS "Project", repository_id AS "RepositoryId", installation_id AS "InstallationId", owner AS "Owner", name AS "Name",
           offered_installation_id AS "OfferedInstallationId", obstacles AS "Obstacles", resumptions AS "Resumptions" FROM {schema}.connections
         """;

    public string Find => $"{_live} WHERE t.id = @Id UNION ALL {_ended} WHERE t.id = @Id";

    /// <summary>Operations by their ids. The bounds, the first and the last of them, leave history's other days out before the statement starts.</summary>
    public string FindAll { get; } =
        $"""
         {Live} FROM unnest(@Ids) AS k (id)
         CROSS JOIN LATERAL (SELECT * FROM {schema}.queued q WHERE q.id = k.id OFFSET 0) t
         LEFT JOIN LATERAL (SELECT * FROM {schema}.running r WHERE r.lane_id = t.lane_id AND r.operation_id = t.id OFFSET 0) r ON true
         UNION ALL
         {Ended} FROM unnest(@Ids) AS k (id)
         CROSS JOIN LATERAL (SELECT * FROM {schema}.history h WHERE h.id = k.id AND h.id BETWEEN @First AND @Last OFFSET 0) t
         """;

    public string LaneOfRecord { get; } = $"SELECT lane_id FROM {schema}.names WHERE name = @Name";

    public string Counts { get; } = $"""SELECT state AS "State", sum(value)::bigint AS "Value" FROM {schema}.counters GROUP BY state""";

    public string Running { get; } = $"SELECT count(*) FROM {schema}.running";

    public string Oldest { get; } =
        $"""
         SELECT q.waiting_since FROM {schema}.queued q
         WHERE NOT EXISTS (SELECT 1 FROM {schema}.running r WHERE r.lane_id = q.lane_id AND r.operation_id = q.id)
         ORDER BY q.waiting_since LIMIT 1
         """;

    public string SharedState { get; } = $"SELECT value FROM {schema}.shared_state WHERE name = @name AND value <> ''";

    public string SharedStates { get; } =
        $"SELECT name, value FROM {schema}.shared_state WHERE name >= @prefix AND name < @end AND value <> '' ORDER BY name LIMIT @limit";

    /// <summary>A page of operations by id: of every table the first ones, of these the first ones.</summary>
    public string List(OperationState? state, bool ofLane)
    {
        var lane = ofLane ? " AND t.lane_id = @Lane" : "";
        var live = $"({_live} WHERE t.id > @After{lane} AND r.lane_id IS NULL ORDER BY t.id LIMIT @Limit)";
        var ended = state is { } wanted

            // The rarer ends have an index, which is used only when the query repeats its condition.
            ? $"({_ended} WHERE t.id > @After{lane} AND t.state = @State{(wanted == OperationState.Completed ? "" : " AND t.state <> 2")} ORDER BY t.id LIMIT @Limit)"
            : $"({_ended} WHERE t.id > @After{lane} ORDER BY t.id LIMIT @Limit)";
        return state switch
        {
            OperationState.Queued => live,
            OperationState.Processing => ListRunning(ofLane),
            null => $"""({_live} WHERE t.id > @After{lane} ORDER BY t.id LIMIT @Limit) UNION ALL {ended} ORDER BY "Id" LIMIT @Limit""",
            _ => ended,
        };
    }

    /// <summary>
    /// Running operations are few: as many as all workers hold. They lead to their rows; the other way about, all that waits would be walked through.
    /// The order by lane only names the index (<see cref="SearchSql"/>).
    /// </summary>
    private string ListRunning(bool ofLane) =>
        $"""
         {Live} FROM (
           SELECT k.operation_id FROM (
             SELECT r.operation_id FROM {schema}.running r{(ofLane ? " WHERE r.lane_id = @Lane" : "")} ORDER BY r.lane_id OFFSET 0) k
           WHERE k.operation_id > @After ORDER BY k.operation_id LIMIT @Limit) k
         CROSS JOIN LATERAL (SELECT * FROM {schema}.queued q WHERE q.id = k.operation_id OFFSET 0) t
         CROSS JOIN LATERAL (SELECT * FROM {schema}.running r WHERE r.lane_id = t.lane_id AND r.operation_id = t.id OFFSET 0) r
         ORDER BY t.id
         """;

    public string Connections(string condition) => $"{_connections} WHERE {condition} ORDER BY project COLLATE \"C\" LIMIT @limit";
}
