namespace GitSync.Storage.Postgres;

/// <summary>Lists of webhook deliveries and of what administrators did, newest first.</summary>
internal sealed class ListSql(string schema)
{
    private const string DeliveryColumns =
        """
        SELECT t.id AS "Id", t.event AS "Event", t.action AS "Action", t.installation_id AS "InstallationId", t.repository_id AS "RepositoryId",
          t.received_at AS "ReceivedAt", t.outcome AS "Outcome", t.operations AS "Operations", t.headers AS "Headers", t.signature AS "Signature"
        """;

    public string Delivery { get; } = $"""{DeliveryColumns}, t.body AS "Body" FROM {schema}.deliveries t WHERE t.id = @Id""";

    public string FindDeliveries { get; } =
        $"""
         {DeliveryColumns} FROM unnest(@Ids) AS k (id) CROSS JOIN LATERAL (SELECT * FROM {schema}.deliveries d WHERE d.id = k.id OFFSET 0) t
         """;

    /// <summary>As in <see cref="SearchSql.Look"/>, but by when they came.</summary>
    /// <param name="isFromTheNewest">Or from a position on.</param>
    public string LookForDeliveries(bool isFromTheNewest) =>
        $"""
         WITH seen AS MATERIALIZED (
           SELECT d.id, d.received_at, d.event, d.repository_id FROM {schema}.deliveries d
           WHERE {(isFromTheNewest ? "true" : "d.received_at <= @At AND (d.received_at, d.id) < (@At, @Id)")}
           ORDER BY d.received_at DESC, d.id DESC LIMIT {OperationSearch.MaximumScanned}),
         found AS MATERIALIZED (
           SELECT s.id, s.received_at FROM seen s
           WHERE (@Event IS NULL OR s.event = @Event) AND (@RepositoryId IS NULL OR s.repository_id = @RepositoryId) LIMIT @Limit + 1)
         SELECT f.id, f.received_at, false FROM found f
         UNION ALL
         (SELECT s.id, s.received_at, true FROM seen s
          WHERE (SELECT count(*) FROM found) <= @Limit OFFSET {OperationSearch.MaximumScanned - 1} LIMIT 1)
         """;

    public string Audit(bool fromTheNewest, bool byTarget, bool byActor) =>
        $"""
         SELECT id AS "Id", at AS "At", actor AS "Actor", action AS "Action", target AS "Target", reason AS "Reason", details AS "Details"
         FROM {schema}.audit
         WHERE {(fromTheNewest ? "true" : "id < @Before")}{(byTarget ? " AND target = @Target" : "")}{(byActor ? " AND actor = @Actor" : "")}
         ORDER BY id DESC LIMIT @Limit
         """;
}
