namespace GitSync.Storage.Postgres;

/// <summary>Statements about workers, deliveries, connections and secrets; and all statements of a schema together.</summary>
internal sealed class StoreSql(string schema)
{
    private const string ConnectionColumns = "project, repository_id, installation_id, owner, name, offered_installation_id, obstacles, resumptions";

    public string Schema { get; } = schema;

    public LaneSql Lanes { get; } = new(schema);

    public OperationSql Operations { get; } = new(schema);

    /// <summary>$1 the time, or null for the database's; $2 how long to wait for locks. Which transaction this is tells what became of its commit.</summary>
    public string Begin { get; } =
        "SELECT coalesce($1::timestamptz, clock_timestamp()), pg_current_xact_id()::text, set_config('lock_timeout', $2, true)";

    public string OutcomeOf { get; } = "SELECT pg_xact_status($1::text::xid8)";

    /// <summary>$1 operations, $2 deliveries.</summary>
    public string HasEntered { get; } =
        $"""
         SELECT EXISTS (SELECT 1 FROM {schema}.queued WHERE id = ANY ($1)) OR EXISTS (SELECT 1 FROM {schema}.history WHERE id = ANY ($1))
           OR EXISTS (SELECT 1 FROM {schema}.deliveries WHERE id = ANY ($2))
         """;

    /// <summary>$1 lanes, $2 fences, $3 workers.</summary>
    public string CountRunning { get; } =
        $"""
         SELECT count(*) FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS v (lane_id, fence, worker_id)
         WHERE EXISTS (SELECT 1 FROM {schema}.running r WHERE r.lane_id = v.lane_id AND r.fence = v.fence AND r.worker_id = v.worker_id)
         """;

    /// <summary>Which database an application's transaction is on.</summary>
    public string Identity { get; } = $"SELECT id, current_setting('lock_timeout') FROM {schema}.identity";

    /// <summary>The same for a worker: renews its lease, and says whether another one's has run out. $3 the worker, $4 how long.</summary>
    public string BeginWork { get; } =
        $"""
         WITH renewed AS (
           INSERT INTO {schema}.workers (worker_id, lease_until) VALUES ($3, coalesce($1::timestamptz, clock_timestamp()) + $4::interval)
           ON CONFLICT (worker_id) DO UPDATE SET lease_until = excluded.lease_until)
         SELECT coalesce($1::timestamptz, clock_timestamp()), pg_current_xact_id()::text, set_config('lock_timeout', $2, true),
           EXISTS (SELECT 1 FROM {schema}.workers WHERE lease_until <= coalesce($1::timestamptz, clock_timestamp()) AND worker_id <> $3)
         """;

    /// <summary>
    /// Locked, so that a worker that wakes up waits until its lanes are taken over; in any order, so that workers whose lanes cannot be taken
    /// over just now do not hide the others.
    /// </summary>
    public string Dead { get; } =
        $"SELECT worker_id FROM {schema}.workers WHERE lease_until <= coalesce($1::timestamptz, clock_timestamp()) ORDER BY random() LIMIT $2 FOR UPDATE SKIP LOCKED";

    public string Forget { get; } =
        $"DELETE FROM {schema}.workers w WHERE w.worker_id = ANY ($1) AND NOT EXISTS (SELECT 1 FROM {schema}.running r WHERE r.worker_id = w.worker_id)";

    /// <summary>A worker that could not hand everything back: others may take the rest at once.</summary>
    public string Expire { get; } = $"UPDATE {schema}.workers SET lease_until = '-infinity' WHERE worker_id = ANY ($1)";

    /// <summary>In order of ids, so that two hosts with the same deliveries cannot wait in a circle; returns the new ones.</summary>
    public RowStatement InsertDeliveries { get; } = RowStatement.Of(
        "uuid, text, text, bigint, bigint, timestamptz, text, bytea, text, text, text",
        rows => $"""
         WITH added AS (
           INSERT INTO {schema}.deliveries
             (id, event, action, installation_id, repository_id, received_at, outcome, body, operations, headers, signature)
           SELECT v.id, v.event, v.action, v.installation_id, v.repository_id, v.received_at, v.outcome, v.body, v.operations::uuid[], v.headers, v.signature
           FROM {rows} AS v (id, event, action, installation_id, repository_id, received_at, outcome, body, operations, headers, signature) ORDER BY v.id
           ON CONFLICT (id) DO NOTHING RETURNING id)
         SELECT unnest(ARRAY (SELECT id FROM added))
         """);

    /// <summary>$1 the delivery, $2 what became of it.</summary>
    public string TellOutcome { get; } = $"UPDATE {schema}.deliveries SET outcome = $2 WHERE id = $1";

    /// <summary>$1 repositories.</summary>
    public string Connections { get; } = $"SELECT {ConnectionColumns} FROM {schema}.connections WHERE repository_id = ANY ($1)";

    /// <summary>Before they are read to be changed.</summary>
    public string LockConnections { get; } = $"SELECT count(*) FROM (SELECT project FROM {schema}.connections ORDER BY project FOR UPDATE) c";

    public string AllConnections { get; } = $"SELECT {ConnectionColumns} FROM {schema}.connections";

    /// <summary>One at a time makes a connection: rows that are not there yet cannot be locked. Always before <see cref="LockConnections"/>.</summary>
    public string BeginConnecting { get; } = $"SELECT pg_advisory_xact_lock(hashtextextended('gitsync-connections-{schema}', 0))";

    /// <summary>$1 the project, $2 the repository.</summary>
    public string ConnectionsOfBoth { get; } = $"SELECT {ConnectionColumns} FROM {schema}.connections WHERE project = $1 OR repository_id = $2";

    /// <summary>A repository belongs to one project: connecting it elsewhere takes it away from where it was.</summary>
    public string TakeRepository { get; } = $"DELETE FROM {schema}.connections WHERE repository_id = $1 AND project <> $2";

    public string SaveConnection { get; } =
        $"""
         INSERT INTO {schema}.connections ({ConnectionColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (project) DO UPDATE SET repository_id = excluded.repository_id, installation_id = excluded.installation_id,
           owner = excluded.owner, name = excluded.name, offered_installation_id = excluded.offered_installation_id, obstacles = excluded.obstacles,
           resumptions = excluded.resumptions
         """;

    /// <summary>The same id again changes nothing.</summary>
    public string AddAudit { get; } =
        $"""
         INSERT INTO {schema}.audit (id, at, actor, action, target, reason, details) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (id) DO NOTHING
         """;

    public string AddState { get; } = $"INSERT INTO {schema}.shared_state (name, value) VALUES ($1, '') ON CONFLICT (name) DO NOTHING";

    /// <summary>After <see cref="AddState"/>: there is always a row to lock.</summary>
    public string LockState { get; } = $"SELECT value FROM {schema}.shared_state WHERE name = $1 FOR UPDATE";

    public string SaveState { get; } = $"UPDATE {schema}.shared_state SET value = $2 WHERE name = $1";

    public string RemoveState { get; } = $"DELETE FROM {schema}.shared_state WHERE name = $1";

    public string AddSecret { get; } = $"INSERT INTO {schema}.secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";

    public string Secret { get; } = $"SELECT value FROM {schema}.secrets WHERE name = $1";
}
