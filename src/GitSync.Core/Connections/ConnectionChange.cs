namespace GitSync;

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

/// <summary>An installation's permissions changed: what was refused for want of them is tried again.</summary>
/// <param name="InstallationId">The installation.</param>
public sealed record PermissionsChanged(long InstallationId) : ConnectionChange;

/// <summary>A person put something in a project's way, or took it away.</summary>
/// <param name="Project">The project.</param>
/// <param name="Obstacle"><see cref="ConnectionObstacles.SwitchedOff"/> or <see cref="ConnectionObstacles.Disconnected"/>.</param>
/// <param name="IsThere">Whether it stands in the way now.</param>
public sealed record ProjectObstacleChanged(string Project, ConnectionObstacles Obstacle, bool IsThere) : ConnectionChange;

/// <summary>A repository has another name. Ids stay.</summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="InstallationId">The installation that the signed body names, or null; another one than the stored changes nothing.</param>
/// <param name="Owner">The owner's login.</param>
/// <param name="Name">The name now.</param>
public sealed record RepositoryRenamed(long RepositoryId, long? InstallationId, string Owner, string Name) : ConnectionChange;

/// <summary>A repository has another owner. Ids stay; the new owner's installation is another one, or there is none.</summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="InstallationId">The new owner's installation, or null. It is offered; see <see cref="Connection.OfferedInstallationId"/>.</param>
/// <param name="Owner">The owner's login now.</param>
/// <param name="Name">The name now.</param>
public sealed record RepositoryTransferred(long RepositoryId, long? InstallationId, string Owner, string Name) : ConnectionChange;

/// <summary>A repository was archived, unarchived or deleted, or its issues are switched off.</summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="InstallationId">The installation that the signed body names, or null; another one than the stored changes nothing.</param>
/// <param name="Obstacle">What it is about.</param>
/// <param name="IsThere">Whether it stands in the way now.</param>
public sealed record RepositoryObstacleChanged(long RepositoryId, long? InstallationId, ConnectionObstacles Obstacle, bool IsThere) : ConnectionChange;
