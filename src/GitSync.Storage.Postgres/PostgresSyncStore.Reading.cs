namespace GitSync.Storage.Postgres;

public sealed partial class PostgresSyncStore
{
    /// <inheritdoc />
    public Task<SyncOperation?> FindOperationAsync(Guid id, CancellationToken cancellationToken = default) =>
        _reader.FindOperationAsync(id, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<SyncOperation>> ListOperationsAsync(OperationQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        PageLimits.Require(query.Limit);
        return _reader.ListOperationsAsync(query, cancellationToken);
    }

    /// <inheritdoc />
    public Task<OperationPage> SearchOperationsAsync(OperationSearch search, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        PageLimits.Require(search.Limit);
        return _search.FindAsync(search, cancellationToken);
    }

    /// <inheritdoc />
    public Task<QueueSummary> SummarizeAsync(CancellationToken cancellationToken = default) => _reader.SummarizeAsync(cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<LaneName, LaneView>> FindLanesAsync(
        IReadOnlyCollection<LaneName> names, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Count, OperationQuery.MaximumLimit, nameof(names));
        return _reader.FindLanesAsync(names, _sql, cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<long, LaneView>> FindLanesAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, OperationQuery.MaximumLimit, nameof(ids));
        return _reader.FindLanesAsync(ids, _sql, cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<LaneView>> ListLanesAsync(LaneQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        PageLimits.Require(query.Limit);
        return _reader.ListLanesAsync(query, _sql, cancellationToken);
    }

    /// <inheritdoc />
    public Task<DeliveryPage> ListDeliveriesAsync(DeliveryQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        PageLimits.Require(query.Limit);
        return _lists.ListDeliveriesAsync(query, cancellationToken);
    }

    /// <inheritdoc />
    public Task<WebhookDelivery?> FindDeliveryAsync(Guid id, CancellationToken cancellationToken = default) =>
        _lists.FindDeliveryAsync(id, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<AuditEntry>> ListAuditAsync(AuditQuery query, CancellationToken cancellationToken = default) =>
        _lists.ListAuditAsync(AuditTexts.Require(query), cancellationToken);
}
