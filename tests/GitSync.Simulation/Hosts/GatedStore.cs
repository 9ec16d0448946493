using System.Data.Common;
using System.Globalization;

namespace GitSync.Simulation;

/// <summary>The shared store as one host reaches it: its process can stop before and after every durable step, and every answer is looked at.</summary>
internal sealed class GatedStore(ISyncStore inner, Scheduler scheduler, Watch watch, Action<string> tell) : ISyncStore
{
    public Task<EnqueueReceipt> EnqueueAsync(EnqueueBatch batch, DbTransaction? transaction, CancellationToken cancellationToken) =>
        PassAsync("enqueue", () => EnterAsync(batch, transaction, cancellationToken), done => watch.Entered(batch, done));

    public Task<WorkReceipt> WorkAsync(IReadOnlyList<Completion> completions, ClaimRequest request, CancellationToken cancellationToken) => PassAsync(
        "work", () => inner.WorkAsync(completions, request, cancellationToken), done => watch.Worked(completions, done));

    public Task<CommitOutcome> CheckpointAsync(LaneLease lease, LaneLink link, CancellationToken cancellationToken) =>
        PassAsync("checkpoint", () => inner.CheckpointAsync(lease, link, cancellationToken), done => watch.Saved(lease, done));

    public Task ReleaseAsync(string workerId, CancellationToken cancellationToken) => inner.ReleaseAsync(workerId, cancellationToken);

    public Task<bool> RetryAsync(Guid operationId, string? by, CancellationToken cancellationToken) => inner.RetryAsync(operationId, by, cancellationToken);

    public Task<bool> CancelAsync(Guid operationId, string? by, CancellationToken cancellationToken) => inner.CancelAsync(operationId, by, cancellationToken);

    public Task<SyncOperation?> FindOperationAsync(Guid id, CancellationToken cancellationToken) => inner.FindOperationAsync(id, cancellationToken);

    public Task<IReadOnlyList<SyncOperation>> ListOperationsAsync(OperationQuery query, CancellationToken cancellationToken) =>
        inner.ListOperationsAsync(query, cancellationToken);

    public Task<OperationPage> SearchOperationsAsync(OperationSearch search, CancellationToken cancellationToken) =>
        inner.SearchOperationsAsync(search, cancellationToken);

    public Task<QueueSummary> SummarizeAsync(CancellationToken cancellationToken) => inner.SummarizeAsync(cancellationToken);

    public Task<IReadOnlyDictionary<LaneName, LaneView>> FindLanesAsync(IReadOnlyCollection<LaneName> names, CancellationToken cancellationToken) =>
        PassAsync("find lanes", () => inner.FindLanesAsync(names, cancellationToken));

    public Task<IReadOnlyDictionary<long, LaneView>> FindLanesAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        PassAsync("find lanes", () => inner.FindLanesAsync(ids, cancellationToken));

    public Task<IReadOnlyList<LaneView>> ListLanesAsync(LaneQuery query, CancellationToken cancellationToken) =>
        PassAsync("list lanes", () => inner.ListLanesAsync(query, cancellationToken));

    public Task<DeliveryPage> ListDeliveriesAsync(DeliveryQuery query, CancellationToken cancellationToken) => inner.ListDeliveriesAsync(query, cancellationToken);

    public Task<WebhookDelivery?> FindDeliveryAsync(Guid id, CancellationToken cancellationToken) => inner.FindDeliveryAsync(id, cancellationToken);

    public Task<Connection?> ChangeConnectionAsync(
        string project, long repositoryId, Func<StoredConnections, Connection?> change, CancellationToken cancellationToken) =>
        PassAsync("connection", () => inner.ChangeConnectionAsync(project, repositoryId, change, cancellationToken));

    public Task<Connection?> FindByProjectAsync(string project, CancellationToken cancellationToken) => inner.FindByProjectAsync(project, cancellationToken);

    public Task<Connection?> FindByRepositoryAsync(long repositoryId, CancellationToken cancellationToken) =>
        inner.FindByRepositoryAsync(repositoryId, cancellationToken);

    public Task<IReadOnlyList<Connection>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public Task InitializeAsync(CancellationToken cancellationToken) => inner.InitializeAsync(cancellationToken);

    public Task<IReadOnlyList<Connection>> ListAfterAsync(string project, CancellationToken cancellationToken) => inner.ListAfterAsync(project, cancellationToken);

    public Task MaintainAsync(TimeSpan keep, CancellationToken cancellationToken) => inner.MaintainAsync(keep, cancellationToken);

    public Task<byte[]> GetOrAddSecretAsync(string name, ReadOnlyMemory<byte> candidate, CancellationToken cancellationToken) =>
        inner.GetOrAddSecretAsync(name, candidate, cancellationToken);

    public Task<byte[]?> FindStateAsync(string name, CancellationToken cancellationToken) =>
        PassAsync("find state", () => inner.FindStateAsync(name, cancellationToken));

    public Task<IReadOnlyList<KeyValuePair<string, byte[]>>> ListStateAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListStateAsync(prefix, cancellationToken);

    public Task<byte[]?> ChangeStateAsync(string name, Func<byte[]?, byte[]?> change, CancellationToken cancellationToken) =>
        PassAsync("state", () => inner.ChangeStateAsync(name, change, cancellationToken));

    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) => inner.AppendAsync(entry, cancellationToken);

    public Task<IReadOnlyList<AuditEntry>> ListAuditAsync(AuditQuery query, CancellationToken cancellationToken) => inner.ListAuditAsync(query, cancellationToken);

    private async Task<EnqueueReceipt> EnterAsync(EnqueueBatch batch, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        var done = await inner.EnqueueAsync(batch, transaction, cancellationToken);
        foreach (var change in batch.Connections)
        {
            tell($"{change} makes {string.Join(" and ", (await inner.ListAsync(cancellationToken)).Select(Describe))}");
        }

        return done;
    }

    private static string Describe(Connection connection) => string.Create(
        CultureInfo.InvariantCulture,
        $"{connection.FullName} of {connection.InstallationId} ({connection.OfferedInstallationId?.ToString(CultureInfo.InvariantCulture) ?? "none"} offered): {connection.Obstacles}, resumption {connection.Resumptions}");

    private async Task<T> PassAsync<T>(string step, Func<Task<T>> call, Action<T>? look = null)
    {
        await scheduler.PassAsync(step + ", before");
        var done = await call();
        look?.Invoke(done);
        await scheduler.PassAsync(step + ", after");
        return done;
    }
}
