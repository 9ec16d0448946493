using System.Globalization;
using System.Text.Json;

namespace GitSync.GitHub;

/// <summary>Reads single fields of GitHub's JSON without ever throwing: a missing field, null or a wrong type is "not there".</summary>
/// <remarks>
/// GitHub adds fields and actions without notice, and real examples break strict models (Octokit.Webhooks 4.2.3 threw on 27 of 621).
/// Strings with lone surrogates or invalid UTF-8 make <see cref="JsonElement"/> throw <see cref="InvalidOperationException"/> late, when
/// they are read; here such a field counts as missing.
/// </remarks>
internal static class JsonFields
{
    private static readonly string[] TimeFormats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Whether the object has the field, whatever its value; false for anything that is no object.</summary>
    public static bool Has(this JsonElement element, string name) => element.Field(name).ValueKind != JsonValueKind.Undefined;

    /// <summary>Whether the field is there and null.</summary>
    public static bool IsNull(this JsonElement element, string name) => element.Field(name).ValueKind == JsonValueKind.Null;

    /// <summary>The field, or an undefined element.</summary>
    public static JsonElement Field(this JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>The field when it is an object, else an undefined element, whose own fields are all missing.</summary>
    public static JsonElement Object(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Object } value ? value : default;

    /// <summary>Whether the field is an object.</summary>
    public static bool HasObject(this JsonElement element, string name) => element.Field(name).ValueKind == JsonValueKind.Object;

    /// <summary>The field's elements when it is an array, else null.</summary>
    public static JsonElement.ArrayEnumerator? Items(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : null;

    /// <summary>The field when it is a string, else null.</summary>
    public static string? Text(this JsonElement element, string name) => element.Field(name).AsText();

    /// <summary>The element when it is a readable string, else null.</summary>
    public static string? AsText(this JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The field when it is a positive 64-bit number, else null. GitHub's ids are all positive.</summary>
    public static long? Id(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var id) && id > 0 ? id : null;

    /// <summary>The field when it is a number that an issue can have, else null.</summary>
    public static int? IssueNumber(this JsonElement element, string name) =>
        element.Id(name) is { } number and <= int.MaxValue ? (int)number : null;

    /// <summary>The field when it is true or false, else null.</summary>
    public static bool? Flag(this JsonElement element, string name) => element.Field(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The field when it is a time as GitHub writes it (ISO 8601), else null.</summary>
    public static GitHubTime? Time(this JsonElement element, string name) =>
        element.Text(name) is { } text && DateTimeOffset.TryParseExact(
            text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? GitHubTime.From(time)
            : null;
}
