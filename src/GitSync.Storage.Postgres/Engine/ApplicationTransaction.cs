using System.Data;
using System.Data.Common;
using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Enqueues inside the application's own transaction, on its connection; the application commits.</summary>
internal sealed class ApplicationTransaction(
    PostgresStorageOptions options, StoreSql sql, TimeProvider? clock, LaneIds laneIds, RecordConflictPolicy policy)
{
    private const string Savepoint = "gitsync_enqueue";

    private Guid _identity;

    /// <summary>Remembers which database is ours.</summary>
    public async Task ReadIdentityAsync(PostgresConnections connections, CancellationToken cancellationToken)
    {
        var connection = await connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            _identity = (await ReadIdentityAsync(connection, cancellationToken).ConfigureAwait(false)).Identity;
        }
    }

    public async Task<EnqueueReceipt> EnqueueAsync(EnqueueBatch batch, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var (own, connection) = Require(transaction);
        for (var attempt = 1; ; attempt++)
        {
            // Whatever fails here must not take the application's own work along.
            await own.SaveAsync(Savepoint, cancellationToken).ConfigureAwait(false);
            try
            {
                var lockTimeout = await RequireOurDatabaseAsync(connection, cancellationToken).ConfigureAwait(false);

                var session = new PostgresSession(connection, sql, clock, laneIds) { IsApplications = true };
                var receipts = await new PostgresEnqueue(session, policy).TakeAsync([batch], options.LockTimeout, cancellationToken).ConfigureAwait(false);
                await RestoreAsync(connection, lockTimeout, cancellationToken).ConfigureAwait(false);
                await own.ReleaseAsync(Savepoint, cancellationToken).ConfigureAwait(false);
                return receipts[0];
            }
            catch (Exception failure) when (attempt < options.MaximumTries
                && failure is NamesChangedException or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                await own.RollbackAsync(Savepoint, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (PostgresFailures.IsConnectionLost(failure))
            {
                // The application's transaction went with its connection: there is nothing to roll back.
                throw PostgresFailures.Translate(failure);
            }
            catch (Exception failure)
            {
                await own.RollbackAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
                if (PostgresFailures.Translate(failure) is var told && told != failure)
                {
                    throw told;
                }

                throw;
            }
        }
    }

    private static (NpgsqlTransaction Transaction, NpgsqlConnection Connection) Require(DbTransaction transaction)
    {
        if (transaction is not NpgsqlTransaction { Connection: { } connection } own)
        {
            throw new ArgumentException(
                $"Pass an open NpgsqlTransaction on GitSync's database; this is a {transaction.GetType().FullName}"
                + (transaction is NpgsqlTransaction ? " that has ended." : "."),
                nameof(transaction));
        }

        if (own.IsolationLevel is not (IsolationLevel.ReadCommitted or IsolationLevel.Unspecified))
        {
            throw new ArgumentException(
                $"The transaction's isolation level is {own.IsolationLevel}; GitSync needs READ COMMITTED, in which alone what is read after a lock is "
                + "newer than the lock. Begin it with IsolationLevel.ReadCommitted.",
                nameof(transaction));
        }

        return (own, connection);
    }

    /// <summary>Our statements wait for locks no longer than we say; the application's own wait as long as it said.</summary>
    private static async Task RestoreAsync(NpgsqlConnection connection, string lockTimeout, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("SELECT set_config('lock_timeout', $1, true)", connection) { Parameters = { PostgresSession.Text(lockTimeout) } };
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>The transaction's own lock timeout.</returns>
    private async Task<string> RequireOurDatabaseAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        Guid identity;
        string lockTimeout;
        try
        {
            (identity, lockTimeout) = await ReadIdentityAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException missing) when (missing.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            throw new ArgumentException(
                $"The transaction's database has no schema \"{options.Schema}\" of GitSync. Pass a transaction of the database that "
                + "PostgresStorageOptions names.",
                missing);
        }

        if (identity != _identity)
        {
            throw new ArgumentException(
                $"The transaction is on another database ({connection.Database}) than PostgresStorageOptions names; one transaction cannot span both.");
        }

        return lockTimeout;
    }

    private async Task<(Guid Identity, string LockTimeout)> ReadIdentityAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql.Identity, connection);
        await using (command.ConfigureAwait(false))
        {
            var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
                return (rows.GetGuid(0), rows.GetString(1));
            }
        }
    }
}
