using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>Makes labels and milestones, and tells the webhooks.</summary>
internal sealed class LabelChanges(World world, WebhookEvents events)
{
    private const string DefaultColor = "ededed";

    public SimulatorLabel Create(RepositoryData repository, Actor actor, string name, string? color = null, string? description = null)
    {
        var label = new SimulatorLabel(world.NextId(), name, color ?? DefaultColor, description);
        repository.Labels.Add(name, label);
        events.Repository(repository, "label", new JsonObject
        {
            ["action"] = "created", ["label"] = JsonForms.Label(world, repository.Current, label),
        }, actor);
        return label;
    }

    /// <summary>The repository's spelling of the label; it comes to be when an issue names a new one.</summary>
    public string Ensure(RepositoryData repository, Actor actor, string name) =>
        (repository.Labels.TryGetValue(name, out var label) ? label : Create(repository, actor, name)).Name;

    public SimulatorMilestone CreateMilestone(
        RepositoryData repository, Actor actor, string title, string? description = null, DateTimeOffset? dueOn = null)
    {
        var number = repository.Milestones.Count + 1;
        var milestone = new SimulatorMilestone(
            world.NextId(), number, title, description, "open", dueOn, actor.User.Login, world.Second);
        repository.Milestones.Add(number, milestone);
        events.Repository(repository, "milestone", new JsonObject
        {
            ["action"] = "created", ["milestone"] = JsonForms.Milestone(world, repository, milestone),
        }, actor);
        return milestone;
    }
}
