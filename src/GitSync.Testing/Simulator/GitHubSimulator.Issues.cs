namespace GitSync.Testing.Simulator;

public sealed partial class GitHubSimulator
{
    /// <summary>Opens an issue (<c>opened</c>, then one event for each label, assignee and the milestone).</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="title">The title.</param>
    /// <param name="body">The body, or <see langword="null"/>.</param>
    /// <param name="by">Who opens it.</param>
    /// <param name="labels">Labels; new ones come to be.</param>
    /// <param name="assignees">Logins.</param>
    /// <param name="milestone">A milestone's number.</param>
    /// <returns>The issue.</returns>
    public SimulatorIssue OpenIssue(
        long repositoryId,
        string title,
        string? body = null,
        string? by = null,
        IEnumerable<string>? labels = null,
        IEnumerable<string>? assignees = null,
        int? milestone = null)
    {
        lock (gate)
        {
            return engine.Issues.Open(world.Repository(repositoryId), Person(by), new NewIssue(title, body)
            {
                Labels = [.. labels ?? []], Assignees = Logins(assignees), Milestone = milestone,
            });
        }
    }

    /// <summary>Edits title, body or both of an issue or pull request. What stays the same makes no event.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number.</param>
    /// <param name="title">The new title; <see langword="null"/>: as it is.</param>
    /// <param name="body">The new body; <see langword="null"/>: as it is; empty: cleared.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The issue after it.</returns>
    public SimulatorIssue EditIssue(long repositoryId, int number, string? title = null, string? body = null, string? by = null) =>
        Edit(repositoryId, number, by, new IssueEdit { Title = title, BodyGiven = body is not null, Body = body });

    /// <summary>Closes an issue or pull request (without merging).</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number.</param>
    /// <param name="reason"><c>completed</c>, <c>not_planned</c> or <c>duplicate</c>; pull requests have none.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The issue after it.</returns>
    public SimulatorIssue CloseIssue(long repositoryId, int number, string reason = "completed", string? by = null) =>
        Edit(repositoryId, number, by, new IssueEdit { State = "closed", StateReason = reason });

    /// <summary>Opens a closed issue or pull request again.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The issue after it.</returns>
    public SimulatorIssue ReopenIssue(long repositoryId, int number, string? by = null) =>
        Edit(repositoryId, number, by, new IssueEdit { State = "open" });

    /// <summary>Sets all labels (one <c>labeled</c> or <c>unlabeled</c> event each).</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number.</param>
    /// <param name="labels">All labels it has then; new ones come to be.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The issue after it.</returns>
    public SimulatorIssue SetLabels(long repositoryId, int number, IEnumerable<string> labels, string? by = null) =>
        Edit(repositoryId, number, by, new IssueEdit { Labels = [.. labels] });

    /// <summary>Sets all assignees (one <c>assigned</c> or <c>unassigned</c> event each).</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number.</param>
    /// <param name="assignees">All logins it is assigned to then.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The issue after it.</returns>
    public SimulatorIssue SetAssignees(long repositoryId, int number, IEnumerable<string> assignees, string? by = null)
    {
        lock (gate)
            return Edit(repositoryId, number, by, new IssueEdit { Assignees = Logins(assignees) });
    }

    /// <summary>Sets or clears the milestone (<c>demilestoned</c>, <c>milestoned</c>).</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number.</param>
    /// <param name="milestone">The milestone's number; <see langword="null"/>: none.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The issue after it.</returns>
    public SimulatorIssue SetMilestone(long repositoryId, int number, int? milestone, string? by = null) =>
        Edit(repositoryId, number, by, new IssueEdit { MilestoneGiven = true, Milestone = milestone });

    /// <summary>Locks or unlocks the conversation.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number.</param>
    /// <param name="locked">Which of the two.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The issue after it.</returns>
    public SimulatorIssue SetLocked(long repositoryId, int number, bool locked, string? by = null)
    {
        lock (gate)
            return engine.Issues.SetLocked(world.Repository(repositoryId), Present(repositoryId, number), Person(by), locked);
    }

    /// <summary>Deletes an issue: 410 from now on, and it is in no list, not even one with <c>since</c>.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number.</param>
    /// <param name="by">Who does it.</param>
    public void DeleteIssue(long repositoryId, int number, string? by = null)
    {
        lock (gate)
            engine.Issues.Delete(world.Repository(repositoryId), Present(repositoryId, number), Person(by));
    }

    /// <summary>Moves an issue to another repository: 301 from now on (<c>transferred</c> here, <c>opened</c> there).</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number.</param>
    /// <param name="toRepositoryId">Where to.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The issue there, with a new id and number.</returns>
    public SimulatorIssue TransferIssue(long repositoryId, int number, long toRepositoryId, string? by = null)
    {
        lock (gate)
        {
            return engine.Repositories.TransferIssue(
                world.Repository(repositoryId), Present(repositoryId, number), world.Repository(toRepositoryId), Person(by), engine.Issues);
        }
    }

    private SimulatorIssue Edit(long repositoryId, int number, string? by, IssueEdit edit)
    {
        lock (gate)
            return engine.Issues.Edit(world.Repository(repositoryId), Present(repositoryId, number), Person(by), edit);
    }

    /// <summary>The number again, when it is there to act on.</summary>
    private int Present(long repositoryId, int number)
    {
        var fate = world.Repository(repositoryId).Issue(number).Fate;
        return fate == SimulatorIssueFate.Present ? number : throw new InvalidOperationException($"#{number} is {fate}.");
    }

    private string[] Logins(IEnumerable<string>? logins) => [.. (logins ?? []).Select(login => world.User(login).Login)];
}
