using System.Text.Json;

namespace GitSync.Dashboard.Parts;

/// <summary>A part of a payload, for a tree. Values.</summary>
/// <param name="Name">The member's name, or its number in a list; null for the whole.</param>
/// <param name="Value">What it holds, as text; null where it holds members.</param>
/// <param name="Members">Its members.</param>
internal sealed record PayloadNode(string? Name, string? Value, IReadOnlyList<PayloadNode> Members);

/// <summary>Reads payloads into trees, bounded: a payload has up to 25 MB (docs.github.com, webhook events and payloads).</summary>
internal static class PayloadReader
{
    /// <summary>Longer ones are not read for a page.</summary>
    public const int MaximumLength = 1024 * 1024;

    private const string Unreadable = "(no readable text)";
    private const int MaximumNodes = 3_000;
    private const int MaximumValueLength = 2_000;

    /// <summary>Texts that say nothing of anybody's words: they stay in sight.</summary>
    private static readonly HashSet<string> Telling = new(StringComparer.Ordinal)
    {
        "action", "type", "state", "state_reason", "created_at", "updated_at", "closed_at", "node_id", "author_association", "target_type",
    };

    /// <summary>The tree, or a sentence that says why there is none.</summary>
    /// <param name="body">The payload's bytes.</param>
    /// <param name="isRevealed">Whether texts are shown; else only how long they are.</param>
    public static (PayloadNode? Tree, string? Sentence) Read(ReadOnlyMemory<byte> body, bool isRevealed)
    {
        if (body.Length > MaximumLength)
        {
            return (null, string.Create(CultureInfo.InvariantCulture, $"The payload has {body.Length:N0} bytes: too many for a page."));
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            var left = MaximumNodes;
            return (Read(null, document.RootElement, isRevealed, ref left), null);
        }
        catch (JsonException)
        {
            return (null, "The payload cannot be read as JSON.");
        }
    }

    private static PayloadNode Read(string? name, JsonElement element, bool isRevealed, ref int left)
    {
        left--;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new List<PayloadNode>();
                foreach (var member in element.EnumerateObject())
                {
                    if (left <= 0)
                    {
                        members.Add(new PayloadNode("…", "more than a page takes", []));
                        break;
                    }

                    members.Add(Read(NameOf(member), member.Value, isRevealed, ref left));
                }

                return new PayloadNode(name, members.Count == 0 ? "{}" : null, members);
            case JsonValueKind.Array:
                var items = new List<PayloadNode>();
                foreach (var item in element.EnumerateArray())
                {
                    if (left <= 0)
                    {
                        items.Add(new PayloadNode("…", "more than a page takes", []));
                        break;
                    }

                    items.Add(Read(items.Count.ToString(CultureInfo.InvariantCulture), item, isRevealed, ref left));
                }

                return new PayloadNode(name, items.Count == 0 ? "[]" : null, items);
            case JsonValueKind.String:
                return new PayloadNode(name, TextOf(name, element, isRevealed), []);
            default:
                return new PayloadNode(name, element.GetRawText(), []);
        }
    }

    /// <summary>JSON can hold half of a character, which is no text (RFC 8259, 8.2).</summary>
    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return Unreadable;
        }
    }

    private static string TextOf(string? name, JsonElement element, bool isRevealed)
    {
        string text;
        try
        {
            text = element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Unreadable;
        }

        if (!isRevealed && !Telling.Contains(name ?? ""))
        {
            return string.Create(CultureInfo.InvariantCulture, $"text of {text.Length:N0} characters");
        }

        return text.Length <= MaximumValueLength ? $"\"{text}\"" : string.Create(CultureInfo.InvariantCulture, $"\"{text[..MaximumValueLength]}…\" ({text.Length:N0} characters)");
    }
}
