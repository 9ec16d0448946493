using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GitSync.Storage.Sqlite;

/// <summary>
/// The store on a SQLite file: one machine, any number of callers, and other processes on the same file. Writes go through one
/// connection and share commits; reads never wait for them (WAL). Thread-safe.
/// </summary>
public sealed partial class SqliteSyncStore : ISyncStore, IAsyncDisposable
{
    private readonly SqliteStorageOptions _options;
    private readonly TimeProvider _clock;
    private readonly RecordConflictPolicy _policy;
    private readonly SqliteConnections _connections;
    private readonly SqliteReader _reader;
    private readonly SqliteSearch _search;
    private readonly SqliteLists _lists;
    private readonly StoreLog _log;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private SqliteWriter? _writer;
    private bool _disposed;

    /// <summary>A store on the options' file. Opens nothing yet; call <see cref="InitializeAsync"/>.</summary>
    /// <param name="options">The settings; copied.</param>
    /// <param name="clock">The clock that leases and due times go by.</param>
    /// <param name="policy">How a record that is newer than GitHub's state is treated.</param>
    /// <param name="logger">Where damaged rows are reported; null for nowhere.</param>
    /// <exception cref="ArgumentException">A setting cannot be used.</exception>
    public SqliteSyncStore(
        SqliteStorageOptions options,
        TimeProvider clock,
        RecordConflictPolicy policy = RecordConflictPolicy.PerField,
        ILogger<SqliteSyncStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        options.Validate();
        _options = options with { };
        _clock = clock;
        _policy = policy;
        _connections = new SqliteConnections(_options);
        _reader = new SqliteReader(_connections, clock);
        _search = new SqliteSearch(_connections, clock);
        _lists = new SqliteLists(_connections);
        _log = new StoreLog(logger ?? NullLogger<SqliteSyncStore>.Instance);
    }

    private SqliteWriter Writer => _writer
        ?? throw (_disposed
            ? new ObjectDisposedException(nameof(SqliteSyncStore))
            : new InvalidOperationException("The store is not initialised; call InitializeAsync once before anything else."));

    /// <inheritdoc />
    /// <exception cref="StoreUnavailableException">The disk is full, the file cannot be written to, or another process keeps its lock: try again.</exception>
    /// <exception cref="InvalidOperationException">The schema is newer than this package, or could not be made.</exception>
    public async Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_writer is not null)
            {
                return;
            }

            _writer = new SqliteWriter(Open(), _options, _clock);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc />
    public Task<EnqueueReceipt> EnqueueAsync(EnqueueBatch batch, DbTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return transaction is null
            ? Writer.RunAsync(session => new SqliteEnqueue(session, _policy).Take(batch), cancellationToken)
            : Task.FromResult(ForeignTransaction.Run(
                transaction, _options, _clock, session => new SqliteEnqueue(session, _policy).Take(batch)));
    }

    /// <inheritdoc />
    public Task<WorkReceipt> WorkAsync(
        IReadOnlyList<Completion> completions, ClaimRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(completions);
        ArgumentException.ThrowIfNullOrEmpty(request.WorkerId, nameof(request));
        ArgumentOutOfRangeException.ThrowIfNegative(request.MaximumLanes, nameof(request));
        return Writer.RunAsync(
            session =>
            {
                var guard = new PartGuard(session, _log);
                return guard.Run(
                    () => new SqliteWork(session, _policy, _log).Run(completions, request, null),
                    _ => new SqliteWork(session, _policy, _log).Run(completions, request, guard));
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<CommitOutcome> CheckpointAsync(LaneLease lease, LaneLink link, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(link);
        return Writer.RunAsync(session => new SqliteWork(session, _policy, _log).Checkpoint(lease, link), cancellationToken);
    }

    /// <inheritdoc />
    public Task ReleaseAsync(string workerId, CancellationToken cancellationToken = default) => Writer.RunAsync(
        session =>
        {
            new SqliteWork(session, _policy, _log).Release(workerId);
            return true;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<bool> RetryAsync(Guid operationId, string? by = null, CancellationToken cancellationToken = default) =>
        Writer.RunAsync(session => new SqliteWork(session, _policy, _log).Retry(operationId, by), cancellationToken);

    /// <inheritdoc />
    public Task<bool> CancelAsync(Guid operationId, string? by = null, CancellationToken cancellationToken = default) =>
        Writer.RunAsync(session => new SqliteWork(session, _policy, _log).Cancel(operationId, by), cancellationToken);

    /// <inheritdoc />
    public Task<Connection?> ChangeConnectionAsync(
        string project, long repositoryId, Func<StoredConnections, Connection?> change, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(project);
        ArgumentNullException.ThrowIfNull(change);
        return Writer.RunAsync(
            session =>
            {
                var stored = ConnectionRows.Change(session.Statements, project, repositoryId, change);
                session.ForgetConnections();
                return stored;
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public async Task<Connection?> FindByProjectAsync(string project, CancellationToken cancellationToken = default) =>
        (await _reader.ListConnectionsAsync(ReaderSql.ConnectionByProject, project, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <inheritdoc />
    public async Task<Connection?> FindByRepositoryAsync(long repositoryId, CancellationToken cancellationToken = default) =>
        (await _reader.ListConnectionsAsync(ReaderSql.ConnectionByRepository, repositoryId, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <inheritdoc />
    public Task<IReadOnlyList<Connection>> ListAsync(CancellationToken cancellationToken = default) =>
        _reader.ListConnectionsAsync(ReaderSql.AllConnections, null, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<Connection>> ListAfterAsync(string project, CancellationToken cancellationToken = default) =>
        _reader.ListConnectionsAsync(ReaderSql.ConnectionsAfter, project, cancellationToken);

    /// <inheritdoc />
    public async Task MaintainAsync(TimeSpan keep, CancellationToken cancellationToken = default)
    {
        var before = StoredTime.Now(_clock) - keep;
        for (long? number = 0; number is { } after;)
        {
            number = await Writer.RunAsync(session => OldRows.Remove(session, after, before), cancellationToken).ConfigureAwait(false);
        }

        while (await Writer.RunAsync(session => OldRows.RemoveDeliveries(session, before), cancellationToken).ConfigureAwait(false) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        var unheard = StoredTime.Now(_clock) - IAuditLog.Keep;
        while (await Writer.RunAsync(session => AuditRows.RemoveOld(session.Statements, unheard), cancellationToken).ConfigureAwait(false) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc />
    public Task<byte[]> GetOrAddSecretAsync(string name, ReadOnlyMemory<byte> candidate, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Writer.RunAsync(session => SecretRows.GetOrAdd(session.Statements, name, candidate.Span), cancellationToken);
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
        return Writer.RunAsync(session => SharedStateRows.Change(session.Statements, name, change), cancellationToken);
    }

    /// <inheritdoc />
    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        AuditTexts.Require(entry);
        return Writer.RunAsync(session => AuditRows.TryAdd(session.Statements, entry), cancellationToken);
    }

    private SqliteConnection Open()
    {
        SqliteConnection? connection = null;
        try
        {
            connection = _connections.OpenForWriting();
            SchemaUpgrade.Run(connection);
            return connection;
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            if (SqliteFailures.Translate(failure, _options) is StoreUnavailableException unavailable)
            {
                throw unavailable;
            }

            throw;
        }
    }

    /// <summary>Commits what waits and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_writer is { } writer)
        {
            _writer = null;
            await writer.DisposeAsync().ConfigureAwait(false);
        }

        _connections.Close();
        _opening.Dispose();
    }
}
