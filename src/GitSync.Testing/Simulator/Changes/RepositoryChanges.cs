using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>What happens to repositories as a whole, and issues that move between them.</summary>
internal sealed class RepositoryChanges(World world, WebhookEvents events)
{
    public RepositoryData Create(SimulatorRepository repository, Actor actor)
    {
        var data = new RepositoryData(repository);
        world.Repositories.Add(repository.Id, data);
        world.Names[repository.FullName] = repository.Id;
        events.Repository(data, "repository", new JsonObject { ["action"] = "created" }, actor);
        return data;
    }

    public SimulatorRepository Change(
        RepositoryData data, Actor actor, string action, Func<SimulatorRepository, SimulatorRepository> change, JsonObject? changes = null)
    {
        data.Current = change(data.Current) with { UpdatedAt = world.Second };
        // The former name keeps pointing here: GitHub answers it with 301.
        world.Names[data.Current.FullName] = data.Current.Id;
        var payload = new JsonObject { ["action"] = action };
        if (changes is not null)
            payload["changes"] = changes;
        events.Repository(data, "repository", payload, actor);
        return data.Current;
    }

    public void Delete(RepositoryData data, Actor actor)
    {
        events.Repository(data, "repository", new JsonObject { ["action"] = "deleted" }, actor);
        world.Repositories.Remove(data.Current.Id);
        foreach (var name in world.Names.Where(n => n.Value == data.Current.Id).Select(n => n.Key).ToList())
            world.Names.Remove(name);
    }

    /// <summary>Moves an issue: new id and number, comments move along, labels and milestone stay where the target has them.</summary>
    public SimulatorIssue TransferIssue(RepositoryData from, int number, RepositoryData to, Actor actor, IssueChanges issues)
    {
        var old = from.Issue(number);
        if (old.PullRequest is not null)
            throw new InvalidOperationException("GitHub does not transfer pull requests.");
        var now = world.Second;
        var moved = old with
        {
            Id = world.NextId(),
            RepositoryId = to.Current.Id,
            Number = to.NextNumber(),
            Labels = [.. old.Labels.Where(to.Labels.ContainsKey)],
            Milestone = SameMilestone(from, to, old.Milestone),
            UpdatedAt = now,
        };
        to.Issues.Add(moved.Number, new Versioned<SimulatorIssue>(moved, world.Instant));
        foreach (var (id, versions) in from.Comments.Where(c => c.Value.Current?.IssueNumber == number).ToList())
        {
            var comment = versions.Current! with { RepositoryId = to.Current.Id, IssueNumber = moved.Number };
            to.Comments.Add(id, new Versioned<SimulatorComment>(comment, world.Instant));
            versions.Set(null, world.Instant);
        }

        events.Issue(from, old, "transferred", actor, new JsonObject
        {
            ["changes"] = new JsonObject
            {
                ["new_issue"] = IssueJson.Issue(world, to, moved),
                ["new_repository"] = JsonForms.Repository(world, to.Current, to),
            },
        });
        issues.Write(from, old with { Fate = SimulatorIssueFate.Transferred, TransferredTo = (to.Current.Id, moved.Number) });
        events.Issue(to, moved, "opened", actor, new JsonObject
        {
            ["changes"] = new JsonObject
            {
                ["old_issue"] = IssueJson.Issue(world, from, old),
                ["old_repository"] = JsonForms.Repository(world, from.Current, from),
            },
        });
        return moved;
    }

    private static int? SameMilestone(RepositoryData from, RepositoryData to, int? number) =>
        number is { } there ? to.Milestones.Values.FirstOrDefault(m => m.Title == from.Milestones[there].Title)?.Number : null;
}
