using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace GitSync.Storage.Sqlite;

/// <summary>
/// The one writer. SQLite lets one transaction write at a time, so calls queue up here instead of at the file, and all that wait
/// share one commit: a commit costs a disk flush, whatever is in it. Each call fails alone: the first of a transaction takes nothing but the transaction along, the
/// others have a savepoint, for which SQLite copies every page they change.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    /// <summary>Calls that may wait; further callers wait for room.</summary>
    private const int MaximumWaiting = 4096;

    private const string Begin = "BEGIN IMMEDIATE";
    private const string Commit = "COMMIT";
    private const string Rollback = "ROLLBACK";
    private const string Savepoint = "SAVEPOINT gitsync_call";
    private const string Release = "RELEASE gitsync_call";
    private const string RollbackToSavepoint = "ROLLBACK TO gitsync_call";

    private readonly Channel<WriteCall> _waiting = Channel.CreateBounded<WriteCall>(
        new BoundedChannelOptions(MaximumWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly SqliteConnection _connection;
    private readonly StatementCache _statements;
    private readonly SqliteStorageOptions _options;
    private readonly TimeProvider _clock;
    private readonly Task _loop;

    public SqliteWriter(SqliteConnection connection, SqliteStorageOptions options, TimeProvider clock)
    {
        _connection = connection;
        _statements = new StatementCache(connection);
        _options = options;
        _clock = clock;
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Runs a call in a transaction of its own or a shared one; returns when it is durable.</summary>
    public async Task<T> RunAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        var call = new WriteCall<T>(work, failure => SqliteFailures.Translate(failure, _options), cancellationToken);
        try
        {
            await _waiting.Writer.WriteAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteSyncStore));
        }

        return await call.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        _statements.Dispose();
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task LoopAsync()
    {
        var group = new List<WriteCall>(_options.MaximumGroup);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            try
            {
                CommitGroup(group);
            }
            catch (Exception exception)
            {
                // Whatever it is, it is the callers' to know; the loop serves the next ones.
                var told = SqliteFailures.Translate(exception, _options);
                RollBack();
                foreach (var call in group)
                {
                    call.Fail(told);
                }
            }
        }
    }

    private void CommitGroup(List<WriteCall> group)
    {
        var began = false;
        SqliteSession? session = null;
        var since = _clock.GetTimestamp();
        while (group.Count < _options.MaximumGroup && (group.Count == 0 || _clock.GetElapsedTime(since) < _options.MaximumGroupTime)
            && _waiting.Reader.TryRead(out var call))
        {
            if (call.IsCanceled)
            {
                call.Fail(new OperationCanceledException());
                continue;
            }

            group.Add(call);
            if (!began)
            {
                _statements[Begin].Run();
                began = true;
                session = new SqliteSession(_statements, StoredTime.Now(_clock));
                if (!call.Run(session))
                {
                    // Nothing of it is left, and nothing else was in the transaction.
                    RollBack();
                    call.Complete();
                    group.Clear();
                    began = false;
                }
            }
            else
            {
                RunBehind(call, session!);
            }
        }

        if (!began)
        {
            return;
        }

        session!.Flush();
        _statements[Commit].Run();
        foreach (var call in group)
        {
            call.Complete();
        }
    }

    /// <summary>Runs a call in a transaction that holds others already.</summary>
    private void RunBehind(WriteCall call, SqliteSession session)
    {
        _statements[Savepoint].Run();
        var mark = session.Mark();
        session.Now = StoredTime.Now(_clock);
        if (call.Run(session))
        {
            _statements[Release].Run();
            return;
        }

        if (_statements.IsOutsideTransaction)
        {
            // A full disk, for example: it is the same for all of them.
            throw SqliteFailures.Translate(call.Failure!, _options) is StoreUnavailableException unavailable
                ? unavailable
                : new InvalidOperationException("SQLite ended the transaction after an error of one of its calls.", call.Failure);
        }

        session.ReturnTo(mark);
        _statements[RollbackToSavepoint].Run();
        _statements[Release].Run();
    }

    private void RollBack()
    {
        if (!_statements.IsOutsideTransaction)
        {
            try
            {
                _statements[Rollback].Run();
            }
            catch (SqliteException)
            {
                // SQLITE_IOERR and SQLITE_FULL may have rolled back between the check and here; there is nothing left to undo.
            }
        }
    }
}
