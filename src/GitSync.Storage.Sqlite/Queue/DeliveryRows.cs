namespace GitSync.Storage.Sqlite;

/// <summary>Deliveries on the writing connection.</summary>
internal static class DeliveryRows
{
    private const string Insert =
        """
        INSERT OR IGNORE INTO gitsync_deliveries
          (id, event, action, installation_id, repository_id, received_at, outcome, body, operations, headers, signature)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    /// <returns>False when the GUID is known.</returns>
    public static bool TryAdd(StatementCache statements, WebhookDelivery delivery)
    {
        statements[Insert].Add(delivery.Id).Add(delivery.Event).Add(delivery.Action).Add(delivery.InstallationId).Add(delivery.RepositoryId)
            .Add(delivery.ReceivedAt).Add(delivery.Outcome).Add(delivery.Body.Span).Add(StoredIds.Write(delivery.Operations))
            .Add(StoredDocuments.WriteHeaders(delivery.Headers)).Add(delivery.Signature).Run();
        return statements.Changes > 0;
    }
}
