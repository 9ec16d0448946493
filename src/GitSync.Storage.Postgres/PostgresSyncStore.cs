using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GitSync.Storage.Postgres;

/// <summary>
/// The store on PostgreSQL 13 or later: any number of hosts on one database. A lane's row is its lock; the primary key of
/// <c>running</c> is the guarantee that a lane runs once at a time. Thread-safe.
/// </summary>
public sealed partial class PostgresSyncStore : ISyncStore, IAsyncDisposable
{
    private readonly PostgresStorageOptions _options;
    private readonly RecordConflictPolicy _policy;
    private readonly PostgresConnections _connections;
    private readonly StoreSql _sql;
    private readonly Transactions _transactions;
    private readonly TakingBack _takingBack;
    private readonly WorkerCalls _work;
    private readonly AdministratorCalls _administrators;
    private readonly ApplicationTransaction _applications;
    private readonly PostgresReader _reader;
    private readonly PostgresSearch _search;
    private readonly PostgresLists _lists;
    private readonly Upkeep _upkeep;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private GroupCommit? _group;
    private bool _disposed;

    /// <summary>A store on the options' database. Opens nothing yet; call <see cref="InitializeAsync"/>.</summary>
    /// <param name="options">The settings; copied.</param>
    /// <param name="clock">
    /// Null for the database's clock, which is the same for all hosts: leases and due times go by it. Tests give one that they move.
    /// </param>
    /// <param name="policy">How a record that is newer than GitHub's state is treated.</param>
    /// <param name="logger">Where damaged rows and lost connections are reported; null for nowhere.</param>
    /// <exception cref="ArgumentException">A setting cannot be used.</exception>
    public PostgresSyncStore(
        PostgresStorageOptions options,
        TimeProvider? clock = null,
        RecordConflictPolicy policy = RecordConflictPolicy.PerField,
        ILogger<PostgresSyncStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options with { };
        _policy = policy;
        _sql = new StoreSql(_options.Schema);
        var log = new StoreLog(logger ?? NullLogger<PostgresSyncStore>.Instance);
        var laneIds = new LaneIds();
        _connections = new PostgresConnections(_options);
        _transactions = new Transactions(_options, _connections, _sql, clock, laneIds, log);
        _takingBack = new TakingBack(_transactions, policy, log);
        _work = new WorkerCalls(_options, _transactions, _takingBack, _sql, clock, policy, log);
        _administrators = new AdministratorCalls(_options, _transactions);
        _applications = new ApplicationTransaction(_options, _sql, clock, laneIds, policy);
        _reader = new PostgresReader(_connections, _options.Schema, clock);
        _search = new PostgresSearch(_connections, _options.Schema);
        _lists = new PostgresLists(_connections, _options.Schema);
        _upkeep = new Upkeep(_connections, _options.Schema, clock, log);
    }

    private GroupCommit Group => _group
        ?? throw (_disposed
            ? new ObjectDisposedException(nameof(PostgresSyncStore))
            : new StoreUnavailableException("The store is not initialised yet: the database was not there so far, or InitializeAsync was not called."));

    private SharedDocuments Shared => new(Ready, _options, _sql);

    private Transactions Ready => Group is not null ? _transactions : throw new InvalidOperationException();

    /// <inheritdoc />
    /// <exception cref="StoreUnavailableException">The database is away; call again later.</exception>
    /// <exception cref="InvalidOperationException">The schema is newer than this package, is missing, or could not be made.</exception>
    public async Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_group is not null)
            {
                return;
            }

            try
            {
                await new SchemaUpgrade(_options, _connections).RunAsync(cancellationToken).ConfigureAwait(false);
                await _applications.ReadIdentityAsync(_connections, cancellationToken).ConfigureAwait(false);
                await _upkeep.MakeDaysAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not OperationCanceledException && PostgresFailures.Translate(failure) is var told && told != failure)
            {
                throw told;
            }

            _group = new GroupCommit(_options, _transactions, _sql, _policy);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">
    /// The transaction is of another database or driver, or its isolation level is not READ COMMITTED, in which alone what is read after a
    /// lock is newer than the lock.
    /// </exception>
    /// <exception cref="StoreUnavailableException">The database does not serve right now.</exception>
    public async Task<EnqueueReceipt> EnqueueAsync(
        EnqueueBatch batch, DbTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var group = Group;
        return transaction is null
            ? await group.EnqueueAsync(batch, cancellationToken).ConfigureAwait(false)
            : await _applications.EnqueueAsync(batch, transaction, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<WorkReceipt> WorkAsync(
        IReadOnlyList<Completion> completions, ClaimRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(completions);
        ArgumentException.ThrowIfNullOrEmpty(request.WorkerId, nameof(request));
        ArgumentOutOfRangeException.ThrowIfNegative(request.MaximumLanes, nameof(request));
        _ = Group;
        return _work.WorkAsync(completions, request, cancellationToken);
    }

    /// <inheritdoc />
    public Task<CommitOutcome> CheckpointAsync(LaneLease lease, LaneLink link, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(link);
        _ = Group;
        return _work.CheckpointAsync(lease, link, cancellationToken);
    }

    /// <inheritdoc />
    public Task ReleaseAsync(string workerId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(workerId);
        _ = Group;
        return _takingBack.HandBackAsync(workerId, cancellationToken);
    }

    /// <inheritdoc />
    public Task<bool> RetryAsync(Guid operationId, string? by = null, CancellationToken cancellationToken = default)
    {
        _ = Group;
        return _administrators.RetryAsync(operationId, by, cancellationToken);
    }

    /// <inheritdoc />
    public Task<bool> CancelAsync(Guid operationId, string? by = null, CancellationToken cancellationToken = default)
    {
        _ = Group;
        return _administrators.CancelAsync(operationId, by, cancellationToken);
    }

    /// <inheritdoc />
    public Task<Connection?> ChangeConnectionAsync(
        string project, long repositoryId, Func<StoredConnections, Connection?> change, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(project);
        ArgumentNullException.ThrowIfNull(change);
        return Ready.RunAsync(
            session => ConnectionBook.ChangeAsync(session, _options.LockTimeout, project, repositoryId, change, cancellationToken),
            null,
            cancellationToken);
    }

    /// <inheritdoc />
    public async Task<Connection?> FindByProjectAsync(string project, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        return (await _reader.ListConnectionsAsync("project = @project", new { project }, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }

    /// <inheritdoc />
    public async Task<Connection?> FindByRepositoryAsync(long repositoryId, CancellationToken cancellationToken = default) =>
        (await _reader.ListConnectionsAsync("repository_id = @repositoryId", new { repositoryId }, cancellationToken).ConfigureAwait(false))
            .FirstOrDefault();

    /// <inheritdoc />
    public Task<IReadOnlyList<Connection>> ListAsync(CancellationToken cancellationToken = default) =>
        _reader.ListConnectionsAsync("true", null, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<Connection>> ListAfterAsync(string project, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        return _reader.ListConnectionsAsync("project COLLATE \"C\" > @project", new { project }, cancellationToken);
    }

    /// <inheritdoc />
    public async Task MaintainAsync(TimeSpan keep, CancellationToken cancellationToken = default)
    {
        _ = Group;
        try
        {
            await _upkeep.RunAsync(keep, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && PostgresFailures.Translate(failure) is var told && told != failure)
        {
            throw told;
        }
    }

    /// <inheritdoc />
    public Task<byte[]> GetOrAddSecretAsync(string name, ReadOnlyMemory<byte> candidate, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Shared.GetOrAddSecretAsync(name, candidate, cancellationToken);
    }

    /// <inheritdoc />
    public Task<byte[]?> FindStateAsync(string name, CancellationToken cancellationToken = default) =>
        _reader.FindStateAsync(SharedStateNames.Require(name), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<KeyValuePair<string, byte[]>>> ListStateAsync(string prefix, CancellationToken cancellationToken = default) =>
        _reader.ListStateAsync(SharedStateNames.Require(prefix), cancellationToken);

    /// <inheritdoc />
    public Task<byte[]?> ChangeStateAsync(string name, Func<byte[]?, byte[]?> change, CancellationToken cancellationToken = default)
    {
        SharedStateNames.Require(name);
        ArgumentNullException.ThrowIfNull(change);
        return Shared.ChangeStateAsync(name, change, cancellationToken);
    }

    /// <inheritdoc />
    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        AuditTexts.Require(entry);
        return AuditRows.AppendAsync(Ready, _options.LockTimeout, entry, cancellationToken);
    }

    /// <summary>Commits what waits and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_group is { } group)
        {
            _group = null;
            await group.DisposeAsync().ConfigureAwait(false);
        }

        await _connections.DisposeAsync().ConfigureAwait(false);
        _opening.Dispose();
    }
}
