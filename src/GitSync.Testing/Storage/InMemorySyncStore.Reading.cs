namespace GitSync.Testing;

public sealed partial class InMemorySyncStore
{
    /// <inheritdoc />
    public Task<SyncOperation?> FindOperationAsync(Guid id, CancellationToken cancellationToken = default) =>
        Locked(_ => new InMemoryReader(_tables).Find(id));

    /// <inheritdoc />
    public Task<IReadOnlyList<SyncOperation>> ListOperationsAsync(OperationQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        PageLimits.Require(query.Limit);
        return Locked(_ => new InMemoryReader(_tables).List(query));
    }

    /// <inheritdoc />
    public Task<OperationPage> SearchOperationsAsync(OperationSearch search, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        PageLimits.Require(search.Limit);
        return Locked(_ => new InMemorySearch(_tables).Operations(search));
    }

    /// <inheritdoc />
    public Task<QueueSummary> SummarizeAsync(CancellationToken cancellationToken = default) =>
        Locked(_ => new InMemoryReader(_tables).Summarize());

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<LaneName, LaneView>> FindLanesAsync(
        IReadOnlyCollection<LaneName> names, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Count, OperationQuery.MaximumLimit, nameof(names));
        return Locked(now => new InMemoryReader(_tables).FindLanes(names, now));
    }

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<long, LaneView>> FindLanesAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, OperationQuery.MaximumLimit, nameof(ids));
        return Locked(now => new InMemoryReader(_tables).FindLanes(ids, now));
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<LaneView>> ListLanesAsync(LaneQuery query, CancellationToken cancellationToken = default) =>
        Locked(now => new InMemoryReader(_tables).ListLanes(query, now));

    /// <inheritdoc />
    public Task<DeliveryPage> ListDeliveriesAsync(DeliveryQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        PageLimits.Require(query.Limit);
        return Locked(_ => new InMemorySearch(_tables).Deliveries(query));
    }

    /// <inheritdoc />
    public Task<WebhookDelivery?> FindDeliveryAsync(Guid id, CancellationToken cancellationToken = default) =>
        Locked(_ => _tables.Deliveries.GetValueOrDefault(id));

    /// <inheritdoc />
    public Task<IReadOnlyList<AuditEntry>> ListAuditAsync(AuditQuery query, CancellationToken cancellationToken = default)
    {
        AuditTexts.Require(query);
        return Locked(_ => new InMemorySearch(_tables).Audit(query));
    }
}
