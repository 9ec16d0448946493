using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Makes the days to come in the history, drops the days that are over, and folds counts together. One host at a time does it.</summary>
internal sealed class Upkeep(PostgresConnections connections, string schema, TimeProvider? clock, StoreLog log)
{
    /// <summary>Days made ahead, so that a host that is away over a weekend comes back to a made day.</summary>
    private const int DaysAhead = 7;

    /// <summary>Days that one run drops; the next run drops the rest.</summary>
    private const int MaximumDropped = 31;

    /// <summary>Rows that one statement deletes, so that no transaction gets long.</summary>
    private const int MaximumDeleted = 5_000;

    /// <summary>Statements of that kind in one run.</summary>
    private const int MaximumPortions = 200;

    /// <summary>Shorter than enqueues wait (<see cref="PostgresStorageOptions.GroupLockTimeout"/>).</summary>
    private const string LockTimeout = "150ms";

    /// <summary>Makes today, yesterday and the days to come. A role that may not make tables does without: history_other takes all.</summary>
    public Task MakeDaysAsync(CancellationToken cancellationToken) => AloneAsync(MakeDaysAsync, cancellationToken);

    /// <summary>Everything: days, retention, counts.</summary>
    /// <param name="keep">How long ended operations and deliveries are kept; what administrators did has a time of its own.</param>
    /// <param name="cancellationToken">Stops between two statements.</param>
    public Task RunAsync(TimeSpan keep, CancellationToken cancellationToken) => AloneAsync(
        async (connection, now, ct) =>
        {
            await MakeDaysAsync(connection, now, ct).ConfigureAwait(false);
            await DropDaysAsync(connection, now - keep, ct).ConfigureAwait(false);
            await DeleteAsync(
                connection,
                $"""
                 WITH gone AS (
                   DELETE FROM {schema}.history_other WHERE id IN (SELECT id FROM {schema}.history_other WHERE ended_at < $1 LIMIT $2) RETURNING state)
                 INSERT INTO {schema}.counters AS c (slot, state, value) SELECT 0, state, -count(*) FROM gone GROUP BY state
                 ON CONFLICT (slot, state) DO UPDATE SET value = c.value + excluded.value RETURNING c.value
                 """,
                now - keep,
                ct).ConfigureAwait(false);
            await DeleteAsync(
                connection,
                $"DELETE FROM {schema}.deliveries WHERE id IN (SELECT id FROM {schema}.deliveries WHERE received_at < $1 ORDER BY received_at LIMIT $2)",
                now - keep,
                ct).ConfigureAwait(false);
            await DeleteAsync(
                connection,
                $"DELETE FROM {schema}.audit WHERE id IN (SELECT id FROM {schema}.audit WHERE at < $1 ORDER BY at LIMIT $2)",
                now - IAuditLog.Keep,
                ct).ConfigureAwait(false);
            await ExecuteAsync(
                connection,
                $"""
                 WITH apart AS (
                   DELETE FROM {schema}.counters c WHERE c.slot < 0
                     OR (c.slot > 0 AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.pid = c.slot)) RETURNING c.state, c.value)
                 INSERT INTO {schema}.counters AS c (slot, state, value) SELECT 0, state, sum(value) FROM apart GROUP BY state
                 ON CONFLICT (slot, state) DO UPDATE SET value = c.value + excluded.value
                 """,
                ct).ConfigureAwait(false);
        },
        cancellationToken);

    private async Task AloneAsync(Func<NpgsqlConnection, DateTimeOffset, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var connection = await connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var key = NpgsqlKey();
            if (await ScalarAsync(connection, "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", cancellationToken, key).ConfigureAwait(false) is not true)
            {
                return;
            }

            try
            {
                var now = clock?.GetUtcNow()
                    ?? (DateTime)(await ScalarAsync(connection, "SELECT clock_timestamp()", cancellationToken).ConfigureAwait(false))!;
                await work(connection, now, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await ScalarAsync(connection, "SELECT pg_advisory_unlock(hashtextextended($1, 0))", CancellationToken.None, NpgsqlKey()).ConfigureAwait(false);
            }
        }
    }

    private Task MakeDaysAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken) => PolitelyAsync(
        connection,
        async () =>
        {
            var today = DateOnly.FromDateTime(now.UtcDateTime);
            for (var day = today.AddDays(-1); day <= today.AddDays(DaysAhead); day = day.AddDays(1))
            {
                await ScalarAsync(connection, $"SELECT {schema}.keep_history_day($1)", cancellationToken, Day(day)).ConfigureAwait(false);
            }
        },
        cancellationToken);

    private Task DropDaysAsync(NpgsqlConnection connection, DateTimeOffset before, CancellationToken cancellationToken) => PolitelyAsync(
        connection,
        async () =>
        {
            var first = DateOnly.FromDateTime(before.UtcDateTime);
            foreach (var day in (await DaysAsync(connection, cancellationToken).ConfigureAwait(false)).Where(day => day < first).Order().Take(MaximumDropped))
            {
                if (await ScalarAsync(connection, $"SELECT {schema}.drop_history_day($1, $2)", cancellationToken, Day(day), PostgresSession.Time(before))
                    .ConfigureAwait(false) is true)
                {
                    log.DroppedDay(day);
                }
            }
        },
        cancellationToken);

    /// <summary>
    /// Changes of the history's partitions lock all of it, and whoever comes after a waiting lock waits too: so they wait for a moment only.
    /// What somebody reads just then, or what the role may not do, is left for the next run.
    /// </summary>
    private static async Task PolitelyAsync(NpgsqlConnection connection, Func<Task> change, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, $"SET lock_timeout = '{LockTimeout}'", cancellationToken).ConfigureAwait(false);
        try
        {
            await change().ConfigureAwait(false);
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.InsufficientPrivilege)
        {
            // The next run tries again.
        }
        finally
        {
            await ExecuteAsync(connection, "RESET lock_timeout", CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static NpgsqlParameter Day(DateOnly day) => new NpgsqlParameter<DateOnly> { TypedValue = day };

    private async Task<List<DateOnly>> DaysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var days = new List<DateOnly>();
        var command = new NpgsqlCommand(
            """
            SELECT to_date(substring(c.relname FROM '^history_(\d{8})$'), 'YYYYMMDD')
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = to_regclass($1) AND c.relname ~ '^history_\d{8}$'
            """,
            connection) { Parameters = { PostgresSession.Text(schema + ".history") } };
        await using (command.ConfigureAwait(false))
        {
            var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    days.Add(rows.GetFieldValue<DateOnly>(0));
                }
            }
        }

        return days;
    }

    private static async Task DeleteAsync(NpgsqlConnection connection, string sql, DateTimeOffset before, CancellationToken cancellationToken)
    {
        for (var portion = 0; portion < MaximumPortions; portion++)
        {
            if (await ExecuteAsync(connection, sql, cancellationToken, PostgresSession.Time(before), PostgresSession.Number(MaximumDeleted))
                .ConfigureAwait(false) == 0)
            {
                return;
            }
        }
    }

    private NpgsqlParameter NpgsqlKey() => PostgresSession.Text("gitsync-upkeep-" + schema);

    private static async Task<int> ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddRange(parameters);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<object?> ScalarAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddRange(parameters);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
