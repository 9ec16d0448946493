using Dapper;

namespace GitSync.Storage.Sqlite;

/// <summary>Reads webhook deliveries and the audit log.</summary>
internal sealed class SqliteLists(SqliteConnections connections)
{
    /// <summary>Greater than every id: those have 16 bytes.</summary>
    private static readonly byte[] BehindAll = [.. Enumerable.Repeat(byte.MaxValue, 17)];

    public async Task<WebhookDelivery?> FindDeliveryAsync(Guid id, CancellationToken cancellationToken)
    {
        using var connection = connections.OpenForReading();
        var row = await connection.QueryFirstOrDefaultAsync<DeliveryRow>(
            new CommandDefinition(ListSql.Delivery, new { Id = Bytes(id) }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return row?.ToDelivery();
    }

    public async Task<DeliveryPage> ListDeliveriesAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        using var connection = connections.OpenForReading();
        using var snapshot = connection.BeginTransaction(deferred: true);
        using var statements = new StatementCache(connection);
        var (ids, next) = Look(statements, query, cancellationToken);
        if (ids.Count == 0)
        {
            return new DeliveryPage([], next);
        }

        var rows = await connection.QueryAsync<DeliveryRow>(
            new CommandDefinition(ListSql.FindDeliveries, new { Ids = ids }, snapshot, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return new DeliveryPage([.. rows.Select(row => row.ToDelivery())], next);
    }

    public async Task<IReadOnlyList<AuditEntry>> ListAuditAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        using var connection = connections.OpenForReading();
        var values = new { Before = query.Before is { } before ? Bytes(before) : BehindAll, query.Target, query.Actor, query.Limit };
        var sql = ListSql.Audit(query.Target is not null, query.Actor is not null);
        var rows = await connection.QueryAsync<AuditRow>(new CommandDefinition(sql, values, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToEntry())];
    }

    private static (List<byte[]> Ids, DeliveryPosition? Next) Look(StatementCache statements, DeliveryQuery query, CancellationToken cancellationToken)
    {
        var row = statements[ListSql.Deliveries].Add(query.Before is { } before ? StoredTime.Write(before.ReceivedAt) : long.MaxValue)
            .Add(query.Before is { } at ? Bytes(at.Id) : BehindAll).Add(OperationSearch.MaximumScanned + 1);
        var ids = new List<byte[]>(query.Limit);
        var looked = 0;
        var (last, lastFound) = (default(DeliveryPosition), default(DeliveryPosition));
        while (row.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (looked++ == OperationSearch.MaximumScanned)
            {
                return (ids, last);
            }

            var id = row.NextGuid();
            last = new DeliveryPosition(row.NextTime(), id);
            var (name, repository) = (row.NextText(), row.NextLongOrNull());
            if ((query.Event ?? name) != name || (query.RepositoryId ?? repository) != repository)
            {
                continue;
            }

            if (ids.Count == query.Limit)
            {
                return (ids, lastFound);
            }

            lastFound = last;
            ids.Add(Bytes(id));
        }

        return (ids, null);
    }

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    private sealed class DeliveryRow
    {
        public byte[] Id { get; init; } = [];

        public string Event { get; init; } = "";

        public string? Action { get; init; }

        public long? InstallationId { get; init; }

        public long? RepositoryId { get; init; }

        public long ReceivedAt { get; init; }

        public string Outcome { get; init; } = "";

        public byte[] Operations { get; init; } = [];

        public string? Headers { get; init; }

        public string? Signature { get; init; }

        public byte[] Body { get; init; } = [];

        public WebhookDelivery ToDelivery() => new()
        {
            Id = new Guid(Id, bigEndian: true),
            Event = Event,
            Action = Action,
            InstallationId = InstallationId,
            RepositoryId = RepositoryId,
            Body = Body,
            ReceivedAt = StoredTime.Read(ReceivedAt),
            Outcome = Outcome,
            Operations = StoredIds.Read(Operations),
            Headers = StoredDocuments.ReadHeaders(Headers),
            Signature = Signature,
        };
    }

    private sealed class AuditRow
    {
        public byte[] Id { get; init; } = [];

        public long At { get; init; }

        public string Actor { get; init; } = "";

        public string Action { get; init; } = "";

        public string Target { get; init; } = "";

        public string? Reason { get; init; }

        public string? Details { get; init; }

        public AuditEntry ToEntry() => new()
        {
            Id = new Guid(Id, bigEndian: true),
            At = StoredTime.Read(At),
            Actor = Actor,
            Action = Action,
            Target = Target,
            Reason = Reason,
            Details = Details,
        };
    }
}
