namespace GitSync.Storage.Postgres;

/// <summary>Reads an errored operation with its lane, to queue it again.</summary>
internal static class ErroredOperation
{
    /// <returns>Null when there is no such operation, it is in another state, its lane is gone or its document cannot be read.</returns>
    public static async Task<OperationEntry?> ReadAsync(Guid id, WorkingSet set, PostgresSession session, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, session, cancellationToken).ConfigureAwait(false) is not { } operation)
        {
            return null;
        }

        await LaneReader.ReadAsync(set, session, session.Sql.Lanes.ByIds, [PostgresSession.Numbers([operation.LaneId])], cancellationToken).ConfigureAwait(false);
        return set.Find(operation.LaneId) is { } lane ? new OperationEntry(operation, lane, StoredPlace.History) : null;
    }

    private static async Task<SyncOperation?> FindAsync(Guid id, PostgresSession session, CancellationToken cancellationToken)
    {
        var batch = session.Batch();
        await using (batch.ConfigureAwait(false))
        {
            batch.Add(session.Sql.Operations.Errored, new Npgsql.NpgsqlParameter<Guid> { TypedValue = id });
            var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                if (!await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    return null;
                }

                var row = new RowReader(rows);
                var lane = row.NextLong();
                var overlay = new StoredOperation.Overlay
                {
                    LaneId = lane,
                    State = OperationState.Errored,
                    Attempts = row.NextInt(),
                    Rule = SyncRules.Find(row.NextTextOrNull()),
                    Explanation = row.NextTextOrNull(),
                    Error = StoredOperation.ErrorOf(row.NextTextOrNull(), row.NextTextOrNull(), row.NextIntOrNull()),
                    StartedAt = row.NextTimeOrNull(),
                    WaitingSince = row.NextTime(),
                    Linked = row.NextLongOrNull(),
                    Parent = row.NextLongOrNull(),
                };
                return StoredDocuments.TryReadOperation(row.NextBytesOrNull(), id, out var operation, out _) ? overlay.Over(operation) : null;
            }
        }
    }
}
