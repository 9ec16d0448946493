using System.Data.Common;

namespace GitSync.Testing;

/// <summary>A store that passes everything on, and kills its process at one durable step.</summary>
/// <param name="inner">The real store.</param>
/// <param name="crash">Where.</param>
public sealed class CrashingStore(ISyncStore inner, CrashPoint crash) : ISyncStore, IAsyncDisposable
{
    /// <inheritdoc />
    public async Task<EnqueueReceipt> EnqueueAsync(EnqueueBatch batch, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        crash.Pass(DurableStep.Enqueue, isAfter: false);
        var receipt = await inner.EnqueueAsync(batch, transaction, cancellationToken).ConfigureAwait(false);
        crash.Pass(DurableStep.Enqueue, isAfter: true);
        return receipt;
    }

    /// <inheritdoc />
    public async Task<WorkReceipt> WorkAsync(IReadOnlyList<Completion> completions, ClaimRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(completions);
        if (completions.Count > 0)
        {
            crash.Pass(DurableStep.Complete, isAfter: false);
        }

        var receipt = await inner.WorkAsync(completions, request, cancellationToken).ConfigureAwait(false);
        if (completions.Count > 0)
        {
            crash.Pass(DurableStep.Complete, isAfter: true);
        }

        if (receipt.Claimed.Count > 0)
        {
            crash.Pass(DurableStep.Claim, isAfter: true);
        }

        return receipt;
    }

    /// <inheritdoc />
    public async Task<CommitOutcome> CheckpointAsync(LaneLease lease, LaneLink link, CancellationToken cancellationToken)
    {
        crash.Pass(DurableStep.Checkpoint, isAfter: false);
        var outcome = await inner.CheckpointAsync(lease, link, cancellationToken).ConfigureAwait(false);
        crash.Pass(DurableStep.Checkpoint, isAfter: true);
        return outcome;
    }

    /// <inheritdoc />
    public Task ReleaseAsync(string workerId, CancellationToken cancellationToken) => inner.ReleaseAsync(workerId, cancellationToken);

    /// <inheritdoc />
    public Task<bool> RetryAsync(Guid operationId, string? by, CancellationToken cancellationToken) => inner.RetryAsync(operationId, by, cancellationToken);

    /// <inheritdoc />
    public Task<bool> CancelAsync(Guid operationId, string? by, CancellationToken cancellationToken) => inner.CancelAsync(operationId, by, cancellationToken);

    /// <inheritdoc />
    public Task<SyncOperation?> FindOperationAsync(Guid id, CancellationToken cancellationToken) => inner.FindOperationAsync(id, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<SyncOperation>> ListOperationsAsync(OperationQuery query, CancellationToken cancellationToken) =>
        inner.ListOperationsAsync(query, cancellationToken);

    /// <inheritdoc />
    public Task<OperationPage> SearchOperationsAsync(OperationSearch search, CancellationToken cancellationToken) =>
        inner.SearchOperationsAsync(search, cancellationToken);

    /// <inheritdoc />
    public Task<QueueSummary> SummarizeAsync(CancellationToken cancellationToken) => inner.SummarizeAsync(cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<LaneName, LaneView>> FindLanesAsync(IReadOnlyCollection<LaneName> names, CancellationToken cancellationToken) =>
        inner.FindLanesAsync(names, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<long, LaneView>> FindLanesAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        inner.FindLanesAsync(ids, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<LaneView>> ListLanesAsync(LaneQuery query, CancellationToken cancellationToken) => inner.ListLanesAsync(query, cancellationToken);

    /// <inheritdoc />
    public Task<DeliveryPage> ListDeliveriesAsync(DeliveryQuery query, CancellationToken cancellationToken) =>
        inner.ListDeliveriesAsync(query, cancellationToken);

    /// <inheritdoc />
    public Task<WebhookDelivery?> FindDeliveryAsync(Guid id, CancellationToken cancellationToken) => inner.FindDeliveryAsync(id, cancellationToken);

    /// <inheritdoc />
    public Task<Connection?> ChangeConnectionAsync(
        string project, long repositoryId, Func<StoredConnections, Connection?> change, CancellationToken cancellationToken) =>
        inner.ChangeConnectionAsync(project, repositoryId, change, cancellationToken);

    /// <inheritdoc />
    public Task<Connection?> FindByProjectAsync(string project, CancellationToken cancellationToken) =>
        inner.FindByProjectAsync(project, cancellationToken);

    /// <inheritdoc />
    public Task<Connection?> FindByRepositoryAsync(long repositoryId, CancellationToken cancellationToken) =>
        inner.FindByRepositoryAsync(repositoryId, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<Connection>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    /// <inheritdoc />
    public Task InitializeAsync(CancellationToken cancellationToken) => inner.InitializeAsync(cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<Connection>> ListAfterAsync(string project, CancellationToken cancellationToken) => inner.ListAfterAsync(project, cancellationToken);

    /// <inheritdoc />
    public Task MaintainAsync(TimeSpan keep, CancellationToken cancellationToken) => inner.MaintainAsync(keep, cancellationToken);

    /// <inheritdoc />
    public Task<byte[]> GetOrAddSecretAsync(string name, ReadOnlyMemory<byte> candidate, CancellationToken cancellationToken) =>
        inner.GetOrAddSecretAsync(name, candidate, cancellationToken);

    /// <inheritdoc />
    public Task<byte[]?> FindStateAsync(string name, CancellationToken cancellationToken) => inner.FindStateAsync(name, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<KeyValuePair<string, byte[]>>> ListStateAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListStateAsync(prefix, cancellationToken);

    /// <inheritdoc />
    public Task<byte[]?> ChangeStateAsync(string name, Func<byte[]?, byte[]?> change, CancellationToken cancellationToken) =>
        inner.ChangeStateAsync(name, change, cancellationToken);

    /// <inheritdoc />
    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) => inner.AppendAsync(entry, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<AuditEntry>> ListAuditAsync(AuditQuery query, CancellationToken cancellationToken) =>
        inner.ListAuditAsync(query, cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => inner is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;
}
