using GitSync.Testing;
using GitSync.Testing.Simulator;

namespace GitSync.Processing.Tests;

/// <summary>One task with its comments as one side shows it, field by field: two sides with equal views are in step.</summary>
internal sealed record TaskView(string Title, string Body, string State, string Labels, string Assignees, string? Milestone, string Comments)
{
    public static TaskView Of(SyncHarness sync, TaskRecord task) => new(
        task.Content.Title,
        task.Content.Body,
        StateOf(task.Content.IsOpen ? "open" : "closed", task.Content.StateReason),
        Listed(task.Content.Labels),
        Listed(task.Content.Assignees),
        task.Content.Milestone,
        Listed(sync.Comments.All.Where(comment => comment.TaskId == task.Id).Select(comment => comment.Content.Body)));

    public static TaskView Of(SyncHarness sync, SimulatorIssue issue) => new(
        issue.Title,
        TextOf(issue.Body),
        StateOf(issue.State, issue.StateReason),
        Listed(issue.Labels),
        Listed(issue.Assignees),
        sync.GitHub.GetMilestones(sync.RepositoryId).SingleOrDefault(milestone => milestone.Number == issue.Milestone)?.Title,
        Listed(sync.GitHub.GetComments(sync.RepositoryId, issue.Number).Select(comment => TextOf(comment.Body))));

    /// <summary>All tasks here.</summary>
    public static IReadOnlyList<TaskView> Here(SyncHarness sync) => Sorted(sync.Tasks.All.Select(task => Of(sync, task)));

    /// <summary>All issues and pull requests there.</summary>
    public static IReadOnlyList<TaskView> There(SyncHarness sync) => Sorted(sync.GitHub.GetIssues(sync.RepositoryId).Select(issue => Of(sync, issue)));

    /// <summary>What a person sees of a body: in these tests one line, and below it what GitSync adds.</summary>
    public static string TextOf(string? body) => (body ?? "").Split('\n')[0];

    /// <summary>A person writes another first line and leaves what is below it alone.</summary>
    public static string Rewritten(string? body, string text) => text + (body ?? "")[TextOf(body).Length..];

    public static string Listed(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    private static string StateOf(string state, string? reason) => reason is null ? state : $"{state} as {reason}";

    private static List<TaskView> Sorted(IEnumerable<TaskView> views) => [.. views.OrderBy(view => view.ToString(), StringComparer.Ordinal)];
}
