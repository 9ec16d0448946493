using System.Data.Common;

namespace GitSync;

/// <summary>
/// The queue. One method is one transaction; no method calls out while it is open. Thread-safe. Implementations decide nothing:
/// they ask <see cref="ConflictRules"/> and <see cref="LaneTransitions"/>.
/// </summary>
public interface ISyncQueue
{
    /// <summary>Stores a delivery and enqueues operations under the rules, all or nothing.</summary>
    /// <param name="batch">What enters.</param>
    /// <param name="transaction">
    /// The application's own transaction on the same database, so that its record and the operation are saved together; null for a
    /// transaction of the store's own. The caller commits, and then calls <see cref="ISyncDispatcher.Wake"/>.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting; the batch may still be stored.</param>
    /// <exception cref="ArgumentException">The transaction is not of this store's database.</exception>
    Task<EnqueueReceipt> EnqueueAsync(EnqueueBatch batch, DbTransaction? transaction = null, CancellationToken cancellationToken = default);

    /// <summary>Commits completions, renews the worker's lease, takes over lanes of dead workers and claims runnable lanes, in one commit.</summary>
    /// <param name="completions">Ended claims; each is fenced on its own, one that lost its lease does not hurt the others.</param>
    /// <param name="request">What to claim; one operation per lane, the oldest by GitHub's time, then id.</param>
    /// <param name="cancellationToken">Gives up waiting; what was claimed by then comes back when the lease runs out.</param>
    Task<WorkReceipt> WorkAsync(IReadOnlyList<Completion> completions, ClaimRequest request, CancellationToken cancellationToken = default);

    /// <summary>Saves a link in the middle of processing: the intent and the marker before a POST. Fenced.</summary>
    Task<CommitOutcome> CheckpointAsync(LaneLease lease, LaneLink link, CancellationToken cancellationToken = default);

    /// <summary>Hands back everything a worker holds, without spending an attempt, and forgets the worker. For a graceful stop.</summary>
    Task ReleaseAsync(string workerId, CancellationToken cancellationToken = default);

    /// <summary>Queues an errored operation again.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="by">Who wants it, 1 to 200 characters: its explanation says so from then on; null for nobody in particular.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be queued.</param>
    /// <returns>False when there is no such operation, or it is in another state.</returns>
    Task<bool> RetryAsync(Guid operationId, string? by = null, CancellationToken cancellationToken = default);

    /// <summary>Takes a queued operation out of the queue, for an administrator. What it would have brought stays undone until the next change.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="by">As in <see cref="RetryAsync"/>.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be canceled.</param>
    /// <returns>False when there is no such operation, or it is in another state.</returns>
    Task<bool> CancelAsync(Guid operationId, string? by = null, CancellationToken cancellationToken = default);
}

/// <summary>What the status endpoints and pages read. Never blocks the queue. Thread-safe.</summary>
public interface ISyncReader
{
    /// <summary>One operation, or null.</summary>
    Task<SyncOperation?> FindOperationAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Operations by id, oldest first.</summary>
    Task<IReadOnlyList<SyncOperation>> ListOperationsAsync(OperationQuery query, CancellationToken cancellationToken = default);

    /// <summary>Operations, newest first, by what is asked for; looks at no more than <see cref="OperationSearch.MaximumScanned"/> of them.</summary>
    Task<OperationPage> SearchOperationsAsync(OperationSearch search, CancellationToken cancellationToken = default);

    /// <summary>Counts per state and the age of the oldest queued operation.</summary>
    Task<QueueSummary> SummarizeAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Lanes with their links by one of their names, local or remote, at most <see cref="OperationQuery.MaximumLimit"/> names; the answer's keys are the
    /// names that were asked for, unknown ones are left out.
    /// </summary>
    Task<IReadOnlyDictionary<LaneName, LaneView>> FindLanesAsync(IReadOnlyCollection<LaneName> names, CancellationToken cancellationToken = default);

    /// <summary>Lanes with their links, by id.</summary>
    Task<IReadOnlyList<LaneView>> ListLanesAsync(LaneQuery query, CancellationToken cancellationToken = default);

    /// <summary>Lanes with their links by their ids, at most <see cref="OperationQuery.MaximumLimit"/>; unknown ones are left out.</summary>
    Task<IReadOnlyDictionary<long, LaneView>> FindLanesAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default);

    /// <summary>Webhook deliveries, newest first, without their bodies.</summary>
    Task<DeliveryPage> ListDeliveriesAsync(DeliveryQuery query, CancellationToken cancellationToken = default);

    /// <summary>One delivery, or null.</summary>
    Task<WebhookDelivery?> FindDeliveryAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>A store: queue, reader, connections, shared state and audit log on one database.</summary>
public interface ISyncStore : ISyncQueue, ISyncReader, IConnectionStore, ISharedState, IAuditLog
{
    /// <summary>Makes or upgrades the schema. Called once before anything else.</summary>
    Task InitializeAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes ended operations and webhook deliveries that are older than the bound, in portions, and whatever else the store has to do now
    /// and then. What waits or runs stays, however old. Several hosts may call it at once.
    /// </summary>
    /// <param name="keep">How long they are kept; a store may keep up to a day longer, to drop whole days.</param>
    /// <param name="cancellationToken">Stops between two portions.</param>
    Task MaintainAsync(TimeSpan keep, CancellationToken cancellationToken = default);

    /// <summary>A secret that all hosts on this database share (the marker key): the stored one, or the candidate, now stored.</summary>
    Task<byte[]> GetOrAddSecretAsync(string name, ReadOnlyMemory<byte> candidate, CancellationToken cancellationToken = default);
}
