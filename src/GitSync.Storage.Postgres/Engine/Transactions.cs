using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>
/// Runs transactions: tries again what the database ended for reasons of concurrency, and finds out what became of a commit whose answer
/// was lost. Thread-safe.
/// </summary>
internal sealed class Transactions(
    PostgresStorageOptions options, PostgresConnections connections, StoreSql sql, TimeProvider? clock, LaneIds laneIds, StoreLog log)
{
    /// <summary>How often the fate of a commit is asked for, and how long apart: the server needs a moment to notice that we are gone.</summary>
    private const int MaximumLookUps = 50;

    private static readonly TimeSpan LookUpPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(5);

    /// <summary>Waiting is by the system's clock: a test's clock stands still.</summary>
    private readonly TimeProvider _waiting = TimeProvider.System;

    /// <summary>Runs the work in a transaction, and returns when it is durable.</summary>
    /// <param name="work">Reads and writes; may run several times, so it keeps nothing between runs.</param>
    /// <param name="cancellationToken">Gives up before the commit; a commit under way is waited for.</param>
    /// <exception cref="StoreUnavailableException">The database does not serve; nothing was stored, unless the message says that it is not known.</exception>
    public async Task<T> RunAsync<T>(Func<PostgresSession, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(work, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (PostgresFailures.IsConcurrency(failure) && attempt < options.MaximumTries)
            {
                log.TriedAgain(attempt, failure is PostgresException known ? known.SqlState : "names changed");
            }
            catch (Exception failure) when (attempt == 1 && PostgresFailures.IsConnectionLost(failure))
            {
                // Nothing was committed yet. The pool may hold connections of a server that was restarted: the next one is new.
                connections.Forget();
                log.TriedAgain(attempt, "connection lost");
            }
            catch (Exception failure) when (failure is not OperationCanceledException && PostgresFailures.Translate(failure) is var told && told != failure)
            {
                throw told;
            }

            await Task.Delay(RetryPause * attempt, _waiting, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> TryAsync<T>(Func<PostgresSession, Task<T>> work, CancellationToken cancellationToken)
    {
        var connection = await connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        string? transactionId;
        T result;
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var session = new PostgresSession(connection, sql, clock, laneIds);
                result = await work(session).ConfigureAwait(false);
                transactionId = session.TransactionId;
                try
                {
                    await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                    return result;
                }
                catch (Exception failure) when (PostgresFailures.IsConnectionLost(failure) && transactionId is not null)
                {
                    // The answer is lost, not the commit: it is looked up below, on another connection.
                }
            }
        }

        return await HasCommittedAsync(transactionId).ConfigureAwait(false) ? result : throw new NamesChangedException();
    }

    /// <summary>
    /// Whether a transaction was committed, by its id (pg_xact_status, PostgreSQL 10 and later). One still in progress is waited for: its
    /// server process may not have noticed yet.
    /// </summary>
    private async Task<bool> HasCommittedAsync(string transactionId)
    {
        Exception? last = null;
        for (var lookUp = 0; lookUp < MaximumLookUps; lookUp++)
        {
            try
            {
                connections.Forget();
                var status = await StatusOfAsync(transactionId).ConfigureAwait(false);
                if (status is "committed" or "aborted")
                {
                    log.CommitLookedUp(status);
                    return status == "committed";
                }
            }
            catch (Exception failure) when (PostgresFailures.Translate(failure) is StoreUnavailableException unavailable)
            {
                last = unavailable;
            }

            await Task.Delay(LookUpPause, _waiting, CancellationToken.None).ConfigureAwait(false);
        }

        throw new StoreUnavailableException(
            "The connection broke at a commit and the database cannot be asked what became of it. Ask again with the same ids: what was stored is "
            + "recognised.",
            last ?? new TimeoutException());
    }

    private async Task<string?> StatusOfAsync(string transactionId)
    {
        var connection = await connections.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = new NpgsqlCommand(sql.OutcomeOf, connection) { Parameters = { PostgresSession.Text(transactionId) } };
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false) as string;
            }
        }
    }
}
