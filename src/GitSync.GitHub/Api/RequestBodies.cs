using System.Text.Json.Nodes;

namespace GitSync.GitHub;

/// <summary>Bodies of writes: exactly the fields that change. Pure.</summary>
internal static class RequestBodies
{
    /// <summary>A new issue; empty sets and a missing milestone are left out.</summary>
    public static string Of(IssueDraft draft, int? milestone)
    {
        var body = new JsonObject { ["title"] = draft.Title, ["body"] = draft.Body };
        if (draft.Labels.Count > 0)
        {
            body["labels"] = Names(draft.Labels);
        }

        if (draft.Assignees.Count > 0)
        {
            body["assignees"] = Names(draft.Assignees);
        }

        if (milestone is not null)
        {
            body["milestone"] = milestone;
        }

        return body.ToJsonString();
    }

    /// <summary>Names of a kind, to be added or taken away.</summary>
    public static string OfNames(string kind, NameSet names) => new JsonObject { [kind] = Names(names) }.ToJsonString();

    /// <summary>A change of an issue's fields, without its labels and assignees.</summary>
    /// <param name="change">The fields.</param>
    /// <param name="milestone">The number of the milestone it names; null clears it.</param>
    public static string Of(IssueChange change, int? milestone)
    {
        var body = new JsonObject();
        if (change.Title is not null)
        {
            body["title"] = change.Title;
        }

        if (change.Body is not null)
        {
            body["body"] = change.Body;
        }

        if (change.IsOpen is { } isOpen)
        {
            body["state"] = isOpen ? "open" : "closed";
            if (change.StateReason is not null)
            {
                // GitHub ignores a reason without a state.
                body["state_reason"] = change.StateReason;
            }
        }

        if (change.ChangesMilestone)
        {
            body["milestone"] = milestone;
        }

        return body.ToJsonString();
    }

    /// <summary>A comment.</summary>
    public static string OfComment(string body) => new JsonObject { ["body"] = body }.ToJsonString();

    /// <summary>A milestone.</summary>
    public static string OfMilestone(string title) => new JsonObject { ["title"] = title }.ToJsonString();

    private static JsonArray Names(NameSet names) => [.. names.Select(name => (JsonNode)name)];
}
