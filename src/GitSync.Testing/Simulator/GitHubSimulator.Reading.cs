namespace GitSync.Testing.Simulator;

public sealed partial class GitHubSimulator
{
    /// <summary>All repositories.</summary>
    /// <returns>Snapshots, by id.</returns>
    public IReadOnlyList<SimulatorRepository> GetRepositories()
    {
        lock (gate)
            return [.. world.Repositories.Values.Select(r => r.Current)];
    }

    /// <summary>One repository.</summary>
    /// <param name="id">The repository.</param>
    /// <returns>A snapshot, or <see langword="null"/>.</returns>
    public SimulatorRepository? FindRepository(long id)
    {
        lock (gate)
            return world.Repositories.GetValueOrDefault(id)?.Current;
    }

    /// <summary>One repository by its present name.</summary>
    /// <param name="fullName">Owner and name, as <c>owner/name</c>.</param>
    /// <returns>A snapshot, or <see langword="null"/>.</returns>
    public SimulatorRepository? FindRepository(string fullName)
    {
        lock (gate)
        {
            return world.Repositories.Values.Select(r => r.Current)
                .FirstOrDefault(r => string.Equals(r.FullName, fullName, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>All installations.</summary>
    /// <returns>Snapshots, by id.</returns>
    public IReadOnlyList<SimulatorInstallation> GetInstallations()
    {
        lock (gate)
            return [.. world.Installations.Values];
    }

    /// <summary>The issues and pull requests of a repository that are there, open and closed.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <returns>Snapshots, by number.</returns>
    public IReadOnlyList<SimulatorIssue> GetIssues(long repositoryId)
    {
        lock (gate)
        {
            return [.. world.Repository(repositoryId).Issues.Values
                .Select(i => i.Current!)
                .Where(i => i.Fate == SimulatorIssueFate.Present)];
        }
    }

    /// <summary>One issue or pull request, also when deleted or transferred.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number.</param>
    /// <returns>A snapshot.</returns>
    /// <exception cref="KeyNotFoundException">The number was never given.</exception>
    public SimulatorIssue GetIssue(long repositoryId, int number)
    {
        lock (gate)
            return world.Repository(repositoryId).Issue(number);
    }

    /// <summary>The comments of an issue or pull request.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number.</param>
    /// <returns>Snapshots, oldest first.</returns>
    public IReadOnlyList<SimulatorComment> GetComments(long repositoryId, int number)
    {
        lock (gate)
        {
            return [.. world.Repository(repositoryId).Comments.Values
                .Select(c => c.Current)
                .OfType<SimulatorComment>()
                .Where(c => c.IssueNumber == number)];
        }
    }

    /// <summary>The labels of a repository.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <returns>Snapshots, by name.</returns>
    public IReadOnlyList<SimulatorLabel> GetLabels(long repositoryId)
    {
        lock (gate)
            return [.. world.Repository(repositoryId).Labels.Values.OrderBy(l => l.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The milestones of a repository.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <returns>Snapshots, by number.</returns>
    public IReadOnlyList<SimulatorMilestone> GetMilestones(long repositoryId)
    {
        lock (gate)
            return [.. world.Repository(repositoryId).Milestones.Values];
    }
}
