using Dapper;

namespace GitSync.Storage.Postgres;

/// <summary>Reads webhook deliveries and the audit log.</summary>
internal sealed class PostgresLists(PostgresConnections connections, string schema)
{
    private readonly ListSql _sql = new(schema);

    public Task<WebhookDelivery?> FindDeliveryAsync(Guid id, CancellationToken cancellationToken) => connections.ReadAsync(
        async connection => (await connection.QueryFirstOrDefaultAsync<DeliveryRow>(Command(_sql.Delivery, new { Id = id }, cancellationToken))
            .ConfigureAwait(false))?.ToDelivery(),
        cancellationToken);

    public Task<DeliveryPage> ListDeliveriesAsync(DeliveryQuery query, CancellationToken cancellationToken) => connections.ReadSnapshotAsync(
        async connection =>
        {
            var values = new
            {
                At = query.Before is { } before ? StoredTime.Cut(before.ReceivedAt) : (DateTimeOffset?)null,
                query.Before?.Id,
                Event = StoredText.Clean(query.Event),
                query.RepositoryId,
                query.Limit,
            };
            var rows = (await connection.QueryAsync<(Guid Id, DateTime ReceivedAt, bool IsLast)>(
                Command(_sql.LookForDeliveries(query.Before is null), values, cancellationToken)).ConfigureAwait(false)).AsList();
            var found = rows.Where(row => !row.IsLast).OrderByDescending(row => row.ReceivedAt).ThenByDescending(row => row.Id).ToArray();
            var page = found.Take(query.Limit).ToArray();
            var last = found.Length > page.Length ? page[^1] : rows.Find(row => row.IsLast);
            DeliveryPosition? next = last == default ? null : new DeliveryPosition(OperationRow.Time(last.ReceivedAt)!.Value, last.Id);
            if (page.Length == 0)
            {
                return new DeliveryPage([], next);
            }

            var deliveries = await connection.QueryAsync<DeliveryRow>(
                Command(_sql.FindDeliveries, new { Ids = page.Select(row => row.Id).ToArray() }, cancellationToken)).ConfigureAwait(false);
            return new DeliveryPage(
                [.. deliveries.Select(row => row.ToDelivery()).OrderByDescending(delivery => delivery.ReceivedAt).ThenByDescending(delivery => delivery.Id)],
                next);
        },
        cancellationToken);

    public Task<IReadOnlyList<AuditEntry>> ListAuditAsync(AuditQuery query, CancellationToken cancellationToken) => connections.ReadAsync(
        async connection =>
        {
            var sql = _sql.Audit(query.Before is null, query.Target is not null, query.Actor is not null);
            var rows = await connection.QueryAsync<AuditRow>(
                Command(sql, new { query.Before, query.Target, query.Actor, query.Limit }, cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<AuditEntry>)[.. rows.Select(row => row.ToEntry())];
        },
        cancellationToken);

    private static CommandDefinition Command(string sql, object values, CancellationToken cancellationToken) =>
        new(sql, values, cancellationToken: cancellationToken);

    private sealed class DeliveryRow
    {
        public Guid Id { get; init; }

        public string Event { get; init; } = "";

        public string? Action { get; init; }

        public long? InstallationId { get; init; }

        public long? RepositoryId { get; init; }

        public DateTime ReceivedAt { get; init; }

        public string Outcome { get; init; } = "";

        public Guid[] Operations { get; init; } = [];

        public string? Headers { get; init; }

        public string? Signature { get; init; }

        public byte[] Body { get; init; } = [];

        public WebhookDelivery ToDelivery() => new()
        {
            Id = Id,
            Event = Event,
            Action = Action,
            InstallationId = InstallationId,
            RepositoryId = RepositoryId,
            ReceivedAt = OperationRow.Time(ReceivedAt)!.Value,
            Outcome = Outcome,
            Operations = Operations,
            Headers = StoredDocuments.ReadHeaders(Headers),
            Signature = Signature,
            Body = Body,
        };
    }

    private sealed class AuditRow
    {
        public Guid Id { get; init; }

        public DateTime At { get; init; }

        public string Actor { get; init; } = "";

        public string Action { get; init; } = "";

        public string Target { get; init; } = "";

        public string? Reason { get; init; }

        public string? Details { get; init; }

        public AuditEntry ToEntry() => new()
        {
            Id = Id,
            At = OperationRow.Time(At)!.Value,
            Actor = Actor,
            Action = Action,
            Target = Target,
            Reason = Reason,
            Details = Details,
        };
    }
}
