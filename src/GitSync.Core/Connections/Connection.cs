namespace GitSync;

/// <summary>A repository that a project of the application is kept in step with.</summary>
public sealed record Connection
{
    /// <summary>The application's project.</summary>
    public required string Project { get; init; }

    /// <summary>The repository's numeric id.</summary>
    public required long RepositoryId { get; init; }

    /// <summary>The GitHub App's installation, or null with a plain token.</summary>
    public long? InstallationId { get; init; }

    /// <summary>The owner's login; follows renames.</summary>
    public required string Owner { get; init; }

    /// <summary>The repository's name; follows renames.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Another installation that says it has the repository, or null. It takes over once the present one is gone: when an App is installed
    /// anew, the news of the new installation can come before that of the old one's end.
    /// </summary>
    public long? OfferedInstallationId { get; init; }

    /// <summary>What stands against synchronising; each is set and taken away on its own. None: sync is on.</summary>
    public ConnectionObstacles Obstacles { get; init; }

    /// <summary>"owner/name".</summary>
    public string FullName => $"{Owner}/{Name}";

    /// <summary>Whether an operation that names this installation may use the connection. Pure.</summary>
    /// <param name="claimedInstallationId">The installation that the signed body names; null for our own operations and repository webhooks.</param>
    /// <remarks>
    /// One App secret serves all installations, so a valid signature never proves the tenant: the pair has to match what is stored.
    /// A repository's own webhook carries no installation; it has to know the secret and is matched by repository.
    /// </remarks>
    public Admission Admit(long? claimedInstallationId)
    {
        if (claimedInstallationId is { } claimed && InstallationId is { } own && claimed != own)
        {
            return Admission.Refused(
                SyncRule.ForeignInstallation, $"repository {FullName} belongs to installation {own}, not to installation {claimed}.");
        }

        return Obstacles switch
        {
            ConnectionObstacles.None => Admission.Granted,
            _ when Has(ConnectionObstacles.Deleted) => Admission.Refused(SyncRule.SyncOff, $"{FullName} was deleted on GitHub."),
            _ when Has(ConnectionObstacles.NotInstalled) => Admission.Refused(
                SyncRule.SyncOff, $"the GitHub App is not installed on {FullName} any more; install it there again."),
            _ when Has(ConnectionObstacles.Suspended) => Admission.Refused(
                SyncRule.InstallationSuspended, $"the GitHub App's installation on {FullName} is suspended."),
            _ when Has(ConnectionObstacles.Archived) => Admission.Refused(SyncRule.SyncOff, $"{FullName} is archived on GitHub, so it is read-only."),
            _ when Has(ConnectionObstacles.SwitchedOff) => Admission.Refused(SyncRule.SyncOff, $"sync is switched off for {FullName}."),
            _ => throw new InvalidOperationException($"Unknown obstacles {Obstacles}."),
        };
    }

    internal bool Has(ConnectionObstacles obstacle) => (Obstacles & obstacle) != 0;
}

/// <summary>What can stand against synchronising a repository. Stored as its number.</summary>
[Flags]
public enum ConnectionObstacles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A person switched it off; only a person switches it on.</summary>
    SwitchedOff = 1,

    /// <summary>The installation is gone, or the repository was taken out of it.</summary>
    NotInstalled = 2,

    /// <summary>The installation is suspended.</summary>
    Suspended = 4,

    /// <summary>The repository is archived.</summary>
    Archived = 8,

    /// <summary>The repository was deleted.</summary>
    Deleted = 16,
}

/// <summary>A change of installations or repositories, as a webhook reports it. Applied in the delivery's transaction.</summary>
public abstract record ConnectionChange
{
    private protected ConnectionChange()
    {
    }
}

/// <summary>An installation was suspended or unsuspended.</summary>
/// <param name="InstallationId">The installation.</param>
/// <param name="IsSuspended">Whether it is suspended now.</param>
public sealed record InstallationSuspensionChanged(long InstallationId, bool IsSuspended) : ConnectionChange;

/// <summary>An installation was removed: its repositories are switched off; nothing is closed or deleted.</summary>
/// <param name="InstallationId">The installation.</param>
public sealed record InstallationRemoved(long InstallationId) : ConnectionChange;

/// <summary>Repositories were taken out of an installation.</summary>
/// <param name="InstallationId">The installation.</param>
/// <param name="RepositoryIds">The repositories.</param>
public sealed record RepositoriesRemoved(long InstallationId, IReadOnlyList<long> RepositoryIds) : ConnectionChange;

/// <summary>Repositories were added to an installation: those that a project is connected to are switched on again.</summary>
/// <param name="InstallationId">The installation.</param>
/// <param name="RepositoryIds">The repositories.</param>
public sealed record RepositoriesAdded(long InstallationId, IReadOnlyList<long> RepositoryIds) : ConnectionChange;

/// <summary>A repository has another owner or name. Ids stay.</summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="Owner">The owner's login now.</param>
/// <param name="Name">The name now.</param>
public sealed record RepositoryRenamed(long RepositoryId, string Owner, string Name) : ConnectionChange;

/// <summary>A repository was archived, unarchived or deleted.</summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="InstallationId">The installation that the signed body names, or null; another one than the stored changes nothing.</param>
/// <param name="Obstacle">What it is about.</param>
/// <param name="IsThere">Whether it stands in the way now.</param>
public sealed record RepositoryObstacleChanged(long RepositoryId, long? InstallationId, ConnectionObstacles Obstacle, bool IsThere) : ConnectionChange;

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
        return change switch
        {
            InstallationSuspensionChanged(var id, var suspended) when id == connection.InstallationId =>
                Note(connection, ConnectionObstacles.Suspended, suspended),
            InstallationRemoved(var id) => Removed(connection, id),
            RepositoriesRemoved(var id, var repositories) when repositories.Contains(connection.RepositoryId) => Removed(connection, id),
            RepositoriesAdded(var id, var repositories) when repositories.Contains(connection.RepositoryId) =>
                connection.Has(ConnectionObstacles.NotInstalled) || connection.InstallationId is null || connection.InstallationId == id
                    ? Installed(connection, id)
                    : connection with { OfferedInstallationId = id },
            RepositoryRenamed(var id, var owner, var name) when id == connection.RepositoryId => connection with { Owner = owner, Name = name },
            RepositoryObstacleChanged(var id, var installation, var obstacle, var there) when id == connection.RepositoryId
                && (installation is null || connection.InstallationId is null || installation == connection.InstallationId) =>
                Note(connection, obstacle, there),
            _ => connection,
        };
    }

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
        OfferedInstallationId = null,
        Obstacles = connection.Obstacles & ~(ConnectionObstacles.NotInstalled | ConnectionObstacles.Suspended),
    };

    private static Connection Note(Connection connection, ConnectionObstacles obstacle, bool isThere) =>
        connection with { Obstacles = isThere ? connection.Obstacles | obstacle : connection.Obstacles & ~obstacle };
}
