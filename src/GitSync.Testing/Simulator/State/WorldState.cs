namespace GitSync.Testing.Simulator;

/// <summary>A repository with all that lives in it, as it is saved.</summary>
internal sealed record RepositoryState(
    SimulatorRepository Repository,
    int LastNumber,
    IReadOnlyList<SimulatorIssue> Issues,
    IReadOnlyList<SimulatorComment> Comments,
    IReadOnlyList<SimulatorLabel> Labels,
    IReadOnlyList<SimulatorMilestone> Milestones)
{
    public static RepositoryState Of(RepositoryData data) => new(
        data.Current,
        data.LastNumber,
        [.. data.Issues.Values.Select(issue => issue.Current).OfType<SimulatorIssue>()],
        [.. data.Comments.Values.Select(comment => comment.Current).OfType<SimulatorComment>()],
        [.. data.Labels.Values],
        [.. data.Milestones.Values]);

    public RepositoryData ToData(DateTimeOffset now)
    {
        var data = new RepositoryData(Repository) { LastNumber = LastNumber };
        foreach (var issue in Issues)
        {
            data.Issues.Add(issue.Number, new Versioned<SimulatorIssue>(issue, now));
        }

        foreach (var comment in Comments)
        {
            data.Comments.Add(comment.Id, new Versioned<SimulatorComment>(comment, now));
        }

        foreach (var label in Labels)
        {
            data.Labels.Add(label.Name, label);
        }

        foreach (var milestone in Milestones)
        {
            data.Milestones.Add(milestone.Number, milestone);
        }

        return data;
    }
}

/// <summary>Everything that outlives a process; tokens, waiting webhooks and former versions do not.</summary>
internal sealed record WorldState(
    long LastId,
    IReadOnlyList<SimulatorUser> Users,
    IReadOnlyList<SimulatorInstallation> Installations,
    IReadOnlyList<RepositoryState> Repositories,
    IReadOnlyDictionary<string, long> Names)
{
    public static WorldState Of(World world) => new(
        world.LastId,
        [.. world.Users.Values],
        [.. world.Installations.Values],
        [.. world.Repositories.Values.Select(RepositoryState.Of)],
        new Dictionary<string, long>(world.Names));

    public void Restore(World world)
    {
        foreach (var user in Users)
        {
            world.Users[user.Login] = user;
        }

        foreach (var installation in Installations)
        {
            world.Installations[installation.Id] = installation;
        }

        foreach (var repository in Repositories)
        {
            world.Repositories[repository.Repository.Id] = repository.ToData(world.Instant);
        }

        foreach (var (name, id) in Names)
        {
            world.Names[name] = id;
        }

        world.LastId = Math.Max(world.LastId, LastId);
    }
}
