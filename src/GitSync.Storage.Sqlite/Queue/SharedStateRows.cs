namespace GitSync.Storage.Sqlite;

/// <summary>Documents that all hosts on the database share.</summary>
internal static class SharedStateRows
{
    private const string Get = "SELECT value FROM gitsync_shared_state WHERE name = ?";
    private const string Put = "INSERT INTO gitsync_shared_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    private const string Remove = "DELETE FROM gitsync_shared_state WHERE name = ?";

    public static byte[]? Change(StatementCache statements, string name, Func<byte[]?, byte[]?> change)
    {
        var before = Find(statements, name);
        var after = SharedStateNames.RequireLength(change(before));
        if (ReferenceEquals(after, before))
        {
            return after;
        }

        if (after is null)
        {
            statements[Remove].Add(name).Run();
        }
        else
        {
            statements[Put].Add(name).Add(after).Run();
        }

        return after;
    }

    private static byte[]? Find(StatementCache statements, string name)
    {
        var row = statements[Get].Add(name);
        var value = row.Step() ? row.NextBlob().ToArray() : null;
        row.Reset();
        return value;
    }
}
