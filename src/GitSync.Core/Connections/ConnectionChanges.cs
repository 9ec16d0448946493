namespace GitSync;

/// <summary>What each change does to a stored connection. Pure; shared by every store.</summary>
public static class ConnectionChanges
{
    /// <summary>The connection afterwards; the same instance when the change is not about it.</summary>
    /// <remarks>
    /// Removal keeps the connection and notes an obstacle, so that adding the repository again finds it: connecting and disconnecting are
    /// idempotent. A working connection is never moved to another installation by a webhook; see
    /// <see cref="Connection.OfferedInstallationId"/>.
    /// </remarks>
    public static Connection Apply(Connection connection, ConnectionChange change)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(change);
        var after = Change(connection, change);
        return IsOver(change, connection) && after.Obstacles == ConnectionObstacles.None
            ? after with { Resumptions = connection.Resumptions + 1 }
            : Resumed(connection, after);
    }

    /// <summary>The connection to store in place of what is there, its count of resumptions carried on.</summary>
    /// <param name="stored">What is there.</param>
    /// <param name="connection">The connection as it shall be.</param>
    public static Connection Replace(StoredConnections stored, Connection connection)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(connection);
        return stored.OfRepository is { } before ? Resumed(before, connection with { Resumptions = before.Resumptions }) : connection;
    }

    /// <summary>
    /// The outcome of a batch's delivery: what it says itself, and why it is refused when its installation does not have the repository. Null without
    /// a delivery.
    /// </summary>
    /// <param name="batch">The batch, before its changes were applied.</param>
    /// <param name="find">The stored connection of a repository, or null.</param>
    public static string? OutcomeOf(EnqueueBatch batch, Func<long, Connection?> find)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(find);
        if (batch.Delivery is not { } delivery)
        {
            return null;
        }

        var objection = batch.Connections.Select(change => Objection(change, find)).FirstOrDefault(sentence => sentence is not null);
        if (objection is null && batch.Items.Count > 0 && delivery.RepositoryId is { } id)
        {
            objection = Foreign(find(id), delivery.InstallationId);
        }

        return objection is null ? delivery.Outcome : $"{delivery.Outcome} {objection}";
    }

    /// <summary>GitHub says that it lets us again. That counts although we were not told that it did not: what failed meanwhile is to be looked at.</summary>
    private static bool IsOver(ConnectionChange change, Connection connection) => change switch
    {
        PermissionsChanged(var id) => id == connection.InstallationId,
        InstallationSuspensionChanged(var id, false) => id == connection.InstallationId,
        RepositoryObstacleChanged(var id, var installation, _, false) => id == connection.RepositoryId && connection.IsOf(installation),
        _ => false,
    };

    private static Connection Change(Connection connection, ConnectionChange change) => change switch
    {
        InstallationSuspensionChanged(var id, var suspended) when id == connection.InstallationId =>
            Note(connection, ConnectionObstacles.Suspended, suspended),
        InstallationRemoved(var id) => Removed(connection, id),
        RepositoriesRemoved(var id, var repositories) when repositories.Contains(connection.RepositoryId) => Removed(connection, id),
        RepositoriesAdded(var id, var repositories) when repositories.Contains(connection.RepositoryId) => Offered(connection, id),
        RepositoryRenamed(var id, var installation, var owner, var name) when id == connection.RepositoryId && connection.IsOf(installation) =>
            connection with { Owner = owner, Name = name },
        RepositoryTransferred(var id, var installation, var owner, var name) when id == connection.RepositoryId =>
            (installation is { } given ? Offered(connection, given) : connection) with { Owner = owner, Name = name },
        RepositoryObstacleChanged(var id, var installation, var obstacle, var there) when id == connection.RepositoryId && connection.IsOf(installation) =>
            Note(connection, obstacle, there),
        ProjectObstacleChanged(var project, var obstacle, var there) when project == connection.Project => Note(connection, obstacle, there),
        _ => connection,
    };

    private static Connection Offered(Connection connection, long installationId) =>
        connection.Has(ConnectionObstacles.NotInstalled) || connection.IsOf(installationId)
            ? Installed(connection, installationId)
            : connection with { OfferedInstallationId = installationId };

    private static Connection Removed(Connection connection, long installationId) => connection switch
    {
        _ when installationId == connection.OfferedInstallationId => connection with { OfferedInstallationId = null },
        _ when installationId != connection.InstallationId => connection,
        { OfferedInstallationId: { } offered } => Installed(connection, offered),
        _ => Note(connection, ConnectionObstacles.NotInstalled, true),
    };

    private static Connection Installed(Connection connection, long installationId) => connection with
    {
        InstallationId = installationId,
        OfferedInstallationId = connection.OfferedInstallationId == installationId ? null : connection.OfferedInstallationId,
        Obstacles = connection.Obstacles & ~(ConnectionObstacles.NotInstalled | ConnectionObstacles.Suspended),
    };

    private static Connection Note(Connection connection, ConnectionObstacles obstacle, bool isThere) =>
        connection with { Obstacles = isThere ? connection.Obstacles | obstacle : connection.Obstacles & ~obstacle };

    private static Connection Resumed(Connection before, Connection after) =>
        after.Obstacles == ConnectionObstacles.None && (before.Obstacles != ConnectionObstacles.None || before.InstallationId != after.InstallationId)
            ? after with { Resumptions = before.Resumptions + 1 }
            : after;

    /// <summary>Why a change that another installation reports does nothing, or not yet; null when nothing stands against it.</summary>
    private static string? Objection(ConnectionChange change, Func<long, Connection?> find) => change switch
    {
        RepositoriesAdded(var id, var repositories) => FirstOf(repositories, find, connection => NotYet(connection, id)),
        RepositoriesRemoved(var id, var repositories) => FirstOf(
            repositories, find, connection => connection?.OfferedInstallationId == id ? null : Foreign(connection, id)),
        RepositoryTransferred(var repository, var id, _, _) => NotYet(find(repository), id),
        RepositoryRenamed(var repository, var id, _, _) => Foreign(find(repository), id),
        RepositoryObstacleChanged(var repository, var id, _, _) => Foreign(find(repository), id),
        _ => null,
    };

    private static string? FirstOf(IReadOnlyList<long> repositories, Func<long, Connection?> find, Func<Connection?, string?> objection) =>
        repositories.Select(id => objection(find(id))).FirstOrDefault(sentence => sentence is not null);

    private static string? Foreign(Connection? connection, long? claimed) =>
        connection?.Admit(claimed) is { Refusal: SyncRule.ForeignInstallation, Reason: var reason } ? $"Refused: {reason}" : null;

    private static string? NotYet(Connection? connection, long? claimed) =>
        connection is not null && !connection.IsOf(claimed) && !connection.Has(ConnectionObstacles.NotInstalled)
            ? $"Noted: {connection.FullName} belongs to installation {connection.InstallationId}; installation {claimed} takes over when that one is gone, "
                + "or when the repository is connected again."
            : null;
}
