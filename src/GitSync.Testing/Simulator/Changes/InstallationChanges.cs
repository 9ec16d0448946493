using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>What happens to installations of the App and to the repositories they reach.</summary>
internal sealed class InstallationChanges(World world, WebhookEvents events)
{
    public SimulatorInstallation Create(SimulatorInstallation installation, Actor actor)
    {
        world.Installations.Add(installation.Id, installation);
        Tell(installation, "created", actor);
        return installation;
    }

    public SimulatorInstallation Change(
        long id, Actor actor, string action, Func<SimulatorInstallation, SimulatorInstallation> change)
    {
        var installation = world.Installations[id] = change(world.Installation(id));
        Tell(installation, action, actor);
        return installation;
    }

    public void Delete(long id, Actor actor)
    {
        var installation = world.Installation(id);
        Tell(installation, "deleted", actor);
        world.Installations.Remove(id);
        foreach (var repository in Repositories(id).ToList())
            repository.Current = repository.Current with { InstallationId = null };
    }

    public void AddRepository(long id, RepositoryData repository, Actor actor)
    {
        repository.Current = repository.Current with { InstallationId = id };
        TellRepositories(world.Installation(id), "added", [repository], [], actor);
    }

    public void RemoveRepository(long id, RepositoryData repository, Actor actor)
    {
        repository.Current = repository.Current with { InstallationId = null };
        TellRepositories(world.Installation(id), "removed", [], [repository], actor);
    }

    private IEnumerable<RepositoryData> Repositories(long id) => world.Repositories.Values.Where(r => r.Current.InstallationId == id);

    private void Tell(SimulatorInstallation installation, string action, Actor actor) =>
        events.Installation(installation, "installation", new JsonObject
        {
            ["action"] = action,
            ["repositories"] = Names(Repositories(installation.Id)),
        }, actor);

    private void TellRepositories(
        SimulatorInstallation installation, string action, RepositoryData[] added, RepositoryData[] removed, Actor actor) =>
        events.Installation(installation, "installation_repositories", new JsonObject
        {
            ["action"] = action,
            ["repository_selection"] = "selected",
            ["repositories_added"] = Names(added),
            ["repositories_removed"] = Names(removed),
        }, actor);

    private static JsonArray Names(IEnumerable<RepositoryData> repositories) =>
        JsonForms.Array(repositories.Select(r => JsonForms.RepositoryName(r.Current)));
}
