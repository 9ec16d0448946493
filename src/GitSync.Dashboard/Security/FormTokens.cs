using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Security;

/// <summary>
/// What a form carries so that no other page can send it: a time and an HMAC over it and the person, under a key that all hosts on the store share.
/// Not ASP.NET Core's antiforgery, which needs services of the host's and keys that hosts have to be told to share (ADR 21). Thread-safe.
/// </summary>
internal sealed class FormTokens(IServiceProvider services)
{
    /// <summary>The name of the key in the store.</summary>
    private const string KeyName = "dashboard-forms";

    private const int TimeLength = sizeof(long);

    /// <summary>How long a page may stay open before it has to be loaded again.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromHours(12);

    private byte[]? _key;

    /// <summary>A token for the person of a request; null while the store, which keeps the key, is away.</summary>
    public async Task<string?> IssueAsync(HttpContext context)
    {
        if (await KeyAsync(context.RequestAborted) is not { } key)
        {
            return null;
        }

        var token = new byte[TimeLength + HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(token, (Now + Validity).ToUnixTimeSeconds());
        Sign(key, token.AsSpan(0, TimeLength), context.User).CopyTo(token, TimeLength);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Whether a form was made here, for this person, and not too long ago.</summary>
    public async Task<bool> IsGoodAsync(HttpContext context, string? token)
    {
        Span<byte> bytes = stackalloc byte[TimeLength + HMACSHA256.HashSizeInBytes];
        if (token is null || !Base64Url.IsValid(token) || !Base64Url.TryDecodeFromChars(token, bytes, out var length) || length != bytes.Length)
        {
            return false;
        }

        var read = bytes.ToArray();
        return await KeyAsync(context.RequestAborted) is { } key
            && CryptographicOperations.FixedTimeEquals(Sign(key, read.AsSpan(0, TimeLength), context.User), read.AsSpan(TimeLength))
            && BinaryPrimitives.ReadInt64BigEndian(read) >= Now.ToUnixTimeSeconds();
    }

    private DateTimeOffset Now => services.GetRequiredService<TimeProvider>().GetUtcNow();

    private static byte[] Sign(byte[] key, ReadOnlySpan<byte> time, ClaimsPrincipal user)
    {
        var person = $"{user.Identity?.AuthenticationType}\n{user.Identity?.Name}\n{user.FindFirstValue(ClaimTypes.NameIdentifier)}\n{user.FindFirstValue("sub")}";
        byte[] signed = [.. time, .. Encoding.UTF8.GetBytes(person)];
        return HMACSHA256.HashData(key, signed);
    }

    private async Task<byte[]?> KeyAsync(CancellationToken cancellationToken)
    {
        if (_key is { } known)
        {
            return known;
        }

        var candidate = new byte[HMACSHA256.HashSizeInBytes];
        services.GetRequiredService<RandomSource>().Fill(candidate);
        try
        {
            return _key = await services.GetRequiredService<ISyncStore>().GetOrAddSecretAsync(KeyName, candidate, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }
}
