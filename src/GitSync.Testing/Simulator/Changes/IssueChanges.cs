using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>What a new issue or pull request starts with.</summary>
internal sealed record NewIssue(string Title, string? Body)
{
    public IReadOnlyList<string> Labels { get; init; } = [];

    public IReadOnlyList<string> Assignees { get; init; } = [];

    public int? Milestone { get; init; }

    public (string Head, string Base, bool Draft)? PullRequest { get; init; }
}

/// <summary>What to change on an issue; what is null (or not "given") stays.</summary>
internal sealed record IssueEdit
{
    public string? Title { get; init; }

    public bool BodyGiven { get; init; }

    public string? Body { get; init; }

    public string? State { get; init; }

    public string? StateReason { get; init; }

    public IReadOnlyList<string>? Labels { get; init; }

    public IReadOnlyList<string>? Assignees { get; init; }

    public bool MilestoneGiven { get; init; }

    public int? Milestone { get; init; }
}

/// <summary>Opens and edits issues, and the issue side of pull requests, and tells the webhooks.</summary>
/// <remarks>All parts of one edit are applied first and told one by one afterwards: several events of one issue share a second and all
/// carry the same final state, as on GitHub.</remarks>
internal sealed class IssueChanges(World world, WebhookEvents events, LabelChanges labels)
{
    public SimulatorIssue Open(RepositoryData repository, Actor actor, NewIssue start)
    {
        RequireMilestone(repository, start.Milestone);
        var now = world.Second;
        var issue = new SimulatorIssue
        {
            Id = world.NextId(),
            RepositoryId = repository.Current.Id,
            Number = repository.NextNumber(),
            Title = start.Title,
            Body = start.Body,
            Author = actor.User.Login,
            ViaApp = actor.ViaApp,
            Labels = Labels(repository, actor, start.Labels),
            Assignees = Distinct(start.Assignees),
            Milestone = start.Milestone,
            CreatedAt = now,
            UpdatedAt = now,
            PullRequest = start.PullRequest is { } pull
                ? new SimulatorPullRequest { Id = world.NextId(), Head = pull.Head, Base = pull.Base, Draft = pull.Draft, UpdatedAt = now }
                : null,
        };
        repository.Issues.Add(issue.Number, new Versioned<SimulatorIssue>(issue, world.Instant));
        events.Issue(repository, issue, "opened", actor);
        TellParts(repository, null, issue, actor);
        return issue;
    }

    public SimulatorIssue Edit(RepositoryData repository, int number, Actor actor, IssueEdit edit)
    {
        RequireMilestone(repository, edit.Milestone);
        var before = repository.Issue(number);
        var after = before with
        {
            Title = edit.Title ?? before.Title,
            Body = edit.BodyGiven ? edit.Body : before.Body,
            Labels = edit.Labels is null ? before.Labels : Labels(repository, actor, edit.Labels),
            Assignees = edit.Assignees is null ? before.Assignees : Distinct(edit.Assignees),
            Milestone = edit.MilestoneGiven ? edit.Milestone : before.Milestone,
        };
        after = WithState(before, after, actor, edit);
        if (Same(before, after))
            return before;

        after = Touch(repository, after);
        TellText(repository, before, after, actor);
        if (before.State != after.State)
            events.Issue(repository, after, after.State == "closed" ? "closed" : "reopened", actor);
        TellParts(repository, before, after, actor);
        return after;
    }

    public SimulatorIssue SetLocked(RepositoryData repository, int number, Actor actor, bool locked)
    {
        var before = repository.Issue(number);
        if (before.Locked == locked)
            return before;
        var after = Touch(repository, before with { Locked = locked });
        events.Issue(repository, after, locked ? "locked" : "unlocked", actor);
        return after;
    }

    public void Delete(RepositoryData repository, int number, Actor actor)
    {
        var issue = repository.Issue(number);
        if (issue.PullRequest is not null)
            throw new InvalidOperationException("GitHub does not delete pull requests.");
        events.Issue(repository, issue, "deleted", actor);
        // A deletion carries no newer updated_at: the record stays as it was, only its fate changes.
        Write(repository, issue with { Fate = SimulatorIssueFate.Deleted });
    }

    /// <summary>Stores the issue with a new updated_at, on both sides of a pull request.</summary>
    public SimulatorIssue Touch(RepositoryData repository, SimulatorIssue issue)
    {
        var now = world.Second;
        return Write(repository, issue with
        {
            UpdatedAt = now,
            PullRequest = issue.PullRequest is { } pull ? pull with { UpdatedAt = now } : null,
        });
    }

    public SimulatorIssue Write(RepositoryData repository, SimulatorIssue issue)
    {
        repository.Issues[issue.Number].Set(issue, world.Instant);
        return issue;
    }

    /// <summary>state_reason counts only together with a change of state.</summary>
    private SimulatorIssue WithState(SimulatorIssue before, SimulatorIssue after, Actor actor, IssueEdit edit)
    {
        if (edit.State is null || edit.State == before.State)
            return after;
        if (before.PullRequest?.MergedAt is not null)
            throw new InvalidOperationException($"#{before.Number} is merged and stays closed.");
        var plain = before.PullRequest is null;
        return edit.State == "closed"
            ? after with
            {
                State = "closed",
                StateReason = plain ? edit.StateReason ?? "completed" : null,
                ClosedAt = world.Second,
                ClosedBy = actor.User.Login,
            }
            : after with { State = "open", StateReason = plain ? "reopened" : null, ClosedAt = null, ClosedBy = null };
    }

    private void TellText(RepositoryData repository, SimulatorIssue before, SimulatorIssue after, Actor actor)
    {
        var changes = new JsonObject();
        if (before.Title != after.Title)
            changes["title"] = new JsonObject { ["from"] = before.Title };
        if (before.Body != after.Body)
            changes["body"] = new JsonObject { ["from"] = before.Body };
        if (changes.Count > 0)
            events.Issue(repository, after, "edited", actor, new JsonObject { ["changes"] = changes });
    }

    private void TellParts(RepositoryData repository, SimulatorIssue? before, SimulatorIssue after, Actor actor)
    {
        var (oldLabels, oldAssignees) = (before?.Labels ?? [], before?.Assignees ?? []);
        foreach (var name in oldLabels.Except(after.Labels, StringComparer.OrdinalIgnoreCase))
            events.Issue(repository, after, "unlabeled", actor, LabelOf(repository, name));
        foreach (var name in after.Labels.Except(oldLabels, StringComparer.OrdinalIgnoreCase))
            events.Issue(repository, after, "labeled", actor, LabelOf(repository, name));
        foreach (var login in oldAssignees.Except(after.Assignees, StringComparer.OrdinalIgnoreCase))
            events.Issue(repository, after, "unassigned", actor, AssigneeOf(login));
        foreach (var login in after.Assignees.Except(oldAssignees, StringComparer.OrdinalIgnoreCase))
            events.Issue(repository, after, "assigned", actor, AssigneeOf(login));
        if (before?.Milestone == after.Milestone)
            return;
        if (before?.Milestone is { } left)
            TellMilestone(repository, after, "demilestoned", actor, left);
        if (after.Milestone is { } joined)
            TellMilestone(repository, after, "milestoned", actor, joined);
    }

    private void TellMilestone(RepositoryData repository, SimulatorIssue issue, string action, Actor actor, int number)
    {
        var extra = new JsonObject { ["milestone"] = JsonForms.Milestone(world, repository, repository.Milestones[number]) };
        events.Issue(repository, issue, action, actor, extra);
        if (issue.PullRequest is not null)
            events.IssueForm(repository, issue, action, actor, extra);
    }

    /// <summary>The labels in the repository's spelling; unknown ones come to be.</summary>
    private string[] Labels(RepositoryData repository, Actor actor, IReadOnlyList<string> names) =>
        Distinct(names.Select(name => labels.Ensure(repository, actor, name)));

    private static void RequireMilestone(RepositoryData repository, int? number)
    {
        if (number is { } wanted && !repository.Milestones.ContainsKey(wanted))
            throw new KeyNotFoundException($"{repository.Current.FullName} has no milestone {wanted}.");
    }

    private JsonObject LabelOf(RepositoryData repository, string name) =>
        new() { ["label"] = JsonForms.Label(world, repository.Current, repository.Labels[name]) };

    private JsonObject AssigneeOf(string login) => new() { ["assignee"] = JsonForms.User(world, login) };

    private static string[] Distinct(IEnumerable<string> names) => [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];

    private static bool Same(SimulatorIssue one, SimulatorIssue other) =>
        one.Labels.SequenceEqual(other.Labels) && one.Assignees.SequenceEqual(other.Assignees)
        && one == other with { Labels = one.Labels, Assignees = one.Assignees };
}
