using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GitSync.GitHub;

/// <summary>GitHub's webhook signature: <c>X-Hub-Signature-256: sha256=</c> and the HMAC-SHA-256 of the raw body in hexadecimal.</summary>
/// <remarks>
/// It covers the body only: neither the GUID nor the event's name is signed. The older <c>X-Hub-Signature</c> (SHA-1) is not accepted.
/// See <see href="https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries"/>. Thread-safe.
/// </remarks>
public static class WebhookSignature
{
    private const string Prefix = "sha256=";

    /// <summary>Whether the header signs exactly these bytes with one of the secrets. Takes the same time wherever it differs; never throws.</summary>
    /// <param name="header">The header as received, or null when it is missing.</param>
    /// <param name="body">The raw body, before any decoding.</param>
    /// <param name="secrets">The secrets that hold; empty ones do not count.</param>
    public static bool IsValid(string? header, ReadOnlySpan<byte> body, IEnumerable<string> secrets) => Describe(header, body, secrets) is not null;

    /// <summary>As <see cref="IsValid"/>, with the place of the secret that holds among those that count; null when none does.</summary>
    internal static string? Describe(string? header, ReadOnlySpan<byte> body, IEnumerable<string> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!TryRead(header, claimed))
        {
            return null;
        }

        // Every secret is tried, so that the time does not tell which one holds.
        var (held, tried) = (0, 0);
        Span<byte> actual = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var secret in secrets)
        {
            if (!string.IsNullOrWhiteSpace(secret))
            {
                tried++;
                HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, actual);
                held = CryptographicOperations.FixedTimeEquals(claimed, actual) ? tried : held;
            }
        }

        return held == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"valid (sha256, secret {held} of {tried})");
    }

    /// <summary>The header that GitHub would send for this body; for tests and simulators.</summary>
    /// <param name="body">The raw body.</param>
    /// <param name="secret">The secret.</param>
    public static string Sign(ReadOnlySpan<byte> body, string secret) =>
        Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    private static bool TryRead(string? header, Span<byte> signature) =>
        header is not null
        && header.Length == Prefix.Length + (2 * signature.Length)
        && header.StartsWith(Prefix, StringComparison.Ordinal)
        && Convert.FromHexString(header.AsSpan(Prefix.Length), signature, out _, out _) == System.Buffers.OperationStatus.Done;
}
