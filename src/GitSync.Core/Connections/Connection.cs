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

    /// <summary>Whether sync is on. Off: operations end as disabled.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Why it is off, or null.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>Whether its installation is suspended.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>"owner/name".</summary>
    public string FullName => $"{Owner}/{Name}";

    /// <summary>Whether an operation that names this installation may use the connection. Pure.</summary>
    /// <param name="claimedInstallationId">The installation that the signed body names; null for our own operations and repository webhooks.</param>
    /// <remarks>
    /// One App secret serves all installations, so a valid signature never proves the tenant: the pair has to match what is stored.
    /// A repository's own webhook carries no installation; it has to know the secret and is matched by repository.
    /// </remarks>
    public Admission Admit(long? claimedInstallationId) => this switch
    {
        _ when claimedInstallationId is { } claimed && InstallationId is { } own && claimed != own => Admission.Refused(
            SyncRule.ForeignInstallation, $"repository {FullName} belongs to installation {own}, not to installation {claimed}."),
        { IsSuspended: true } => Admission.Refused(SyncRule.InstallationSuspended, $"the GitHub App's installation on {FullName} is suspended."),
        { IsEnabled: false } => Admission.Refused(SyncRule.SyncOff, DisabledReason ?? $"sync is switched off for {FullName}."),
        _ => Admission.Granted,
    };
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

/// <summary>A repository became unusable (deleted, archived) or usable again.</summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="IsUsable">Whether it can be synchronised now.</param>
/// <param name="Reason">Why not; null when usable.</param>
public sealed record RepositoryUsabilityChanged(long RepositoryId, bool IsUsable, string? Reason) : ConnectionChange;

/// <summary>What each change does to a stored connection. Pure; shared by every store.</summary>
public static class ConnectionChanges
{
    /// <summary>The connection afterwards; the same instance when the change is not about it.</summary>
    /// <remarks>
    /// Removal keeps the connection and switches it off, so that adding the repository again finds it: connecting and
    /// disconnecting are idempotent.
    /// </remarks>
    public static Connection Apply(Connection connection, ConnectionChange change)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return change switch
        {
            InstallationSuspensionChanged(var id, var suspended) when id == connection.InstallationId => connection with { IsSuspended = suspended },
            InstallationRemoved(var id) when id == connection.InstallationId => Off(
                connection, $"the GitHub App's installation on {connection.FullName} was removed; install it again and connect."),
            RepositoriesRemoved(var id, var repositories) when id == connection.InstallationId && repositories.Contains(connection.RepositoryId) =>
                Off(connection, $"{connection.FullName} was taken out of the GitHub App's installation; add it again."),
            RepositoriesAdded(var id, var repositories) when repositories.Contains(connection.RepositoryId)
                && (connection.InstallationId is null || connection.InstallationId == id || !connection.IsEnabled) =>
                connection with { InstallationId = id, IsEnabled = true, DisabledReason = null, IsSuspended = false },
            RepositoryRenamed(var id, var owner, var name) when id == connection.RepositoryId => connection with { Owner = owner, Name = name },
            RepositoryUsabilityChanged(var id, true, _) when id == connection.RepositoryId => connection with { IsEnabled = true, DisabledReason = null },
            RepositoryUsabilityChanged(var id, false, var reason) when id == connection.RepositoryId => Off(connection, reason),
            _ => connection,
        };
    }

    private static Connection Off(Connection connection, string? reason) => connection with { IsEnabled = false, DisabledReason = reason };
}
