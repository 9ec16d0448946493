using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitSync;

/// <summary>The first 128 bits of a SHA-256 over a state's fields: tells equal content from other content of the same second.</summary>
/// <param name="Value">The bits.</param>
[JsonConverter(typeof(ContentHashJsonConverter))]
public readonly record struct ContentHash(UInt128 Value) : IComparable<ContentHash>
{
    private const int MaximumFieldBytesOnStack = 256;
    private const int HexDigits = 32;

    /// <summary>The hash of a remote state: every field that GitSync reads, but not <c>updated_at</c>.</summary>
    public static ContentHash Of(RemoteItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, item.Body);
        switch (item)
        {
            case RemoteIssue issue:
                Append(hash, issue.Title);
                Append(hash, issue.IsOpen ? "open" : "closed");
                Append(hash, issue.StateReason);
                AppendAll(hash, issue.Labels);
                AppendAll(hash, issue.Assignees);
                Append(hash, issue.Milestone);
                Append(hash, issue.IsDraft ? "draft" : "");
                Append(hash, issue.IsMerged ? "merged" : "");
                Append(hash, issue.IsLocked ? "locked" : "");
                break;
            case RemoteComment:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(item), item.GetType().Name, "No hash is defined for this remote item.");
        }

        return Of(hash);
    }

    /// <summary>The hash of a record's content; never equal to the hash of a remote state.</summary>
    internal static ContentHash Of(ResourceContent content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "record");
        Append(hash, content.Body);
        switch (content)
        {
            case TaskContent task:
                Append(hash, task.Title);
                Append(hash, task.IsOpen ? "open" : "closed");
                Append(hash, task.StateReason);
                AppendAll(hash, task.Labels);
                AppendAll(hash, task.Assignees);
                Append(hash, task.Milestone);
                break;
            case CommentContent:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(content), content.GetType().Name, "No hash is defined for this content.");
        }

        return Of(hash);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not 32 hexadecimal digits.</exception>
    public static ContentHash Parse(string text) => new(UInt128.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    internal static bool TryParse(string text, out ContentHash hash)
    {
        hash = default;
        if (text.Length != HexDigits || !UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        hash = new ContentHash(value);
        return true;
    }

    /// <inheritdoc />
    public int CompareTo(ContentHash other) => Value.CompareTo(other.Value);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);

    private static ContentHash Of(IncrementalHash hash)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return new ContentHash(BinaryPrimitives.ReadUInt128BigEndian(digest));
    }

    private static void AppendAll(IncrementalHash hash, NameSet names)
    {
        Span<byte> count = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(count, names.Count);
        hash.AppendData(count);
        foreach (var name in names)
        {
            // A label's or login's case is no change of content: NameSet and GitHub ignore it.
            Append(hash, name.ToLowerInvariant());
        }
    }

    /// <summary>Length-prefixed, so that ("ab", "c") and ("a", "bc") differ; null differs from "".</summary>
    private static void Append(IncrementalHash hash, string? field)
    {
        Span<byte> prefix = stackalloc byte[4];
        var length = field is null ? -1 : Encoding.UTF8.GetByteCount(field);
        BinaryPrimitives.WriteInt32LittleEndian(prefix, length);
        hash.AppendData(prefix);
        if (string.IsNullOrEmpty(field))
        {
            return;
        }

        if (length <= MaximumFieldBytesOnStack)
        {
            Span<byte> bytes = stackalloc byte[length];
            Encoding.UTF8.GetBytes(field, bytes);
            hash.AppendData(bytes);
            return;
        }

        // A body: rented, as every webhook and every read of GitHub comes here.
        var rented = ArrayPool<byte>.Shared.Rent(length);
        hash.AppendData(rented, 0, Encoding.UTF8.GetBytes(field, rented));
        ArrayPool<byte>.Shared.Return(rented);
    }
}

internal sealed class ContentHashJsonConverter : JsonConverter<ContentHash>
{
    public override ContentHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ContentHash.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, ContentHash value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
