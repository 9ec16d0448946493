namespace GitSync;

/// <summary>A wish to connect a project with a repository, judged under the store's lock. Pure.</summary>
/// <param name="Project">The project.</param>
/// <param name="Repository">The repository.</param>
/// <param name="WasFound">Whether GitHub was asked: then what stood against synchronising there is over.</param>
/// <param name="IsLinked">Whether something of a repository is linked. Asked only for what is disconnected.</param>
internal sealed record ConnectionRequest(string Project, RemoteRepository Repository, bool WasFound, Func<long, bool> IsLinked)
{
    private const ConnectionObstacles OnGitHub = ConnectionObstacles.NotInstalled | ConnectionObstacles.Suspended | ConnectionObstacles.Archived
        | ConnectionObstacles.Deleted | ConnectionObstacles.IssuesOff;

    private string FullName => $"{Repository.Owner}/{Repository.Name}";

    /// <summary>Why a repository that was found cannot be synchronised, as a sentence that says what to do; null when it can.</summary>
    public static string? WhyNot(RemoteRepository repository)
    {
        var name = $"{repository.Owner}/{repository.Name}";
        return repository switch
        {
            { IsArchived: true } => $"{name} is archived on GitHub, so it is read-only: unarchive it in the repository's settings, then connect it.",
            { IsDisabled: true } => $"{name} was disabled by GitHub: ask GitHub's support, then connect it.",
            { HasIssues: false } => $"Issues are off in {name}: switch them on in the repository's settings, then connect it.",
            { MayWriteIssues: false, InstallationId: not null } =>
                $"The GitHub App may not write issues in {name}: grant it \"Issues: read and write\" and accept that in the installation, then connect it.",
            { MayWriteIssues: false } => $"The token may not change issues in {name}: give its user the role \"Triage\" or a higher one, then connect it.",
            _ => null,
        };
    }

    /// <summary>What to store, and the answer.</summary>
    public ConnectionOutcome Decide(StoredConnections stored)
    {
        if (stored.OfRepository is { } taken && taken.Project != Project && Refusal(taken) is { } refusal)
        {
            return Refused(refusal);
        }

        if (stored.OfProject is { } other && other.RepositoryId != Repository.Id && RefusalOfProject(other) is { } refusalOfProject)
        {
            return Refused(refusalOfProject);
        }

        var after = ConnectionChanges.Replace(stored, Wanted(stored.OfRepository is { } before && before.Project == Project ? before : null));
        var isPaused = after.Has(ConnectionObstacles.SwitchedOff) ? " It is switched off until somebody switches it on." : "";
        return after == stored.OfRepository
            ? new ConnectionOutcome(ConnectionResult.Unchanged, after, $"Project {Project} is connected to {FullName} already.{isPaused}")
            : new ConnectionOutcome(ConnectionResult.Changed, after, $"Project {Project} is connected to {FullName}.{isPaused}");
    }

    private Connection Wanted(Connection? before)
    {
        var connection = before ?? new Connection { Project = Project, RepositoryId = Repository.Id, Owner = Repository.Owner, Name = Repository.Name };
        return connection with
        {
            InstallationId = Repository.InstallationId,
            OfferedInstallationId = WasFound || connection.OfferedInstallationId == Repository.InstallationId ? null : connection.OfferedInstallationId,
            Owner = Repository.Owner,
            Name = Repository.Name,
            Obstacles = connection.Obstacles & ~(ConnectionObstacles.Disconnected | (WasFound ? OnGitHub : ConnectionObstacles.None)),
        };
    }

    private string? Refusal(Connection taken) => taken switch
    {
        _ when !taken.Has(ConnectionObstacles.Disconnected) =>
            $"{FullName} is connected to project {taken.Project}, and a repository belongs to one project: disconnect it there first.",
        _ when IsLinked(taken.RepositoryId) =>
            $"{FullName} was connected to project {taken.Project}, and its issues are linked to that project's tasks: connect it there again.",
        _ => null,
    };

    private string? RefusalOfProject(Connection other) => other switch
    {
        _ when !other.Has(ConnectionObstacles.Disconnected) =>
            $"Project {Project} is connected to {other.FullName}, and a project has one repository: disconnect it first.",
        _ when IsLinked(other.RepositoryId) =>
            $"Project {Project} was connected to {other.FullName}, and its tasks are linked to issues there: connect that one again, or use another project.",
        _ => null,
    };

    private static ConnectionOutcome Refused(string sentence) => new(ConnectionResult.Refused, null, sentence);
}
