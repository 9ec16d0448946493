using System.Data.Common;

namespace GitSync.SampleHost.Board;

/// <summary>
/// The board's own tables, in the same database as GitSync's: that is what lets a task and its sync operation be saved in one
/// transaction. The statements are the same everywhere; what differs between the databases is in the two heirs.
/// </summary>
internal abstract class BoardDatabase
{
    /// <summary>How often work is begun again that the database ended before its commit: a deadlock, or a server that was restarted.</summary>
    private const int MaximumTries = 3;

    private const string Away = "The database does not serve right now; nothing was changed. Try again.";
    private const string AwayAtCommit = "The database went away at the commit. Look whether the change was made before you try again.";

    private readonly SemaphoreSlim _preparing = new(1, 1);
    private volatile bool _isPrepared;

    /// <summary>Whether a text may hold U+0000.</summary>
    public abstract bool HoldsNul { get; }

    /// <summary>What a SELECT inside a write ends with, so that its rows stay as they are until the commit.</summary>
    protected abstract string RowLock { get; }

    /// <summary>Makes the tables where they are missing. Every use does it first, so a database may also come later than the host.</summary>
    /// <exception cref="StoreUnavailableException">The database is away; the next use tries again.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_isPrepared)
        {
            return;
        }

        await _preparing.WaitAsync(cancellationToken);
        try
        {
            if (!_isPrepared)
            {
                await MakeTablesAsync(cancellationToken);
                _isPrepared = true;
            }
        }
        catch (DbException failure) when (failure.IsTransient)
        {
            throw new StoreUnavailableException(Away, failure);
        }
        finally
        {
            _preparing.Release();
        }
    }

    /// <summary>Reads on a connection of its own.</summary>
    /// <exception cref="StoreUnavailableException">The database is away.</exception>
    public Task<T> ReadAsync<T>(Func<BoardSession, Task<T>> read, CancellationToken cancellationToken) =>
        RunAsync(read, writes: false, cancellationToken);

    /// <summary>Reads and writes in one transaction: what is read stays as it is until the commit.</summary>
    /// <param name="write">May run several times, each time in a new transaction.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The database is away; the message says whether the change may have been made.</exception>
    public Task<T> WriteAsync<T>(Func<BoardSession, Task<T>> write, CancellationToken cancellationToken) =>
        RunAsync(write, writes: true, cancellationToken);

    protected abstract Task MakeTablesAsync(CancellationToken cancellationToken);

    protected abstract Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Closes what is pooled and not in use.</summary>
    protected abstract void ForgetIdleConnections();

    protected abstract ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>The board's script for a database, which lies beside the program.</summary>
    protected static string ReadScript(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Board", name));

    private async Task<T> RunAsync<T>(Func<BoardSession, Task<T>> work, bool writes, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var (isOpen, isCommitting) = (false, false);
            try
            {
                await using var connection = await OpenAsync(cancellationToken);
                isOpen = true;
                if (!writes)
                {
                    return await work(new BoardSession(connection, null, ""));
                }

                await using var transaction = await BeginAsync(connection, cancellationToken);
                var result = await work(new BoardSession(connection, transaction, RowLock));
                isCommitting = true;
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (DbException failure) when (failure.IsTransient)
            {
                if (isOpen && !isCommitting && attempt < MaximumTries)
                {
                    // A server that was restarted has ended all connections, the idle ones too: without this each try could meet another dead one.
                    ForgetIdleConnections();
                    continue;
                }

                throw new StoreUnavailableException(isCommitting ? AwayAtCommit : Away, failure);
            }
        }
    }
}

/// <summary>An open connection for the tables' statements; in a write with its transaction.</summary>
internal sealed record BoardSession(DbConnection Connection, DbTransaction? Transaction, string RowLock);
