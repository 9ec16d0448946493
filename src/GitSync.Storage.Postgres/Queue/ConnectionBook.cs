using Npgsql;
using NpgsqlTypes;

namespace GitSync.Storage.Postgres;

/// <summary>The connections that one transaction looks at, and what deliveries change in them.</summary>
internal sealed class ConnectionBook
{
    private readonly Dictionary<string, (Connection Stored, Connection Now)> _connections = new(StringComparer.Ordinal);

    public Connection? Find(long repositoryId)
    {
        foreach (var (_, now) in _connections.Values)
        {
            if (now.RepositoryId == repositoryId)
            {
                return now;
            }
        }

        return null;
    }

    public void Apply(IReadOnlyList<ConnectionChange> changes)
    {
        foreach (var change in changes)
        {
            foreach (var (project, (stored, now)) in _connections.ToArray())
            {
                _connections[project] = (stored, ConnectionChanges.Apply(now, change));
            }
        }
    }

    public async Task ReadAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var row = new RowReader(rows);
            var connection = new Connection
            {
                Project = row.NextText(),
                RepositoryId = row.NextLong(),
                InstallationId = row.NextLongOrNull(),
                Owner = row.NextText(),
                Name = row.NextText(),
                OfferedInstallationId = row.NextLongOrNull(),
                Obstacles = (ConnectionObstacles)row.NextInt(),
                Resumptions = row.NextInt(),
            };
            _connections[connection.Project] = (connection, connection);
        }
    }

    public void AppendChanges(StoreSql sql, NpgsqlBatch batch)
    {
        foreach (var (stored, now) in _connections.Values)
        {
            if (stored != now)
            {
                AppendSave(sql, batch, now);
            }
        }
    }

    /// <summary>Changes one connection in a transaction of its own.</summary>
    public static async Task<Connection?> ChangeAsync(
        PostgresSession session, TimeSpan lockTimeout, string project, long repositoryId, Func<StoredConnections, Connection?> change,
        CancellationToken cancellationToken)
    {
        var book = new ConnectionBook();
        var read = session.Begin(lockTimeout);
        await using (read.ConfigureAwait(false))
        {
            read.Add(session.Sql.BeginConnecting);
            read.Add(session.Sql.LockConnections);
            read.Add(session.Sql.ConnectionsOfBoth, PostgresSession.Text(project), new NpgsqlParameter<long> { TypedValue = repositoryId });
            var rows = await read.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await session.ReadBeginAsync(rows, cancellationToken).ConfigureAwait(false);
                await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await book.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
            }
        }

        var stored = new StoredConnections(
            book._connections.TryGetValue(project, out var ofProject) ? ofProject.Stored : null, book.Find(repositoryId));
        if (StoredConnections.Require(change(stored), project, repositoryId) is not { } connection)
        {
            return null;
        }

        var write = session.Batch();
        await using (write.ConfigureAwait(false))
        {
            AppendSave(session.Sql, write, connection);
            await write.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return connection;
    }

    private static void AppendSave(StoreSql sql, NpgsqlBatch batch, Connection connection)
    {
        batch.Add(sql.TakeRepository, new NpgsqlParameter<long> { TypedValue = connection.RepositoryId }, PostgresSession.Text(connection.Project));
        batch.Add(
            sql.SaveConnection,
            PostgresSession.Text(connection.Project),
            new NpgsqlParameter<long> { TypedValue = connection.RepositoryId },
            Number(connection.InstallationId),
            PostgresSession.Text(connection.Owner),
            PostgresSession.Text(connection.Name),
            Number(connection.OfferedInstallationId),
            PostgresSession.Number((int)connection.Obstacles),
            PostgresSession.Number(connection.Resumptions));
    }

    private static NpgsqlParameter Number(long? number) => new() { Value = (object?)number ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };
}
