using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Operations that entered before: enqueuing them again changes nothing and answers the same.</summary>
internal static class KnownOperations
{
    /// <summary>Adds the statement; <see cref="ReadAsync"/> takes its answer.</summary>
    /// <param name="batch">What is about to be sent.</param>
    /// <param name="sql">The statements.</param>
    /// <param name="ids">At least one.</param>
    public static void AddRead(NpgsqlBatch batch, OperationSql sql, IReadOnlyCollection<Guid> ids) =>
        batch.Add(sql.Known, PostgresSession.Ids(ids), PostgresSession.Id(ids.Min()), PostgresSession.Id(ids.Max()));

    public static async Task ReadAsync(WorkingSet set, NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var row = new RowReader(rows);
            var id = row.NextGuid();
            set.Known[id] = new EnqueueOutcome(id, row.NextLong(), (OperationState)row.NextShort(), row.NextTextOrNull());
        }
    }
}
