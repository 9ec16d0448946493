using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace GitSync.SampleHost.Api;

/// <summary>Reads a JSON object field by field; every mistake is collected under its field's name (RFC 9457 problem details).</summary>
internal sealed class FieldReader
{
    public const string NulSentence = "Must not hold the character U+0000.";

    private const int MaximumItems = 100;

    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);

    private FieldReader()
    {
    }

    public Dictionary<string, string[]> Errors { get; } = [];

    /// <summary>Reads the object; names that are neither known nor read-only are mistakes.</summary>
    public static async Task<FieldReader> ReadAsync(HttpRequest request, string[] known, string[] readOnly, CancellationToken cancellationToken)
    {
        var reader = new FieldReader();
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                reader.Errors[""] = ["The body must be a JSON object."];
                return reader;
            }

            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (known.Contains(property.Name))
                {
                    reader._fields[property.Name] = property.Value.Clone();
                }
                else if (!readOnly.Contains(property.Name))
                {
                    reader.Errors[property.Name] = [$"Unknown field; known are {string.Join(", ", known)}."];
                }
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a field's name with a lone surrogate is JSON, but no string.
            reader.Errors[""] = ["The body is not valid JSON."];
        }

        return reader;
    }

    public bool Has(string field) => _fields.ContainsKey(field);

    /// <summary>A text of a bounded length; null where the field is absent, wrong, or null.</summary>
    public string? Text(string field, int minimum, int maximum, bool nullable = false)
    {
        if (!_fields.TryGetValue(field, out var value) || (nullable && value.ValueKind == JsonValueKind.Null))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String || !TryGetString(value, out var text))
        {
            Errors[field] = [nullable ? "Must be a text or null." : "Must be a text."];
            return null;
        }

        if (text.Length < minimum || text.Length > maximum || (minimum > 0 && string.IsNullOrWhiteSpace(text)))
        {
            Errors[field] = [$"Must have {minimum} to {maximum} characters."];
            return null;
        }

        if (text.Contains('\0'))
        {
            Errors[field] = [NulSentence];
            return null;
        }

        return text;
    }

    /// <summary>One of the given words.</summary>
    public string? Word(string field, string[] words, bool nullable = false)
    {
        var text = Text(field, 0, 64, nullable);
        if (text is not null && !words.Contains(text))
        {
            Errors[field] = [$"Must be one of {string.Join(", ", words)}{(nullable ? ", or null" : "")}."];
            return null;
        }

        return text;
    }

    /// <summary>A list of names.</summary>
    public NameSet? Names(string field, int maximumLength, int maximumItems = MaximumItems)
    {
        if (!_fields.TryGetValue(field, out var value))
        {
            return null;
        }

        var names = new List<string>();
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= maximumItems)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.String || !TryGetString(item, out var name) || string.IsNullOrWhiteSpace(name)
                    || name.Length > maximumLength || name.Contains('\0'))
                {
                    break;
                }

                names.Add(name);
            }

            if (names.Count == value.GetArrayLength())
            {
                return NameSet.Of(names);
            }
        }

        Errors[field] = [$"Must be a list of at most {maximumItems} texts of 1 to {maximumLength} characters, none of them U+0000."];
        return null;
    }

    /// <summary>A text with a lone surrogate escape parses as JSON, but is no string.</summary>
    private static bool TryGetString(JsonElement value, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = value.GetString();
            return text is not null;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }
}
