namespace GitSync.Storage.Postgres;

/// <summary>Writes what administrators did.</summary>
internal static class AuditRows
{
    public static Task<int> AppendAsync(Transactions transactions, TimeSpan lockTimeout, AuditEntry entry, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            async session =>
            {
                var batch = session.Begin(lockTimeout);
                await using (batch.ConfigureAwait(false))
                {
                    batch.Add(
                        session.Sql.AddAudit,
                        PostgresSession.Id(entry.Id),
                        PostgresSession.Time(StoredTime.Cut(entry.At)),
                        PostgresSession.Text(entry.Actor),
                        PostgresSession.Text(entry.Action),
                        PostgresSession.Text(entry.Target),
                        PostgresSession.TextOrNull(entry.Reason),
                        PostgresSession.TextOrNull(entry.Details));
                    return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                }
            },
            null,
            cancellationToken);
}
