namespace GitSync.Storage.Postgres;

/// <summary>
/// Locks, reads and writes lanes. A selection names the lanes; the statement that locks them keeps their ids in a setting of the transaction, and those
/// that read go by it: in the same round trip, and newer than the lock. No statement leaves the planner a choice of how to join: a queue is empty one minute and
/// full the next, and prepared plans live longer. <c>OFFSET 0</c> keeps a look-up per row, and writing is by conflict, not by join.
/// </summary>
internal sealed class LaneSql(string schema)
{
    /// <summary>What keeps names unique.</summary>
    public const string NamesKey = "names_pkey";

    private const string Columns =
        """
        l.installation_key, l.id, l.kind, l.local_name, l.remote_name, l.marker, l.parent_id, l.repository_id, l.installation_id, l.fence,
        l.tombstone_id, l.tombstone_side, l.tombstone_at,
        l.watermark_at, l.watermark_id, l.watermark_hash, l.pull_watermark_at, l.pull_watermark_id, l.pull_watermark_hash,
        l.record_modified_at, l.record_id, l.outcome_id, l.outcome_state, l.outcome_at, l.outcome_rule, l.outcome_explanation,
        coalesce(p.local_name IS NOT NULL AND p.remote_name IS NOT NULL, false), p.tombstone_id,
        y.priority, y.due_at,
        r.operation_id, r.worker_id, r.fence, r.attempts, r.started_at, r.linked_lane_id, r.parent_lane_id
        """;

    private const string Written =
        """
        installation_key, id, kind, repository_id, installation_id, fence, tombstone_id, tombstone_side, tombstone_at,
        watermark_at, watermark_id, watermark_hash, pull_watermark_at, pull_watermark_id, pull_watermark_hash,
        record_modified_at, record_id, local_name, remote_name, marker, parent_id,
        outcome_id, outcome_state, outcome_at, outcome_rule, outcome_explanation, link
        """;

    private const string WrittenTypes =
        """
        bigint, bigint, smallint, bigint, bigint, bigint, uuid, smallint, timestamptz,
        timestamptz, uuid, bytea, timestamptz, uuid, bytea,
        timestamptz, uuid, text, text, text, bigint,
        uuid, smallint, timestamptz, text, text, bytea
        """;

    /// <summary>The lanes that the transaction has locked, or a reader has found.</summary>
    private const string Kept = "unnest(current_setting('gitsync.lanes')::bigint[], current_setting('gitsync.lane_keys')::bigint[]) AS k (id, installation_key)";

    private const string Keep =
        "set_config('gitsync.lanes', coalesce(array_agg(k.id), '{}')::text, true), "
        + "set_config('gitsync.lane_keys', coalesce(array_agg(k.installation_key), '{}')::text, true)";

    /// <summary>$1 names, $2 markers.</summary>
    public string ByNames { get; } =
        $"""
         SELECT n.lane_id FROM {schema}.names n WHERE n.name = ANY ($1)
         UNION ALL SELECT m.id FROM {schema}.lanes m WHERE m.marker = ANY ($2) AND m.remote_name IS NULL
         """;

    /// <summary>$1 running lanes, $2 names.</summary>
    public string ByClaims { get; } =
        $"""
         SELECT c.lane_id FROM {schema}.running c WHERE c.lane_id = ANY ($1)
         UNION ALL SELECT n.lane_id FROM {schema}.names n WHERE n.name = ANY ($2)
         """;

    /// <summary>$1 ids.</summary>
    public string ByIds { get; } = "SELECT unnest($1::bigint[])";

    /// <summary>$1 after which lane, $2 how many, $3 how the last operation ended, or -1: a page of lanes.</summary>
    public string Page { get; } = PageOf(schema, "");

    /// <summary>The same of one repository, $4.</summary>
    public string PageOfRepository { get; } = PageOf(schema, " AND c.repository_id = $4");

    /// <summary>$1 tasks' lanes: their comments.</summary>
    public string ByParents { get; } = $"SELECT c.id FROM {schema}.lanes c WHERE c.parent_id = ANY ($1)";

    /// <summary>
    /// Tasks before comments, each by id: whoever locks in this order cannot wait in a circle. One row, so that none is sent before all
    /// is locked: an error (55P03) after the first row leaves the driver with statements that it takes for prepared (26000 from then on).
    /// </summary>
    public string Lock(string selection) =>
        $"""
         SELECT {Keep} FROM (
           SELECT l.id, l.installation_key FROM {schema}.lanes l WHERE l.id = ANY (ARRAY ({selection})) ORDER BY l.kind, l.id FOR UPDATE) k
         """;

    /// <summary>For readers, who lock nothing.</summary>
    public string Find(string selection) =>
        $"SELECT {Keep} FROM (SELECT l.id, l.installation_key FROM {schema}.lanes l WHERE l.id = ANY (ARRAY ({selection}))) k";

    /// <summary>A row per lane.</summary>
    public string Read { get; } = $"SELECT {Columns} {From(schema)}";

    /// <summary>With links, for claims and readers.</summary>
    public string ReadWhole { get; } = $"SELECT {Columns}, l.link, p.link {From(schema)}";

    /// <summary>A row per operation that waits or runs in the lanes.</summary>
    public string ReadOperations { get; } = $"SELECT {OperationSql.Columns} {FromQueued(schema)}";

    /// <summary>With documents.</summary>
    public string ReadWholeOperations { get; } = $"SELECT {OperationSql.Columns}, q.document {FromQueued(schema)}";

    /// <summary>
    /// The next lanes by priority, due time and id; those that another transaction holds are left to it or to the next claim. Answers when the next one is due,
    /// where none was found, and how long the look took. $1 per priority the due time to begin at, $2 the time or null for the database's, $3 how many.
    /// </summary>
    public string LockRunnable { get; } =
        $"""
         SELECT {Keep}, CASE count(*) WHEN 0 THEN (
           SELECT min(x.due_at) FROM generate_series(1, cardinality($1)) AS p (ordinal)
           CROSS JOIN LATERAL (
             SELECT r.due_at FROM {schema}.ready r
             WHERE r.priority = (p.ordinal - 1)::smallint AND r.due_at > coalesce($2::timestamptz, now()) ORDER BY r.due_at LIMIT 1) x) END,
           clock_timestamp() - statement_timestamp()
         FROM (
           SELECT x.id, x.installation_key FROM unnest($1::timestamptz[]) WITH ORDINALITY AS p (floor, ordinal)
           CROSS JOIN LATERAL (
             SELECT l.id, l.installation_key FROM {schema}.ready r
             CROSS JOIN LATERAL (
               SELECT l.id, l.installation_key FROM {schema}.lanes l
               WHERE l.id = r.lane_id AND l.installation_key = r.installation_key FOR UPDATE SKIP LOCKED) l
             WHERE r.priority = (p.ordinal - 1)::smallint AND r.due_at >= p.floor AND r.due_at <= coalesce($2::timestamptz, now())
             ORDER BY r.due_at, r.lane_id LIMIT $3) x
           LIMIT $3) k
         """;

    /// <summary>$1 workers, $2 how many, $3 only this lane or null: lanes to take back. Those that are locked are left for later.</summary>
    public string LockHeldBy { get; } =
        $"""
         SELECT l.id FROM {schema}.running r JOIN {schema}.lanes l ON l.id = r.lane_id AND l.installation_key = r.installation_key
         WHERE r.worker_id = ANY ($1) AND ($3::bigint IS NULL OR r.lane_id = $3) LIMIT $2 FOR UPDATE OF l SKIP LOCKED
         """;

    /// <summary>$1 lanes.</summary>
    public string Link { get; } = $"SELECT link FROM {schema}.lanes WHERE id = ANY ($1)";

    /// <summary>$1 the lane that stays, $2 lanes it has taken in: their comments follow.</summary>
    public string Reparent { get; } = $"UPDATE {schema}.lanes SET parent_id = $1 WHERE parent_id = ANY ($2)";

    public string NextIds { get; } = $"SELECT nextval('{schema}.lane_ids')";

    public RowStatement Insert { get; } = RowStatement.Of(WrittenTypes, rows => $"INSERT INTO {schema}.lanes ({Written}) SELECT * FROM {rows} AS v");

    /// <summary>A link that is null stays as it is.</summary>
    public RowStatement Update { get; } = RowStatement.Of(
        WrittenTypes,
        rows => $"""
         UPDATE {schema}.lanes l SET
           repository_id = v.repository_id, installation_id = v.installation_id, fence = v.fence,
           tombstone_id = v.tombstone_id, tombstone_side = v.tombstone_side, tombstone_at = v.tombstone_at,
           watermark_at = v.watermark_at, watermark_id = v.watermark_id, watermark_hash = v.watermark_hash,
           pull_watermark_at = v.pull_watermark_at, pull_watermark_id = v.pull_watermark_id, pull_watermark_hash = v.pull_watermark_hash,
           record_modified_at = v.record_modified_at, record_id = v.record_id,
           outcome_id = v.outcome_id, outcome_state = v.outcome_state, outcome_at = v.outcome_at,
           outcome_rule = v.outcome_rule, outcome_explanation = v.outcome_explanation, local_name = v.local_name,
           remote_name = v.remote_name, marker = v.marker, parent_id = v.parent_id, link = coalesce(v.link, l.link)
         FROM {rows} AS v ({Written})
         WHERE l.id = v.id AND l.installation_key = v.installation_key
         """);

    /// <summary>What the end of an operation changes as a rule; a third of the columns.</summary>
    public RowStatement UpdateOutcome { get; } = RowStatement.Of(
        "bigint, bigint, bigint, uuid, smallint, timestamptz, text, text, bytea",
        rows => $"""
         UPDATE {schema}.lanes l SET fence = v.fence, outcome_id = v.outcome_id, outcome_state = v.outcome_state, outcome_at = v.outcome_at,
           outcome_rule = v.outcome_rule, outcome_explanation = v.outcome_explanation, link = coalesce(v.link, l.link)
         FROM {rows} AS v (installation_key, id, fence, outcome_id, outcome_state, outcome_at, outcome_rule, outcome_explanation, link)
         WHERE l.id = v.id AND l.installation_key = v.installation_key
         """);

    public RowStatement Delete { get; } = RowStatement.OfKeys($"DELETE FROM {schema}.lanes WHERE id = ANY ($1)");

    /// <summary>A name that another transaction took meanwhile is an error (23505 of <see cref="NamesKey"/>): the transaction begins again.</summary>
    public RowStatement InsertNames { get; } = RowStatement.Of(
        "text, bigint, bigint",
        rows => $"""
         INSERT INTO {schema}.names (name, lane_id, installation_key)
         SELECT * FROM {rows} AS v (name, lane_id, installation_key) ORDER BY v.name
         """);

    public RowStatement DeleteNames { get; } = RowStatement.OfKeys($"DELETE FROM {schema}.names WHERE name = ANY ($1)");

    private static string PageOf(string schema, string condition) =>
        $"SELECT c.id FROM {schema}.lanes c WHERE c.id > $1 AND ($3 = -1 OR c.outcome_state = $3){condition} ORDER BY c.id LIMIT $2";

    private static string From(string schema) =>
        $"""
         FROM {Kept}
         CROSS JOIN LATERAL (SELECT * FROM {schema}.lanes l WHERE l.id = k.id AND l.installation_key = k.installation_key OFFSET 0) l
         LEFT JOIN LATERAL (
           SELECT p.local_name, p.remote_name, p.tombstone_id, p.link FROM {schema}.lanes p WHERE p.id = l.parent_id OFFSET 0) p ON true
         LEFT JOIN LATERAL (
           SELECT y.priority, y.due_at FROM {schema}.ready y WHERE y.lane_id = k.id AND y.installation_key = k.installation_key OFFSET 0) y ON true
         LEFT JOIN LATERAL (
           SELECT * FROM {schema}.running r WHERE r.lane_id = k.id AND r.installation_key = k.installation_key OFFSET 0) r ON true
         """;

    private static string FromQueued(string schema) =>
        $"""
         FROM {Kept}
         CROSS JOIN LATERAL (SELECT * FROM {schema}.queued q WHERE q.lane_id = k.id AND q.installation_key = k.installation_key OFFSET 0) q
         """;
}
