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

    /// <summary>
    /// How often sync began anew: it was on again after it was off, another installation took over, or the App's permissions changed. Grows in the
    /// transaction of the change; whoever sees another number than the one it dealt with looks through everything again.
    /// </summary>
    public int Resumptions { get; init; }

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
        if (!IsOf(claimedInstallationId))
        {
            return Admission.Refused(
                SyncRule.ForeignInstallation,
                $"repository {FullName} belongs to installation {InstallationId}, not to installation {claimedInstallationId}.");
        }

        return Obstacles switch
        {
            ConnectionObstacles.None => Admission.Granted,
            _ when Has(ConnectionObstacles.Disconnected) => Admission.Refused(
                SyncRule.NotConnected, $"{FullName} was disconnected from project {Project}; connect it again."),
            _ when Has(ConnectionObstacles.Deleted) => Admission.Refused(SyncRule.SyncOff, $"{FullName} was deleted on GitHub."),
            _ when Has(ConnectionObstacles.NotInstalled) => Admission.Refused(
                SyncRule.SyncOff, $"the GitHub App is not installed on {FullName} any more; install it there again."),
            _ when Has(ConnectionObstacles.Suspended) => Admission.Refused(
                SyncRule.InstallationSuspended, $"the GitHub App's installation on {FullName} is suspended."),
            _ when Has(ConnectionObstacles.Archived) => Admission.Refused(SyncRule.SyncOff, $"{FullName} is archived on GitHub, so it is read-only."),
            _ when Has(ConnectionObstacles.IssuesOff) => Admission.Refused(
                SyncRule.SyncOff, $"issues are switched off in {FullName}; switch them on in the repository's settings on GitHub."),
            _ when Has(ConnectionObstacles.SwitchedOff) => Admission.Refused(SyncRule.SyncOff, $"sync is switched off for {FullName}."),
            _ => throw new InvalidOperationException($"Unknown obstacles {Obstacles}."),
        };
    }

    /// <summary>False when another installation is named than the stored one.</summary>
    internal bool IsOf(long? claimedInstallationId) =>
        claimedInstallationId is null || InstallationId is null || claimedInstallationId == InstallationId;

    /// <summary>Whether it is off for GitHub's reasons alone.</summary>
    internal bool IsTakenAway =>
        Obstacles != ConnectionObstacles.None && !Has(ConnectionObstacles.SwitchedOff) && !Has(ConnectionObstacles.Disconnected);

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

    /// <summary>A person disconnected it; only connecting it again takes that away. What is linked stays linked.</summary>
    Disconnected = 32,

    /// <summary>Issues are switched off in the repository.</summary>
    IssuesOff = 64,
}
