namespace GitSync.Storage.Sqlite;

/// <summary>Lists of webhook deliveries and of what administrators did, newest first.</summary>
internal static class ListSql
{
    private const string DeliveryColumns =
        """
        SELECT id AS Id, event AS Event, action AS Action, installation_id AS InstallationId, repository_id AS RepositoryId, received_at AS ReceivedAt,
          outcome AS Outcome, operations AS Operations, headers AS Headers, signature AS Signature
        """;

    public const string Delivery = DeliveryColumns + ", body AS Body FROM gitsync_deliveries WHERE id = @Id";

    /// <summary>What is compared of each delivery, from a position on.</summary>
    public const string Deliveries =
        """
        SELECT id, received_at, event, repository_id FROM gitsync_deliveries WHERE (received_at, id) < (?, ?) ORDER BY received_at DESC, id DESC LIMIT ?
        """;

    public const string FindDeliveries = DeliveryColumns + " FROM gitsync_deliveries WHERE id IN @Ids ORDER BY received_at DESC, id DESC";

    /// <summary>What was done to something is less than what somebody did; the plus keeps the actor's index from being chosen then.</summary>
    public static string Audit(bool byTarget, bool byActor) =>
        $"""
         SELECT id AS Id, at AS At, actor AS Actor, action AS Action, target AS Target, reason AS Reason, details AS Details FROM gitsync_audit
         WHERE id < @Before{(byTarget ? " AND target = @Target" : "")}{(byActor ? byTarget ? " AND +actor = @Actor" : " AND actor = @Actor" : "")}
         ORDER BY id DESC LIMIT @Limit
         """;
}
