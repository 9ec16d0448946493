using System.Data.Common;

namespace GitSync.Testing;

/// <summary>
/// A whole store in the process's memory, for tests and trials: one lock, plain dictionaries, the same behaviour as the databases
/// (the storage contract suite holds it to that). Nothing survives the process. Thread-safe.
/// </summary>
/// <param name="clock">The store's clock, which leases and due times go by.</param>
/// <param name="policy">How a record that is newer than GitHub's state is treated.</param>
public sealed partial class InMemorySyncStore(TimeProvider clock, RecordConflictPolicy policy = RecordConflictPolicy.PerField) : ISyncStore
{
    /// <summary>The most lanes of dead workers that one call takes over.</summary>
    public const int MaximumRescued = 200;

    private readonly Lock _gate = new();
    private readonly InMemoryTables _tables = new();

    /// <inheritdoc />
    public Task InitializeAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc />
    /// <exception cref="ArgumentException">A transaction was given; there is no database it could be of.</exception>
    public Task<EnqueueReceipt> EnqueueAsync(EnqueueBatch batch, DbTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (transaction is not null)
        {
            throw new ArgumentException("The in-memory store takes part in no transaction; pass null.", nameof(transaction));
        }

        return Locked(now =>
        {
            if (batch.Delivery is { } delivery
                && !_tables.Deliveries.TryAdd(delivery.Id, delivery with
                {
                    Outcome = ConnectionChanges.OutcomeOf(batch, _tables.ConnectionOf)!,
                    Operations = batch.OperationIds,
                }))
            {
                return new EnqueueReceipt(true, []);
            }

            foreach (var change in batch.Connections)
            {
                foreach (var (project, connection) in _tables.Connections.ToArray())
                {
                    _tables.Connections[project] = ConnectionChanges.Apply(connection, change);
                }
            }

            var enqueue = new InMemoryEnqueue(_tables, policy);
            return new EnqueueReceipt(false, [.. batch.Items.Select(item => enqueue.Take(item, now))]);
        });
    }

    /// <inheritdoc />
    public Task<WorkReceipt> WorkAsync(
        IReadOnlyList<Completion> completions, ClaimRequest request, CancellationToken cancellationToken = default) => Locked(now =>
    {
        var work = Work();
        _tables.Workers[request.WorkerId] = now + request.Lease;
        CommitOutcome[] outcomes = [.. completions.Select(completion => work.Complete(completion, now))];
        Rescue(work, now);
        var runnable = _tables.Ready.Where(key => key.DueAt <= now).Take(request.MaximumLanes).ToArray();
        ClaimedOperation[] claimed = [.. runnable.Select(key => work.Claim(key, request.WorkerId, now))];
        var waiting = _tables.Ready.Where(key => key.DueAt > now).Select(key => (DateTimeOffset?)key.DueAt).Min();
        return new WorkReceipt(outcomes, claimed, request.MaximumLanes > 0 && claimed.Length == 0 ? waiting : null);
    });

    /// <inheritdoc />
    public Task<CommitOutcome> CheckpointAsync(LaneLease lease, LaneLink link, CancellationToken cancellationToken = default) =>
        Locked(now => Work().Checkpoint(lease, link, now));

    /// <inheritdoc />
    public Task ReleaseAsync(string workerId, CancellationToken cancellationToken = default) => Locked(now =>
    {
        Work().TakeBack(workerId, int.MaxValue, LaneRequeue.HandedBack, now);
        return _tables.Workers.Remove(workerId);
    });

    /// <inheritdoc />
    public Task<bool> RetryAsync(Guid operationId, string? by = null, CancellationToken cancellationToken = default) =>
        Locked(now => Work().Retry(operationId, by, now));

    /// <inheritdoc />
    public Task<bool> CancelAsync(Guid operationId, string? by = null, CancellationToken cancellationToken = default) =>
        Locked(now => Work().Cancel(operationId, by, now));

    /// <inheritdoc />
    public Task<Connection?> ChangeConnectionAsync(
        string project, long repositoryId, Func<StoredConnections, Connection?> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Locked(_ =>
        {
            var stored = new StoredConnections(_tables.Connections.GetValueOrDefault(project), _tables.ConnectionOf(repositoryId));
            if (StoredConnections.Require(change(stored), project, repositoryId) is not { } connection)
            {
                return null;
            }

            // A repository belongs to one project: connecting it elsewhere takes it away from where it was.
            _tables.Connections.Remove(stored.OfRepository?.Project ?? project);
            return _tables.Connections[project] = connection;
        });
    }

    /// <inheritdoc />
    public Task<Connection?> FindByProjectAsync(string project, CancellationToken cancellationToken = default) =>
        Locked(_ => _tables.Connections.GetValueOrDefault(project));

    /// <inheritdoc />
    public Task<Connection?> FindByRepositoryAsync(long repositoryId, CancellationToken cancellationToken = default) =>
        Locked(_ => _tables.ConnectionOf(repositoryId));

    /// <inheritdoc />
    public Task<IReadOnlyList<Connection>> ListAsync(CancellationToken cancellationToken = default) => Locked<IReadOnlyList<Connection>>(
        _ => [.. _tables.Connections.Values.OrderBy(connection => connection.Project, StringComparer.Ordinal).Take(OperationQuery.MaximumLimit)]);

    /// <inheritdoc />
    public Task<IReadOnlyList<Connection>> ListAfterAsync(string project, CancellationToken cancellationToken = default) => Locked<IReadOnlyList<Connection>>(_ =>
    [
        .. _tables.Connections.Values.Where(connection => string.CompareOrdinal(connection.Project, project) > 0)
            .OrderBy(connection => connection.Project, StringComparer.Ordinal).Take(OperationQuery.MaximumLimit),
    ]);

    /// <inheritdoc />
    public Task MaintainAsync(TimeSpan keep, CancellationToken cancellationToken = default) => Locked(now =>
    {
        foreach (var ended in _tables.History.Values.Where(operation => operation.EndedAt < now - keep).ToArray())
        {
            _tables.History.Remove(ended.Id);
            _tables.Count(ended.State, -1);
        }

        foreach (var delivery in _tables.Deliveries.Values.Where(delivery => delivery.ReceivedAt < now - keep).ToArray())
        {
            _tables.Deliveries.Remove(delivery.Id);
        }

        foreach (var entry in _tables.Audit.Values.Where(entry => entry.At < now - IAuditLog.Keep).ToArray())
        {
            _tables.Audit.Remove(entry.Id);
        }

        return true;
    });

    /// <inheritdoc />
    public Task<byte[]> GetOrAddSecretAsync(string name, ReadOnlyMemory<byte> candidate, CancellationToken cancellationToken = default) => Locked(_ =>
    {
        if (!_tables.Secrets.TryGetValue(name, out var secret))
        {
            _tables.Secrets[name] = secret = candidate.ToArray();
        }

        return secret.ToArray();
    });

    /// <inheritdoc />
    public Task<byte[]?> FindStateAsync(string name, CancellationToken cancellationToken = default)
    {
        SharedStateNames.Require(name);
        return Locked(_ => (byte[]?)_tables.Shared.GetValueOrDefault(name)?.Clone());
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<KeyValuePair<string, byte[]>>> ListStateAsync(string prefix, CancellationToken cancellationToken = default)
    {
        SharedStateNames.Require(prefix);
        return Locked<IReadOnlyList<KeyValuePair<string, byte[]>>>(_ =>
            [.. _tables.Shared.Where(document => document.Key.StartsWith(prefix, StringComparison.Ordinal)).Take(OperationQuery.MaximumLimit)]);
    }

    /// <inheritdoc />
    public Task<byte[]?> ChangeStateAsync(string name, Func<byte[]?, byte[]?> change, CancellationToken cancellationToken = default)
    {
        SharedStateNames.Require(name);
        ArgumentNullException.ThrowIfNull(change);
        return Locked(_ =>
        {
            var after = SharedStateNames.RequireLength(change((byte[]?)_tables.Shared.GetValueOrDefault(name)?.Clone()));
            if (after is null)
            {
                _tables.Shared.Remove(name);
            }
            else
            {
                _tables.Shared[name] = [.. after];
            }

            return after;
        });
    }

    /// <inheritdoc />
    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        AuditTexts.Require(entry);
        return Locked(_ => _tables.Audit.TryAdd(entry.Id, entry with { At = InMemoryTables.Cut(entry.At) }));
    }

    private InMemoryWork Work() => new(_tables, new InMemoryEnqueue(_tables, policy));

    private void Rescue(InMemoryWork work, DateTimeOffset now)
    {
        var left = MaximumRescued;
        foreach (var (worker, until) in _tables.Workers.ToArray())
        {
            if (until > now)
            {
                continue;
            }

            left -= work.TakeBack(worker, left, LaneRequeue.LeaseRanOut, now);
            if (left <= 0)
            {
                return;
            }

            _tables.Workers.Remove(worker);
        }
    }

    private Task<T> Locked<T>(Func<DateTimeOffset, T> transaction)
    {
        lock (_gate)
        {
            return Task.FromResult(transaction(InMemoryTables.Cut(clock.GetUtcNow())));
        }
    }
}
