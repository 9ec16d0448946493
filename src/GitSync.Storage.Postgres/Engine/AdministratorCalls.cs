namespace GitSync.Storage.Postgres;

/// <summary>What administrators do to single operations: each in a transaction that holds the operation's lane.</summary>
internal sealed class AdministratorCalls(PostgresStorageOptions options, Transactions transactions)
{
    /// <returns>False when the operation is not errored, or its document cannot be read.</returns>
    public Task<bool> RetryAsync(Guid id, string? by, CancellationToken cancellationToken) => transactions.RunAsync(
        async session =>
        {
            await BeginAsync(session, cancellationToken).ConfigureAwait(false);
            var set = new WorkingSet();
            if (await ErroredOperation.ReadAsync(id, set, session, cancellationToken).ConfigureAwait(false) is not { Lane: { } lane } errored)
            {
                return false;
            }

            var again = LaneRequeue.Retry(set.StateOf(lane), errored.Operation, by, session.Now);
            foreach (var canceled in again.Cancel)
            {
                LaneMoves.Cancel(lane, canceled, id, session.Now);
            }

            set.Save(lane, again.Lane);
            errored.Operation = LaneNaming.Identify(again.Operation, again.Lane);
            set.Enter(lane, errored);
            await ChangeWriter.WriteLastAsync(set, session, null, cancellationToken).ConfigureAwait(false);
            return true;
        },
        null,
        cancellationToken);

    /// <returns>False when the operation is not queued.</returns>
    public Task<bool> CancelAsync(Guid id, string? by, CancellationToken cancellationToken) => transactions.RunAsync(
        async session =>
        {
            await BeginAsync(session, cancellationToken).ConfigureAwait(false);
            var set = new WorkingSet();
            if (await QueuedOperation.ReadAsync(id, set, session, cancellationToken).ConfigureAwait(false) is not { Lane: { } lane } queued)
            {
                return false;
            }

            LaneMoves.Cancel(set, lane, queued, by, session.Now);
            await ChangeWriter.WriteLastAsync(set, session, null, cancellationToken).ConfigureAwait(false);
            return true;
        },
        null,
        cancellationToken);

    private async Task BeginAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        var begin = session.Begin(options.LockTimeout);
        await using (begin.ConfigureAwait(false))
        {
            var rows = await begin.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await session.ReadBeginAsync(rows, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
