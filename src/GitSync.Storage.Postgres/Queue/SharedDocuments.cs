using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Secrets and documents that all hosts on the database share.</summary>
internal sealed class SharedDocuments(Transactions transactions, PostgresStorageOptions options, StoreSql sql)
{
    public Task<byte[]> GetOrAddSecretAsync(string name, ReadOnlyMemory<byte> candidate, CancellationToken cancellationToken) => transactions.RunAsync(
        session => ReadAsync(
            session,
            batch =>
            {
                // Two statements: the second sees the secret that another host added while the first one waited for it.
                batch.Add(sql.AddSecret, PostgresSession.Text(name), Bytes(candidate.ToArray()));
                batch.Add(sql.Secret, PostgresSession.Text(name));
            },
            cancellationToken),
        null,
        cancellationToken);

    public Task<byte[]?> ChangeStateAsync(string name, Func<byte[]?, byte[]?> change, CancellationToken cancellationToken) => transactions.RunAsync(
        async session =>
        {
            var stored = await ReadAsync(
                session,
                batch =>
                {
                    batch.Add(sql.AddState, PostgresSession.Text(name));
                    batch.Add(sql.LockState, PostgresSession.Text(name));
                },
                cancellationToken).ConfigureAwait(false);
            var before = stored is { Length: > 0 } ? stored : null;
            var after = SharedStateNames.RequireLength(change(before));
            var batch = session.Batch();
            await using (batch.ConfigureAwait(false))
            {
                if (after is null)
                {
                    batch.Add(sql.RemoveState, PostgresSession.Text(name));
                }
                else if (!ReferenceEquals(after, before))
                {
                    batch.Add(sql.SaveState, PostgresSession.Text(name), Bytes(after));
                }

                if (batch.BatchCommands.Count > 0)
                {
                    await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            return after;
        },
        null,
        cancellationToken);

    /// <summary>Runs two statements; the second one's single value.</summary>
    private async Task<byte[]> ReadAsync(PostgresSession session, Action<NpgsqlBatch> add, CancellationToken cancellationToken)
    {
        var batch = session.Begin(options.LockTimeout);
        await using (batch.ConfigureAwait(false))
        {
            add(batch);
            var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await session.ReadBeginAsync(rows, cancellationToken).ConfigureAwait(false);
                await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);

                // No row: somebody removed it between the two statements. The transaction begins again.
                return await rows.ReadAsync(cancellationToken).ConfigureAwait(false) ? rows.GetFieldValue<byte[]>(0) : throw new NamesChangedException();
            }
        }
    }

    private static NpgsqlParameter Bytes(byte[] value) => new NpgsqlParameter<byte[]> { TypedValue = value };
}
