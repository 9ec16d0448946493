using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GitSync.GitHub;

/// <summary>Signs the short tokens with which the App speaks for itself. Thread-safe.</summary>
/// <remarks>
/// See <see href="https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app"/>.
/// </remarks>
internal sealed class AppKey(IOptions<GitHubOptions> options, TimeProvider time)
{
    /// <summary>Issued in the past, so that a clock that runs ahead of GitHub's does no harm; as GitHub recommends.</summary>
    internal static readonly TimeSpan IssuedBefore = TimeSpan.FromSeconds(60);

    /// <summary>GitHub takes at most 10 minutes; one less for the clocks.</summary>
    internal static readonly TimeSpan ValidFor = TimeSpan.FromMinutes(9);

    /// <summary>A new token of the App.</summary>
    /// <remarks>The key is read each time: it happens about once an hour per installation, and a renewed key needs no restart.</remarks>
    public string CreateToken()
    {
        var now = time.GetUtcNow();
        using var rsa = Read(options.Value);

        // The key is disposed below, so its signature provider must not outlive it in a cache.
        var credentials = new SigningCredentials(new RsaSecurityKey(rsa), SecurityAlgorithms.RsaSha256)
        {
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.Value.AppId,
            IssuedAt = (now - IssuedBefore).UtcDateTime,
            Expires = (now + ValidFor).UtcDateTime,
            SigningCredentials = credentials,
        });
    }

    /// <summary>Reads the key.</summary>
    /// <exception cref="ArgumentException">It is no RSA key in PEM form.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RSA Read(GitHubOptions options)
    {
        var pem = string.IsNullOrWhiteSpace(options.PrivateKeyPem)
            ? File.ReadAllText(options.PrivateKeyPath!)
            : options.PrivateKeyPem.Replace("\\n", "\n", StringComparison.Ordinal);
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            _ = rsa.ExportParameters(includePrivateParameters: true);
            return rsa;
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
    }
}
