using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitSync;

/// <summary>How stores write operations and links: JSON documents by a source-generated serializer, no reflection.</summary>
/// <remarks>Columns beside the document are what a query or a constraint needs; the document holds the rest, so that a new field needs no migration.</remarks>
public static class StoredDocuments
{
    /// <summary>
    /// Escapes what JSON demands and nothing more: documents go into the database, not into pages. With the default's escapes markdown takes half as long
    /// again to write, and half as much room.
    /// </summary>
    private static readonly StoredJson Json = new(
        new JsonSerializerOptions(StoredJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>UTF-8 JSON of an operation.</summary>
    public static byte[] Write(SyncOperation operation) => JsonSerializer.SerializeToUtf8Bytes(operation, Json.SyncOperation);

    /// <summary>UTF-8 JSON of a link.</summary>
    public static byte[] Write(LaneLink link) => JsonSerializer.SerializeToUtf8Bytes(link, Json.LaneLink);

    /// <summary>Reads an operation.</summary>
    /// <exception cref="JsonException">The document is not one of ours.</exception>
    public static SyncOperation ReadOperation(ReadOnlySpan<byte> document) =>
        JsonSerializer.Deserialize(document, Json.SyncOperation) ?? throw new JsonException("An operation's document is null.");

    /// <summary>Reads an operation whose document may be damaged.</summary>
    /// <param name="document">The document.</param>
    /// <param name="id">The operation it must be.</param>
    /// <param name="operation">The operation; null when it cannot be read.</param>
    /// <param name="damage">Why it cannot be read; null when it can.</param>
    public static bool TryReadOperation(ReadOnlySpan<byte> document, Guid id, out SyncOperation operation, out string? damage)
    {
        try
        {
            operation = ReadOperation(document);
            damage = operation.Id == id ? null : "it is another operation's.";
            return damage is null;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or FormatException or ArgumentException
            or InvalidOperationException or OverflowException)
        {
            operation = null!;
            damage = exception.Message;
            return false;
        }
    }

    /// <summary>Reads a link; an empty document is <see cref="LaneLink.Empty"/>.</summary>
    /// <exception cref="JsonException">The document is not one of ours.</exception>
    public static LaneLink ReadLink(ReadOnlySpan<byte> document) => document.IsEmpty
        ? LaneLink.Empty
        : JsonSerializer.Deserialize(document, Json.LaneLink) ?? LaneLink.Empty;

    /// <summary>JSON of a delivery's headers; null when there are none.</summary>
    public static string? WriteHeaders(IReadOnlyDictionary<string, string> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return headers.Count == 0 ? null : JsonSerializer.Serialize(headers.ToDictionary(), Json.DictionaryStringString);
    }

    /// <summary>Reads a delivery's headers; what cannot be read, or is not kept any more, counts as none.</summary>
    public static IReadOnlyDictionary<string, string> ReadHeaders(string? document)
    {
        try
        {
            return document is not null && JsonSerializer.Deserialize(document, Json.DictionaryStringString) is { } headers
                ? DeliveryHeaders.Of(name => headers.GetValueOrDefault(name))
                : DeliveryHeaders.None;
        }
        catch (JsonException)
        {
            return DeliveryHeaders.None;
        }
    }
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SyncOperation))]
[JsonSerializable(typeof(LaneLink))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class StoredJson : JsonSerializerContext;
