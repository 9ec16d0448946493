namespace GitSync.Dashboard.Pages;

/// <summary>One field as each place holds it, as text; null where a place has none. A value.</summary>
/// <param name="Field">The name, as conflicts give it.</param>
/// <param name="Agreed">What both sides had agreed on last.</param>
/// <param name="Here">What the record holds now.</param>
/// <param name="Carried">What the operation brought from GitHub.</param>
/// <param name="Conflict">What became of it when both sides had changed it, or null.</param>
internal sealed record FieldRow(string Field, string? Agreed, string? Here, string? Carried, FieldConflict? Conflict)
{
    /// <summary>Whether any two that are there differ.</summary>
    public bool Differs => Conflict is not null || new[] { Agreed, Here, Carried }.OfType<string>().Distinct(StringComparer.Ordinal).Count() > 1;
}

/// <summary>An operation's fields side by side. Pure.</summary>
internal static class FieldComparison
{
    private static readonly string[] OfTask = ["title", "body", "state", "milestone", "labels", "assignees"];
    private static readonly string[] OfComment = ["body"];

    /// <summary>The rows that have something in them.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="link">Its lane's link, or null: what both sides had agreed on, and the trailer that is no part of anybody's text.</param>
    /// <param name="here">What the record holds, or null.</param>
    public static IReadOnlyList<FieldRow> Of(SyncOperation operation, LaneLink? link, ResourceContent? here) =>
    [
        .. from field in operation.Kind == ResourceKind.Task ? OfTask : OfComment
           let row = new FieldRow(
               field,
               TextOf(link?.Base?.Content, field),
               TextOf(here, field),
               TextOf(operation.Remote, link, field),
               operation.Conflicts.FirstOrDefault(conflict => conflict.Field == field))
           where row is not { Agreed: null, Here: null, Carried: null, Conflict: null }
           select row,
    ];

    /// <summary>A content's fields that have a value.</summary>
    public static IEnumerable<(string Field, string Value)> TextsOf(ResourceContent content) =>
        from field in content is TaskContent ? OfTask : OfComment
        let value = TextOf(content, field)
        where !string.IsNullOrEmpty(value)
        select (field, value);

    private static string? TextOf(ResourceContent? content, string field) => (content, field) switch
    {
        (null, _) => null,
        (_, "body") => content.Body,
        (TaskContent task, "title") => task.Title,
        (TaskContent task, "state") => State(task.IsOpen, task.StateReason),
        (TaskContent task, "milestone") => task.Milestone,
        (TaskContent task, "labels") => task.Labels.ToString(),
        (TaskContent task, "assignees") => task.Assignees.ToString(),
        _ => null,
    };

    private static string? TextOf(RemoteItem? item, LaneLink? link, string field) => (item, field) switch
    {
        (null, _) => null,
        (_, "body") => BodyCodec.Decode(item.Body, link?.Attribution, link?.Marker),
        (RemoteIssue issue, "title") => issue.Title,
        (RemoteIssue issue, "state") => State(issue.IsOpen, issue.StateReason),
        (RemoteIssue issue, "milestone") => issue.Milestone,
        (RemoteIssue issue, "labels") => issue.Labels.ToString(),
        (RemoteIssue issue, "assignees") => issue.Assignees.ToString(),
        _ => null,
    };

    private static string State(bool isOpen, string? reason) => (isOpen ? "open" : "closed") + (reason is null ? "" : $" ({reason})");
}
