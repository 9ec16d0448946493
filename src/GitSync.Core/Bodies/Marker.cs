using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GitSync;

/// <summary>
/// Makes and checks markers: <c>&lt;!-- gitsync:v1:random.hmac --&gt;</c> at the end of a body that we create. It makes a creation whose
/// answer was lost findable, and cannot be forged without the key. Thread-safe.
/// </summary>
public sealed class MarkerFactory
{
    /// <summary>What every marker begins with.</summary>
    public const string Prefix = "<!-- gitsync:v1:";

    private const string Suffix = " -->";
    private const int RandomBytes = 12;
    private const int MacBytes = 12;
    private const int RandomLength = 16;
    private const int MarkerLength = RandomLength + 1 + RandomLength;
    private readonly Func<byte[]> _key;
    private readonly RandomSource _random;

    /// <summary>Makes a factory.</summary>
    /// <param name="key">At least 16 bytes, the same on all hosts of one database.</param>
    /// <param name="random">Where the random half comes from.</param>
    /// <exception cref="ArgumentException">The key is too short.</exception>
    public MarkerFactory(ReadOnlySpan<byte> key, RandomSource random)
    {
        if (key.Length < 16)
        {
            throw new ArgumentException("A marker key needs at least 16 bytes.", nameof(key));
        }

        var copy = key.ToArray();
        (_key, _random) = (() => copy, random);
    }

    /// <summary>A factory whose key is known only once the store is ready.</summary>
    internal MarkerFactory(Func<byte[]> key, RandomSource random) => (_key, _random) = (key, random);

    /// <summary>A new marker, as it stands in a body.</summary>
    public string Create()
    {
        Span<byte> bytes = stackalloc byte[RandomBytes];
        _random.Fill(bytes);
        var random = Base64Url.EncodeToString(bytes);
        return $"{Prefix}{random}.{MacOf(random)}{Suffix}";
    }

    /// <summary>The last genuine marker in a body, or null. Forged and damaged ones do not count.</summary>
    /// <param name="body">A raw body of any length.</param>
    public string? Find(string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        for (var at = body.LastIndexOf(Prefix, StringComparison.Ordinal); at >= 0;
            at = at == 0 ? -1 : body.LastIndexOf(Prefix, at - 1, StringComparison.Ordinal))
        {
            if (Read(body.AsSpan(at)) is { } marker)
            {
                return marker;
            }
        }

        return null;
    }

    private string? Read(ReadOnlySpan<char> text)
    {
        var length = Prefix.Length + MarkerLength + Suffix.Length;
        if (text.Length < length || !text[(Prefix.Length + MarkerLength)..].StartsWith(Suffix) || text[Prefix.Length + RandomLength] != '.')
        {
            return null;
        }

        var random = text.Slice(Prefix.Length, RandomLength).ToString();
        var mac = Encoding.UTF8.GetBytes(text.Slice(Prefix.Length + RandomLength + 1, RandomLength).ToString());
        return CryptographicOperations.FixedTimeEquals(mac, Encoding.UTF8.GetBytes(MacOf(random))) ? text[..length].ToString() : null;
    }

    private string MacOf(string random)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key(), Encoding.UTF8.GetBytes(random), mac);
        return Base64Url.EncodeToString(mac[..MacBytes]);
    }
}
