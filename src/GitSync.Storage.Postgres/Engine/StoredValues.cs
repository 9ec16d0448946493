using System.Buffers.Binary;

namespace GitSync.Storage.Postgres;

/// <summary>Times as PostgreSQL keeps them: whole microseconds.</summary>
internal static class StoredTime
{
    public static DateTimeOffset Cut(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}

/// <summary>Hashes as 16 bytes.</summary>
internal static class StoredHash
{
    public static byte[]? Write(ContentHash? hash)
    {
        if (hash is not { } known)
        {
            return null;
        }

        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, known.Value);
        return bytes;
    }

    public static ContentHash? Read(byte[]? bytes) => bytes is null ? null : new ContentHash(BinaryPrimitives.ReadUInt128BigEndian(bytes));
}

/// <summary>Texts as PostgreSQL takes them: without U+0000 (22021) and without halves of surrogate pairs.</summary>
internal static class StoredText
{
    private const char Replacement = '\uFFFD';

    public static string? Clean(string? text)
    {
        if (text is null || IsClean(text))
        {
            return text;
        }

        return string.Create(text.Length, text, static (clean, raw) =>
        {
            for (var i = 0; i < raw.Length; i++)
            {
                clean[i] = IsSound(raw, i) ? raw[i] : Replacement;
            }
        });
    }

    /// <summary>A name that has to be found again cannot be changed: it is refused.</summary>
    public static string Name(LaneName name) => IsClean(name.Value)
        ? name.Value
        : throw new ArgumentException("A record's id holds U+0000 or half a surrogate pair; PostgreSQL cannot store it. Use another id.");

    private static bool IsClean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsSound(text, i))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSound(string text, int at) => text[at] switch
    {
        '\0' => false,
        var high when char.IsHighSurrogate(high) => at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]),
        var low when char.IsLowSurrogate(low) => at > 0 && char.IsHighSurrogate(text[at - 1]),
        _ => true,
    };
}
