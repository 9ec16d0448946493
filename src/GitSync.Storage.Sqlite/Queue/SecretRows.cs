namespace GitSync.Storage.Sqlite;

/// <summary>Secrets that all hosts on the database share.</summary>
internal static class SecretRows
{
    private const string Add = "INSERT OR IGNORE INTO gitsync_secrets (name, value) VALUES (?, ?)";
    private const string Get = "SELECT value FROM gitsync_secrets WHERE name = ?";

    public static byte[] GetOrAdd(StatementCache statements, string name, ReadOnlySpan<byte> candidate)
    {
        statements[Add].Add(name).Add(candidate).Run();
        var row = statements[Get].Add(name);
        row.Step();
        var value = row.NextBlob().ToArray();
        row.Reset();
        return value;
    }
}
