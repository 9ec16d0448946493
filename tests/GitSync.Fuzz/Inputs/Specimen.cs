using System.Text.Json;
using GitSync.Tests.Payloads;

namespace GitSync.Fuzz;

/// <summary>A body as GitHub sends it, and where in it what stands.</summary>
/// <param name="Event">Its event.</param>
/// <param name="Bytes">The body.</param>
/// <param name="Values">Every value, containers too.</param>
/// <param name="Properties">Every property, from its name to the comma behind it.</param>
internal sealed record Specimen(string Event, byte[] Bytes, IReadOnlyList<Range> Values, IReadOnlyList<Range> Properties)
{
    /// <summary>Larger ones say nothing that smaller ones do not, and take longer.</summary>
    private const int MaximumLength = 40_000;

    public static IReadOnlyList<Specimen> All { get; } = [.. WebhookBodies.All().Where(body => body.Body.Length <= MaximumLength).Select(body => Of(body.Event, body.Body))];

    private static Specimen Of(string eventName, byte[] body)
    {
        var (values, properties, open) = (new List<Range>(), new List<Range>(), new Stack<(int Value, int? Property)>());
        int? property = null;
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    property = start;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Push((start, property));
                    property = null;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    var (value, owner) = open.Pop();
                    Add(value, owner, (int)reader.BytesConsumed);
                    break;
                default:
                    Add(start, property, (int)reader.BytesConsumed);
                    property = null;
                    break;
            }
        }

        return new Specimen(eventName, body, values, properties);

        void Add(int start, int? owner, int end)
        {
            values.Add(start..end);
            if (owner is { } name)
            {
                properties.Add(name..(end < body.Length && body[end] == (byte)',' ? end + 1 : end));
            }
        }
    }
}
