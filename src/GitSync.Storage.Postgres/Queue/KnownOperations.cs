using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Operations that entered before: enqueuing them again changes nothing and answers the same.</summary>
internal static class KnownOperations
{
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
