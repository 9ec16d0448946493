namespace GitSync.Testing;

/// <summary>What is looked for page by page, newest first.</summary>
internal sealed class InMemorySearch(InMemoryTables tables)
{
    public OperationPage Operations(OperationSearch search)
    {
        var reader = new InMemoryReader(tables);
        Guid[] newest =
        [
            .. (search.DeliveryId is { } delivery
                ? tables.Deliveries.GetValueOrDefault(delivery)?.Operations.Distinct() ?? []
                : tables.Live.Keys.Concat(tables.History.Keys))
                .Where(id => search.Before is not { } before || id.CompareTo(before) < 0)
                .OrderDescending().Take(OperationSearch.MaximumScanned + 1),
        ];
        var found = new List<SyncOperation>();
        foreach (var id in newest.Take(OperationSearch.MaximumScanned))
        {
            if (reader.Find(id) is { } operation && IsAskedFor(search, operation))
            {
                if (found.Count == search.Limit)
                {
                    return new OperationPage(found, found[^1].Id);
                }

                found.Add(operation);
            }
        }

        return new OperationPage(found, newest.Length > OperationSearch.MaximumScanned ? newest[^2] : null);
    }

    public DeliveryPage Deliveries(DeliveryQuery query)
    {
        WebhookDelivery[] newest =
        [
            .. tables.Deliveries.Values
                .Where(delivery => query.Before is not { } before
                    || (delivery.ReceivedAt, delivery.Id).CompareTo((before.ReceivedAt, before.Id)) < 0)
                .OrderByDescending(delivery => delivery.ReceivedAt).ThenByDescending(delivery => delivery.Id)
                .Take(OperationSearch.MaximumScanned + 1),
        ];
        var found = new List<WebhookDelivery>();
        foreach (var delivery in newest.Take(OperationSearch.MaximumScanned))
        {
            if ((query.Event ?? delivery.Event) == delivery.Event && (query.RepositoryId is null || query.RepositoryId == delivery.RepositoryId))
            {
                if (found.Count == query.Limit)
                {
                    return new DeliveryPage(found, PositionOf(found[^1]));
                }

                found.Add(delivery with { Body = default });
            }
        }

        return new DeliveryPage(found, newest.Length > OperationSearch.MaximumScanned ? PositionOf(newest[^2]) : null);
    }

    public IReadOnlyList<AuditEntry> Audit(AuditQuery query) =>
    [
        .. tables.Audit.Values
            .Where(entry => (query.Target ?? entry.Target) == entry.Target && (query.Actor ?? entry.Actor) == entry.Actor
                && (query.Before is not { } before || entry.Id.CompareTo(before) < 0))
            .OrderByDescending(entry => entry.Id).Take(query.Limit),
    ];

    private static bool IsAskedFor(OperationSearch search, SyncOperation operation) =>
        (search.LaneId ?? operation.LaneId) == operation.LaneId
        && search.Matches(operation.State, operation.Direction, operation.Kind, operation.RepositoryId, operation.Error?.Code);

    private static DeliveryPosition PositionOf(WebhookDelivery delivery) => new(delivery.ReceivedAt, delivery.Id);
}
