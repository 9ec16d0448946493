namespace GitSync.Storage.Postgres;

/// <summary>
/// Looks for operations, newest id first, in portions. First what is compared of at most <see cref="OperationSearch.MaximumScanned"/> of them, in the
/// order of an index of every table that can hold some; no document is touched for that. Then the rows of those that were found.
/// </summary>
internal sealed class SearchSql(string schema)
{
    private const string Compared = "t.id, t.kind, t.direction, t.repository_id, t.error_code";
    private const string QueuedColumns = "q.id, q.lane_id, q.kind, q.direction, q.repository_id, q.error_code";

    private static readonly string Newest = $"ORDER BY t.id DESC LIMIT {OperationSearch.MaximumScanned}";

    /// <summary>
    /// A row per operation that was found, with false; and with true the last one looked at, when there may be more behind it and none was found
    /// beyond the page. Rows are looked at only until the page is full.
    /// </summary>
    /// <param name="search">What is asked for.</param>
    /// <returns>Null when nothing can be what is asked for.</returns>
    public string? Look(OperationSearch search) => Window(search) is not { } window
        ? null
        : $"""
           WITH seen AS MATERIALIZED ({window}),
           found AS MATERIALIZED (
             SELECT s.id FROM seen s
             WHERE (@State IS NULL OR s.state = @State) AND (@Kind IS NULL OR s.kind = @Kind) AND (@Direction IS NULL OR s.direction = @Direction)
               AND (@RepositoryId IS NULL OR s.repository_id = @RepositoryId)
               AND (@ErrorCode IS NULL OR (s.error_code = @ErrorCode AND s.state IN (0, 1, 3)))
             LIMIT @Limit + 1)
           SELECT f.id, false FROM found f
           UNION ALL
           (SELECT s.id, true FROM seen s WHERE (SELECT count(*) FROM found) <= @Limit OFFSET {OperationSearch.MaximumScanned - 1} LIMIT 1)
           """;

    private string? Window(OperationSearch search)
    {
        var before = search.Before is null ? "true" : "t.id < @Before";
        OperationState[] states = [.. OperationStates.All.Where(search.Includes)];
        OperationState[] ended = [.. states.Where(state => state.IsEnded())];
        if (search.DeliveryId is not null)
        {
            return Union(Live(Brought("queued", QueuedColumns), before), Ended(Brought("history", "h.*"), before));
        }

        if (search.LaneId is not null)
        {
            // OFFSET 0 keeps the planner from walking the whole queue by id for the three operations that a lane can have there.
            return Union(
                Live($"(SELECT {QueuedColumns} FROM {schema}.queued q WHERE q.lane_id = @LaneId OFFSET 0)", before),
                Ended($"{schema}.history", $"t.lane_id = @LaneId AND {before}"));
        }

        // Few of those that wait have failed before, and they have an index.
        var waiting = search.ErrorCode is null ? before : $"t.error_code = @ErrorCode AND {before}";
        var live = states.Contains(OperationState.Queued) ? Live($"{schema}.queued", waiting)
            : states.Contains(OperationState.Processing) ? Live(Running, before)
            : null;
        var over = ended.Contains(OperationState.Completed) ? Ended($"{schema}.history", before)
            : ended.Length > 0 ? Ended($"{schema}.history", $"t.state = {(int)ended[0]} AND t.state <> 2 AND {before}")
            : null;
        return (live, over) switch
        {
            (null, null) => null,
            ({ } one, null) => one,
            (null, { } one) => one,
            ({ } one, { } other) => Union(one, other),
        };
    }

    /// <summary>
    /// Running operations are few: as many as all workers hold. They lead to their rows, not the other way about. The order only names the index: without
    /// it the whole table is read, where rows come and go faster than it is vacuumed.
    /// </summary>
    private string Running =>
        $"""
         (SELECT {QueuedColumns} FROM (SELECT r.operation_id FROM {schema}.running r ORDER BY r.lane_id LIMIT {OperationSearch.MaximumScanned}) r
          CROSS JOIN LATERAL (SELECT * FROM {schema}.queued q WHERE q.id = r.operation_id OFFSET 0) q OFFSET 0)
         """;

    /// <summary>What a webhook brought and is in this table.</summary>
    private string Brought(string table, string columns) =>
        $"""
         (SELECT {columns} FROM (
            SELECT DISTINCT o.id FROM {schema}.deliveries d CROSS JOIN LATERAL unnest(d.operations) AS o (id) WHERE d.id = @DeliveryId) o
          CROSS JOIN LATERAL (SELECT * FROM {schema}.{table} x WHERE x.id = o.id OFFSET 0) {table[0]} OFFSET 0)
         """;

    /// <summary>Waiting and running operations: <c>queued</c> holds both.</summary>
    private string Live(string table, string condition) =>
        $"""
         SELECT {Compared}, (CASE WHEN r.lane_id IS NULL THEN 0 ELSE 1 END)::smallint AS state FROM {table} t
         LEFT JOIN LATERAL (SELECT r.lane_id FROM {schema}.running r WHERE r.lane_id = t.lane_id AND r.operation_id = t.id OFFSET 0) r ON true
         WHERE {condition} {Newest}
         """;

    private static string Ended(string table, string condition) => $"SELECT {Compared}, t.state FROM {table} t WHERE {condition} {Newest}";

    private static string Union(string live, string ended) => $"SELECT * FROM (({live}) UNION ALL ({ended})) t {Newest}";
}
