using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>What a transaction leaves when it was committed: looked for when the answer to its commit was lost.</summary>
internal static class StoredTrace
{
    /// <summary>Whether one of the operations or deliveries is there: all were stored together.</summary>
    public static async Task<bool> OfAsync(IReadOnlyList<EnqueueBatch> batches, StoreSql sql, NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(sql.HasEntered, connection)
        {
            Parameters =
            {
                PostgresSession.Ids(batches.SelectMany(batch => batch.Items).Select(item => item.Operation.Id)),
                PostgresSession.Ids(batches.Select(batch => batch.Delivery?.Id).OfType<Guid>()),
            },
        };
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync().ConfigureAwait(false) is true;
        }
    }

    /// <summary>Whether what was ended does not run any more, and what was claimed runs. Nobody else can have changed it within the lease.</summary>
    public static async Task<bool> OfAsync(IReadOnlyList<Completion> completions, WorkReceipt receipt, StoreSql sql, NpgsqlConnection connection)
    {
        var ended = completions.Where((_, i) => receipt.Outcomes[i] != CommitOutcome.LeaseLost).Select(completion => completion.Lease).ToArray();
        var claimed = receipt.Claimed.Select(claim => claim.Lease).ToArray();
        return await CountRunningAsync(claimed, sql, connection).ConfigureAwait(false) == claimed.Length
            && await CountRunningAsync(ended, sql, connection).ConfigureAwait(false) == 0;
    }

    private static async Task<long> CountRunningAsync(LaneLease[] leases, StoreSql sql, NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(sql.CountRunning, connection)
        {
            Parameters =
            {
                PostgresSession.Numbers(leases.Select(lease => lease.LaneId)),
                PostgresSession.Numbers(leases.Select(lease => lease.Fence)),
                PostgresSession.Texts(leases.Select(lease => lease.WorkerId)),
            },
        };
        await using (command.ConfigureAwait(false))
        {
            return (long)(await command.ExecuteScalarAsync().ConfigureAwait(false))!;
        }
    }
}
