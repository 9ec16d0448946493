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

    public static void AppendSave(StoreSql sql, NpgsqlBatch batch, Connection connection)
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
            PostgresSession.Number((int)connection.Obstacles));
    }

    private static NpgsqlParameter Number(long? number) => new() { Value = (object?)number ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };
}
