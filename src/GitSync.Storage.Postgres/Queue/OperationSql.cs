namespace GitSync.Storage.Postgres;

/// <summary>Reads operations that wait or run, and moves them between queued, running, ready and history.</summary>
internal sealed class OperationSql(string schema)
{
    /// <summary>What is read of an operation that waits or runs.</summary>
    public const string Columns =
        """
        q.lane_id, q.id, q.kind, q.direction, q.action, q.remote_kind, q.github_updated_at, q.hash, q.repository_id, q.priority, q.created_at,
        q.waiting_since, q.due_at, q.started_at, q.attempts, q.rule, q.explanation, q.error_code, q.error_message, q.error_status,
        q.linked_lane_id, q.parent_lane_id
        """;

    private const string Fate =
        "lane_id, state, started_at, ended_at, due_at, attempts, fence, rule, explanation, error_code, error_message, error_status, "
        + "canceled_by, duplicate_of, dropped_for, linked_lane_id, parent_lane_id";

    private const string FateTypes =
        "bigint, smallint, timestamptz, timestamptz, timestamptz, integer, bigint, text, text, text, text, integer, "
        + "uuid, uuid, uuid, bigint, bigint";

    private const string QueuedTypes =
        "bigint, bigint, uuid, smallint, smallint, smallint, smallint, timestamptz, bytea, bigint, smallint, timestamptz, timestamptz, timestamptz, "
        + "timestamptz, timestamptz, integer, text, text, text, text, integer, bigint, bigint, bytea";

    /// <summary>
    /// $1 ids, $2 the first and $3 the last of them: operations that entered before. The bounds leave history's other days out before the
    /// statement starts; a look at each of a hundred days would cost more than all the rest.
    /// </summary>
    public string Known { get; } =
        $"""
         SELECT q.id, q.lane_id, (CASE WHEN r.lane_id IS NULL THEN 0 ELSE 1 END)::smallint, q.explanation
         FROM unnest($1::uuid[]) AS k (id)
         CROSS JOIN LATERAL (SELECT q.id, q.lane_id, q.explanation FROM {schema}.queued q WHERE q.id = k.id OFFSET 0) q
         LEFT JOIN LATERAL (SELECT r.lane_id FROM {schema}.running r WHERE r.lane_id = q.lane_id AND r.operation_id = q.id OFFSET 0) r ON true
         UNION ALL
         SELECT h.id, h.lane_id, h.state, h.explanation FROM unnest($1::uuid[]) AS k (id)
         CROSS JOIN LATERAL (SELECT h.id, h.lane_id, h.state, h.explanation FROM {schema}.history h WHERE h.id = k.id AND h.id BETWEEN $2 AND $3 OFFSET 0) h
         """;

    /// <summary>$1 id: where an errored operation lies.</summary>
    public string Errored { get; } =
        $"""
         SELECT h.lane_id, h.attempts, h.rule, h.explanation, h.error_code, h.error_message, h.error_status,
           h.started_at, h.waiting_since, h.linked_lane_id, h.parent_lane_id, h.document
         FROM {schema}.history h WHERE h.id = $1 AND h.state = 3 FOR UPDATE
         """;

    /// <summary>$1 id: the lane of an operation that waits or runs.</summary>
    public string LaneOf { get; } = $"SELECT q.lane_id FROM {schema}.queued q WHERE q.id = $1";

    /// <summary>$1 ids: documents of operations that wait or run.</summary>
    public string Documents { get; } = $"SELECT q.id, q.document FROM {schema}.queued q WHERE q.id = ANY ($1)";

    /// <summary>Operations that enter. One that is there already is an error: it would be in two places.</summary>
    public RowStatement InsertQueued { get; } = RowStatement.Of(QueuedTypes, rows => InsertInto(schema, rows));

    /// <summary>Operations that go back to the queue or carry another payload; an empty document stays as it is.</summary>
    public RowStatement UpdateQueued { get; } = RowStatement.Of(
        QueuedTypes,
        rows => $"""
         {InsertInto(schema, rows)}
         ON CONFLICT (id, installation_key) DO UPDATE SET lane_id = excluded.lane_id, hash = excluded.hash, due_at = excluded.due_at,
           started_at = excluded.started_at, attempts = excluded.attempts, rule = excluded.rule, explanation = excluded.explanation,
           error_code = excluded.error_code, error_message = excluded.error_message, error_status = excluded.error_status,
           linked_lane_id = excluded.linked_lane_id, parent_lane_id = excluded.parent_lane_id,
           document = CASE WHEN excluded.document = ''::bytea THEN q.document ELSE excluded.document END
         """);

    public RowStatement DeleteQueued { get; } = RowStatement.OfKeys($"DELETE FROM {schema}.queued WHERE id = ANY ($1)");

    /// <summary>Queued or running operations end: their rows move, with what they came to and, where it changed, another document.</summary>
    public RowStatement MoveToHistory { get; } = RowStatement.Of(
        $"bigint, uuid, {FateTypes}, bytea",
        rows => $"""
         WITH gone AS (
           DELETE FROM {schema}.queued q USING {rows} AS v (installation_key, id, {Fate}, document)
           WHERE q.id = v.id AND q.installation_key = v.installation_key
           RETURNING q.id, q.installation_key, q.kind, q.direction, q.action, q.repository_id, q.created_at, q.waiting_since,
             coalesce(v.document, q.document) AS document, {Prefixed(Fate, "v.")})
         INSERT INTO {schema}.history (id, installation_key, kind, direction, action, repository_id, created_at, waiting_since, document, {Fate})
         SELECT * FROM gone
         """);

    /// <summary>Operations that end as they arrive.</summary>
    public RowStatement InsertHistory { get; } = RowStatement.Of(
        $"bigint, uuid, {FateTypes}, smallint, smallint, smallint, bigint, timestamptz, timestamptz, bytea",
        rows => $"""
         INSERT INTO {schema}.history (installation_key, id, {Fate}, kind, direction, action, repository_id, created_at, waiting_since, document)
         SELECT * FROM {rows} AS v
         """);

    public RowStatement DeleteHistory { get; } = RowStatement.OfKeys($"DELETE FROM {schema}.history WHERE id = ANY ($1)");

    public RowStatement InsertRunning { get; } = RowStatement.Of(
        "bigint, bigint, uuid, text, bigint, timestamptz, integer, bigint, bigint",
        rows => $"""
         INSERT INTO {schema}.running (installation_key, lane_id, operation_id, worker_id, fence, started_at, attempts, linked_lane_id, parent_lane_id)
         SELECT * FROM {rows} AS v
         """);

    public RowStatement DeleteRunning { get; } = RowStatement.OfKeys($"DELETE FROM {schema}.running WHERE lane_id = ANY ($1)");

    public RowStatement UpsertReady { get; } = RowStatement.Of(
        "bigint, bigint, smallint, timestamptz",
        rows => $"""
         INSERT INTO {schema}.ready (installation_key, lane_id, priority, due_at) SELECT * FROM {rows} AS v
         ON CONFLICT (lane_id, installation_key) DO UPDATE SET priority = excluded.priority, due_at = excluded.due_at
         """);

    public RowStatement DeleteReady { get; } = RowStatement.OfKeys($"DELETE FROM {schema}.ready WHERE lane_id = ANY ($1)");

    /// <summary>$1 now. For a minute; whatever happens to the lane meanwhile writes its row anew.</summary>
    public string PutOffFirst { get; } =
        $"""
         UPDATE {schema}.ready SET due_at = coalesce($1::timestamptz, clock_timestamp()) + interval '1 minute'
         WHERE (lane_id, installation_key) = (
           SELECT r.lane_id, r.installation_key FROM {schema}.ready r WHERE r.due_at <= coalesce($1::timestamptz, clock_timestamp())
           ORDER BY r.priority, r.due_at, r.lane_id LIMIT 1)
         """;

    /// <summary>Every connection has a slot, so that no transaction waits for another's counts.</summary>
    public RowStatement Count { get; } = RowStatement.Of(
        "smallint, bigint",
        rows => $"""
         INSERT INTO {schema}.counters AS c (slot, state, value)
         SELECT pg_backend_pid(), v.state, v.value FROM {rows} AS v (state, value) ORDER BY v.state
         ON CONFLICT (slot, state) DO UPDATE SET value = c.value + excluded.value
         """);

    /// <summary>An application's transaction may stay open for long: its counts are rows of its own, so that nobody waits for them.</summary>
    public RowStatement CountApart { get; } = RowStatement.Of(
        "smallint, bigint",
        rows => $"""
         INSERT INTO {schema}.counters (slot, state, value)
         SELECT nextval('{schema}.counter_slots'), v.state, v.value FROM {rows} AS v (state, value)
         """);

    private static string InsertInto(string schema, string rows) =>
        $"""
         INSERT INTO {schema}.queued AS q (installation_key, lane_id, id, kind, direction, action, remote_kind, github_updated_at, hash, repository_id,
           priority, ordered_at, created_at, waiting_since, due_at, started_at, attempts, rule, explanation, error_code, error_message, error_status,
           linked_lane_id, parent_lane_id, document)
         SELECT * FROM {rows} AS v
         """;

    private static string Prefixed(string columns, string prefix) =>
        string.Join(", ", columns.Split(", ").Select(column => prefix + column));
}
