namespace GitSync.Storage.Sqlite;

/// <summary>Connections on the writing connection.</summary>
internal static class ConnectionRows
{
    public const string Columns = "project, repository_id, installation_id, owner, name, offered_installation_id, obstacles, resumptions";

    private const string ByRepository = $"SELECT {Columns} FROM gitsync_connections WHERE repository_id = ?";
    private const string ByProject = $"SELECT {Columns} FROM gitsync_connections WHERE project = ?";
    private const string All = $"SELECT {Columns} FROM gitsync_connections";

    // REPLACE removes the project's old row and the repository's old row: a repository belongs to one project.
    private const string Upsert = $"INSERT OR REPLACE INTO gitsync_connections ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

    public static Connection? FindByRepository(StatementCache statements, long repositoryId) => ReadOne(statements[ByRepository].Add(repositoryId));

    public static Connection? Change(StatementCache statements, string project, long repositoryId, Func<StoredConnections, Connection?> change)
    {
        var stored = new StoredConnections(ReadOne(statements[ByProject].Add(project)), FindByRepository(statements, repositoryId));
        var connection = StoredConnections.Require(change(stored), project, repositoryId);
        if (connection is not null)
        {
            Save(statements, connection);
        }

        return connection;
    }

    public static void Apply(StatementCache statements, IReadOnlyList<ConnectionChange> changes)
    {
        var connections = new List<Connection>();
        var row = statements[All];
        while (row.Step())
        {
            connections.Add(Read(row));
        }

        foreach (var connection in connections)
        {
            var changed = changes.Aggregate(connection, ConnectionChanges.Apply);
            if (changed != connection)
            {
                Save(statements, changed);
            }
        }
    }

    private static Connection? ReadOne(Statement row)
    {
        var connection = row.Step() ? Read(row) : null;
        row.Reset();
        return connection;
    }

    private static void Save(StatementCache statements, Connection connection) => statements[Upsert]
        .Add(connection.Project).Add(connection.RepositoryId).Add(connection.InstallationId).Add(connection.Owner).Add(connection.Name)
        .Add(connection.OfferedInstallationId).Add((long)connection.Obstacles).Add(connection.Resumptions).Run();

    private static Connection Read(Statement row) => new()
    {
        Project = row.NextText()!,
        RepositoryId = row.NextLong(),
        InstallationId = row.NextLongOrNull(),
        Owner = row.NextText()!,
        Name = row.NextText()!,
        OfferedInstallationId = row.NextLongOrNull(),
        Obstacles = (ConnectionObstacles)row.NextInt(),
        Resumptions = row.NextInt(),
    };
}
