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
    /// <param name="isThere">
    /// Looks for what the work stored, when the answer to its commit was lost; null to go by the transaction's id alone, for work that may be
    /// done twice.
    /// </param>
    /// <param name="cancellationToken">Gives up before the commit; a commit under way is waited for.</param>
    /// <exception cref="StoreUnavailableException">
    /// The database does not serve, and nothing was stored; or, with a <see cref="CommitUnknownException"/> inside, it cannot say whether.
    /// </exception>
    public async Task<T> RunAsync<T>(
        Func<PostgresSession, Task<T>> work, Func<T, NpgsqlConnection, Task<bool>>? isThere, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(work, isThere, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (PostgresFailures.IsConcurrency(failure) && attempt < options.MaximumTries)
            {
                log.TriedAgain(attempt, failure is PostgresException known ? known.SqlState : "names changed");
                if (failure is PostgresException { SqlState: PostgresErrorCodes.InvalidSqlStatementName })
                {
                    // The driver and the server disagree about what is prepared on this connection.
                    connections.Forget();
                }
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

            await Task.Delay(RetryPause * attempt * attempt, _waiting, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets the first of the runnable lanes wait: it cannot be claimed, and the others shall be.</summary>
    public Task<int> PutOffFirstAsync(CancellationToken cancellationToken) => RunAsync(
        async session =>
        {
            var batch = session.Begin(RetryPause);
            await using (batch.ConfigureAwait(false))
            {
                batch.Add(sql.Operations.PutOffFirst, session.ClockTime());
                return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        },
        null,
        cancellationToken);

    private async Task<T> TryAsync<T>(
        Func<PostgresSession, Task<T>> work, Func<T, NpgsqlConnection, Task<bool>>? isThere, CancellationToken cancellationToken)
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
                    await session.CommitAsync(transaction).ConfigureAwait(false);
                    return result;
                }
                catch (Exception failure) when (PostgresFailures.IsConnectionLost(failure))
                {
                    // The answer is lost, not the commit: it is looked up below, on another connection.
                }
                catch (PostgresException failure) when (PostgresFailures.IsNameTaken(failure))
                {
                    throw new NamesChangedException();
                }
            }
        }

        return await HasCommittedAsync(transactionId, isThere is null ? null : found => isThere(result, found)).ConfigureAwait(false)
            ? result
            : throw new NamesChangedException();
    }

    /// <summary>
    /// Whether a transaction was committed. Its id says whether it is still in progress, its server process not having noticed yet, or was
    /// aborted (pg_xact_status). Only what it stored says that it was committed: after a crash or a failover the same id may be another's.
    /// </summary>
    private async Task<bool> HasCommittedAsync(string? transactionId, Func<NpgsqlConnection, Task<bool>>? isThere)
    {
        Exception? last = null;
        for (var lookUp = 0; lookUp < MaximumLookUps; lookUp++)
        {
            try
            {
                connections.Forget();
                var connection = await connections.OpenAsync(CancellationToken.None).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    var status = transactionId is null ? "unknown" : await StatusOfAsync(transactionId, connection).ConfigureAwait(false);
                    if (status != "in progress")
                    {
                        log.CommitLookedUp(status);
                        return status != "aborted" && (isThere is null ? status == "committed" : await isThere(connection).ConfigureAwait(false));
                    }
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
            new CommitUnknownException(last));
    }

    private async Task<string> StatusOfAsync(string transactionId, NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(sql.OutcomeOf, connection) { Parameters = { PostgresSession.Text(transactionId) } };
        await using (command.ConfigureAwait(false))
        {
            try
            {
                return await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false) as string ?? "unknown";
            }
            catch (PostgresException future) when (future.SqlState == PostgresErrorCodes.InvalidParameterValue)
            {
                // An id that this server has not given yet: another server, after a failover.
                return "unknown";
            }
        }
    }
}
