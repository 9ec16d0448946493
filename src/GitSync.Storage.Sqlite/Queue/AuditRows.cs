namespace GitSync.Storage.Sqlite;

/// <summary>The audit log on the writing connection.</summary>
internal static class AuditRows
{
    /// <summary>Entries that one portion removes.</summary>
    private const int Portion = 2_000;

    private const string Insert = "INSERT OR IGNORE INTO gitsync_audit (id, at, actor, action, target, reason, details) VALUES (?, ?, ?, ?, ?, ?, ?)";
    private const string DeleteOld = "DELETE FROM gitsync_audit WHERE id IN (SELECT id FROM gitsync_audit WHERE at < ? LIMIT ?)";

    /// <returns>False when the id is known.</returns>
    public static bool TryAdd(StatementCache statements, AuditEntry entry)
    {
        statements[Insert].Add(entry.Id).Add(entry.At).Add(entry.Actor).Add(entry.Action).Add(entry.Target).Add(entry.Reason).Add(entry.Details).Run();
        return statements.Changes > 0;
    }

    /// <returns>How many entries one portion removed.</returns>
    public static int RemoveOld(StatementCache statements, DateTimeOffset before)
    {
        statements[DeleteOld].Add(before).Add(Portion).Run();
        return statements.Changes;
    }
}
