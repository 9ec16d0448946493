namespace GitSync.Storage.Postgres;

/// <summary>Finds a queued operation with its lane, which the transaction then holds.</summary>
internal static class QueuedOperation
{
    /// <returns>Null when there is no such operation, or it is in another state.</returns>
    /// <exception cref="NamesChangedException">Its lane was taken in by another one just then.</exception>
    public static async Task<OperationEntry?> ReadAsync(Guid id, WorkingSet set, PostgresSession session, CancellationToken cancellationToken)
    {
        if (await FindLaneAsync(id, session, cancellationToken).ConfigureAwait(false) is not { } lane)
        {
            return null;
        }

        await LaneReader.ReadAsync(set, session, session.Sql.Lanes.ByIds, [PostgresSession.Numbers([lane])], cancellationToken).ConfigureAwait(false);
        if (set.Find(lane)?.Queued.Find(queued => queued.Operation.Id == id) is { } queued)
        {
            return queued;
        }

        return await FindLaneAsync(id, session, cancellationToken).ConfigureAwait(false) is { } now && now != lane
            ? throw new NamesChangedException()
            : null;
    }

    private static async Task<long?> FindLaneAsync(Guid id, PostgresSession session, CancellationToken cancellationToken)
    {
        var batch = session.Batch();
        await using (batch.ConfigureAwait(false))
        {
            batch.Add(session.Sql.Operations.LaneOf, PostgresSession.Id(id));
            var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                return await rows.ReadAsync(cancellationToken).ConfigureAwait(false) ? rows.GetInt64(0) : null;
            }
        }
    }
}
