using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Webhook deliveries on their way in.</summary>
internal static class DeliveryRows
{
    public static void Append(IReadOnlyList<WebhookDelivery> deliveries, StoreSql sql, NpgsqlBatch batch)
    {
        var rows = new RowBuffer(sql.InsertDeliveries);
        foreach (var delivery in deliveries)
        {
            rows.Next().Add(delivery.Id).Add(delivery.Event).Add(delivery.Action).Add(delivery.InstallationId).Add(delivery.RepositoryId)
                .Add(delivery.ReceivedAt).Add(delivery.Outcome).Add(delivery.Body.ToArray())
                .Add($"{{{string.Join(',', delivery.Operations)}}}").Add(StoredDocuments.WriteHeaders(delivery.Headers)).Add(delivery.Signature);
        }

        rows.AppendTo(batch);
    }

    /// <summary>Which of them were new.</summary>
    public static async Task ReadNewAsync(NpgsqlDataReader rows, HashSet<Guid> added, CancellationToken cancellationToken)
    {
        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            added.Add(rows.GetGuid(0));
        }
    }
}
