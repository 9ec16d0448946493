using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace GitSync.Storage.Postgres;

/// <summary>The store on PostgreSQL.</summary>
public sealed class PostgresSyncStore(PostgresStorageOptions options, TimeProvider? clock = null, RecordConflictPolicy policy = RecordConflictPolicy.PerField, ILogger<PostgresSyncStore>? logger = null) : ISyncStore, IAsyncDisposable
{
    private readonly object[] _all = [options, clock!, policy, logger!];
#pragma warning disable CS1591
    public Task InitializeAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException(_all.Length.ToString());
    public Task<EnqueueReceipt> EnqueueAsync(EnqueueBatch batch, DbTransaction? transaction = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<WorkReceipt> WorkAsync(IReadOnlyList<Completion> completions, ClaimRequest request, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<CommitOutcome> CheckpointAsync(LaneLease lease, LaneLink link, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task ReleaseAsync(string workerId, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<bool> RetryAsync(Guid operationId, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<SyncOperation?> FindOperationAsync(Guid id, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<IReadOnlyList<SyncOperation>> ListOperationsAsync(OperationQuery query, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<QueueSummary> SummarizeAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<IReadOnlyDictionary<LaneName, LaneView>> FindLanesAsync(IReadOnlyCollection<LaneName> names, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<WebhookDelivery?> FindDeliveryAsync(Guid id, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task ConnectAsync(Connection connection, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<Connection?> FindByProjectAsync(string project, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<Connection?> FindByRepositoryAsync(long repositoryId, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<IReadOnlyList<Connection>> ListAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<byte[]> GetOrAddSecretAsync(string name, ReadOnlyMemory<byte> candidate, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
#pragma warning restore CS1591
}
