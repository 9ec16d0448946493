using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>Reads fields of request bodies and refuses what GitHub refuses.</summary>
internal static class RestFields
{
    /// <summary>The text, or null when the field is missing or null; 422 for another kind of value.</summary>
    public static string? Text(this JsonObject body, string resource, string field) => body[field] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Text(value),
        _ => throw Refusal.Invalid(resource, field, "invalid"),
    };

    /// <summary>The numbers; null when the field is missing or null.</summary>
    public static IReadOnlyList<long>? Numbers(this JsonObject body, string resource, string field) => body[field] switch
    {
        null => null,
        JsonArray array => [.. array.Select(item => item is JsonValue value && value.TryGetValue<long>(out var number)
            ? number
            : throw Refusal.Invalid(resource, field, "invalid"))],
        _ => throw Refusal.Invalid(resource, field, "invalid"),
    };

    /// <summary>The names, given as strings or as objects with a name; null when the field is missing or null.</summary>
    public static IReadOnlyList<string>? Names(this JsonObject body, string resource, string field) => body[field] switch
    {
        null => null,
        JsonArray array => Names(array, resource, field),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [Text(value)],
        _ => throw Refusal.Invalid(resource, field, "invalid"),
    };

    public static IReadOnlyList<string> Names(JsonArray array, string resource, string field) =>
        [.. array.Select(item => item switch
        {
            JsonValue value when value.GetValueKind() == JsonValueKind.String => Text(value),
            JsonObject named when named.Text(resource, "name") is { } name => name,
            _ => throw Refusal.Invalid(resource, field, "invalid"),
        })];

    public static string Title(this JsonObject body, string resource)
    {
        var title = body.Text(resource, "title");
        if (string.IsNullOrWhiteSpace(title))
            throw Refusal.Invalid(resource, "title", "missing_field");
        return title.Length <= RestCall.MaxTitleLength
            ? title
            : throw Refusal.Invalid(resource, "title", "custom", $"title is too long (maximum is {RestCall.MaxTitleLength} characters)");
    }

    public static string? Markdown(this JsonObject body, string resource)
    {
        var text = body.Text(resource, "body");
        return text is null || text.Length <= RestCall.MaxBodyLength
            ? text
            : throw Refusal.Invalid(resource, "body", "custom", $"body is too long (maximum is {RestCall.MaxBodyLength} characters)");
    }

    public static string CommentBody(this JsonObject body)
    {
        var text = body.Markdown("IssueComment");
        return string.IsNullOrWhiteSpace(text) ? throw Refusal.Invalid("IssueComment", "body", "missing_field") : text;
    }

    /// <summary>The milestone's number; 422 when the repository has none of that number. Null clears.</summary>
    public static int? Milestone(this JsonObject body, RepositoryData repository)
    {
        if (body["milestone"] is not { } node)
            return null;
        return node is JsonValue value && value.TryGetValue<int>(out var number) && repository.Milestones.ContainsKey(number)
            ? number
            : throw Refusal.Invalid("Issue", "milestone", "invalid");
    }

    /// <summary>The string; half a surrogate pair is no text, GitHub calls it a parse problem.</summary>
    private static string Text(JsonValue value)
    {
        try
        {
            return value.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            throw Refusal.Of(400, "Problems parsing JSON");
        }
    }
}
