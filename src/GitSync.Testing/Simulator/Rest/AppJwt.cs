using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>Checks the JWT an App proves itself with: RS256, issued by this App, not expired, valid for ten minutes at most.</summary>
internal static class AppJwt
{
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(10);

    /// <summary>How far the App's clock may run ahead.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    public static bool Accepts(string token, GitHubSimulatorOptions options, DateTimeOffset now)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
            return false;
        if (options.AppKeyPem is null)
            return true;
        try
        {
            return Read(parts[0])["alg"]?.GetValue<string>() == "RS256"
                && Signed(parts, options.AppKeyPem)
                && Claims(Read(parts[1]), options.AppId, now);
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    private static bool Claims(JsonObject claims, long appId, DateTimeOffset now)
    {
        var issuer = claims["iss"]?.ToString();
        var (issued, expires) = (Time(claims["iat"]), Time(claims["exp"]));
        return issuer == appId.ToString(CultureInfo.InvariantCulture)
            && issued <= now + Skew
            && expires > now
            && expires <= now + MaxLifetime;
    }

    private static DateTimeOffset? Time(JsonNode? node) =>
        node is null ? null : DateTimeOffset.FromUnixTimeSeconds((long)node.GetValue<double>());

    private static bool Signed(string[] parts, string pem)
    {
        using var key = RSA.Create();
        key.ImportFromPem(pem);
        return key.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
            Base64Url.DecodeFromChars(parts[2]),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1);
    }

    private static JsonObject Read(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part)) as JsonObject ?? [];
}
