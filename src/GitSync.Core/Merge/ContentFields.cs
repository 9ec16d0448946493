namespace GitSync;

/// <summary>One field of a content, by the name that conflicts and reports give it, with its value as text. Pure.</summary>
internal sealed class ContentField(
    string name, Func<ResourceContent, object?> value, Func<ResourceContent, string?, ResourceContent?> write)
{
    /// <summary>The name: <c>title</c>, <c>body</c>, <c>state</c>, <c>milestone</c>, <c>labels</c>, <c>assignees</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Whether two contents hold another value in it.</summary>
    public bool Differs(ResourceContent left, ResourceContent right) => !Equals(value(left), value(right));

    /// <summary>The value as text, as in <see cref="FieldConflict"/>; null where there is none.</summary>
    public string? TextOf(ResourceContent? content) => content is null ? null : value(content)?.ToString();

    /// <summary>The content with another value, read from text; null when it is no value of this field, or the field is a set.</summary>
    public ResourceContent? With(ResourceContent content, string? text) => write(content, text);
}

/// <summary>The fields of each kind of content: the one place that turns their values into text and back.</summary>
internal static class ContentFields
{
    private static readonly ContentField Body = new("body", content => content.Body, (content, text) => content with { Body = text ?? "" });

    private static readonly ContentField[] OfComments = [Body];

    private static readonly ContentField[] OfTasks =
    [
        OfTask("title", task => task.Title, (task, text) => text is null ? null : task with { Title = text }),
        Body,
        OfTask("state", task => new IssueStatus(task.IsOpen, task.StateReason), (task, text) =>
            IssueStatus.Parse(text) is { } status ? task with { IsOpen = status.IsOpen, StateReason = status.Reason } : null),
        OfTask("milestone", task => task.Milestone, (task, text) => task with { Milestone = text }),
        OfTask("labels", task => task.Labels),
        OfTask("assignees", task => task.Assignees),
    ];

    /// <summary>The fields that a content has.</summary>
    public static IReadOnlyList<ContentField> Of(ResourceContent content) => content switch
    {
        TaskContent => OfTasks,
        CommentContent => OfComments,
        _ => throw new ArgumentOutOfRangeException(nameof(content), "Unknown content."),
    };

    private static ContentField OfTask(string name, Func<TaskContent, object?> value, Func<TaskContent, string?, TaskContent?>? write = null) => new(
        name, content => value((TaskContent)content), (content, text) => write?.Invoke((TaskContent)content, text));
}

/// <summary>Open or closed and its reason change together: GitHub ignores a reason unless the state changes.</summary>
internal sealed record IssueStatus(bool IsOpen, string? Reason)
{
    private const string Open = "open";
    private const string Closed = "closed";

    public static IssueStatus? Of(TaskContent? content) => content is null ? null : new IssueStatus(content.IsOpen, content.StateReason);

    /// <summary>
    /// No reason on the record means "not said", never "removed": GitHub gives every closing a reason. And GitHub ignores a reason unless the state
    /// changes, and pull requests have none: of two that are open or closed alike, GitHub's reason is the only one that both can have.
    /// </summary>
    public static IssueStatus OfApp(TaskContent? agreed, TaskContent app, TaskContent gitHub) => app switch
    {
        _ when gitHub.IsOpen == app.IsOpen => new IssueStatus(app.IsOpen, gitHub.StateReason),
        { StateReason: not null } => new IssueStatus(app.IsOpen, app.StateReason),
        _ when agreed is not null && agreed.IsOpen == app.IsOpen => new IssueStatus(app.IsOpen, agreed.StateReason),
        _ => new IssueStatus(app.IsOpen, null),
    };

    /// <summary>Reads what <see cref="ToString"/> wrote; null for any other text.</summary>
    public static IssueStatus? Parse(string? text) => text?.Split(" (", 2) switch
    {
        [Open] => new IssueStatus(true, null),
        [Closed] => new IssueStatus(false, null),
        [Open or Closed, [.. var reason, ')']] => new IssueStatus(text.StartsWith(Open, StringComparison.Ordinal), reason),
        _ => null,
    };

    /// <summary><c>open</c>, <c>closed</c>, or with a reason <c>closed (completed)</c>.</summary>
    public override string ToString() => (IsOpen ? Open : Closed) + (Reason is null ? "" : $" ({Reason})");
}
