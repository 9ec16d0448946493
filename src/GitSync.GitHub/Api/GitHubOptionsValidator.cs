using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>Stops the host at start with a sentence that names the key and never its value.</summary>
internal sealed class GitHubOptionsValidator : IValidateOptions<GitHubOptions>
{
    private const string Section = GitHubOptions.SectionName;

    public ValidateOptionsResult Validate(string? name, GitHubOptions options)
    {
        var failures = new List<string>();
        Require(
            options.ApiBaseAddress is { IsAbsoluteUri: true, Scheme: "https" } or { IsAbsoluteUri: true, Scheme: "http", IsLoopback: true },
            $"{Section}:ApiBaseAddress must be an https address: tokens are sent there. Plain http is for this machine alone.");
        Require(
            options.RequestTimeout >= TimeSpan.FromSeconds(1) && options.RequestTimeout <= TimeSpan.FromMinutes(1),
            $"{Section}:RequestTimeout must be 1 second to 1 minute.");
        Require(options.PageSize is >= 1 and <= 100, $"{Section}:PageSize must be 1 to 100.");
        Require(options.MaximumWritesPerMinute >= 0, $"{Section}:MaximumWritesPerMinute must be 0 (no bound) or more.");
        Require(options.MaximumWritesPerHour >= 0, $"{Section}:MaximumWritesPerHour must be 0 (no bound) or more.");
        Require(options.ReservedShare is >= 0 and <= 0.9, $"{Section}:ReservedShare must be 0 to 0.9.");
        Require(
            options.ProductName is { Length: > 0 } product
                && product.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'),
            $"{Section}:ProductName must consist of letters, digits, '-', '_' and '.'.");
        var hasToken = !string.IsNullOrWhiteSpace(options.Token);
        Require(
            hasToken != options.UsesApp,
            $"Set either {Section}:AppId with {Section}:PrivateKeyPem or {Section}:PrivateKeyPath, or {Section}:Token.");
        if (options.UsesApp)
        {
            Require(
                string.IsNullOrWhiteSpace(options.PrivateKeyPem) != string.IsNullOrWhiteSpace(options.PrivateKeyPath),
                $"{Section}:AppId needs either {Section}:PrivateKeyPem or {Section}:PrivateKeyPath.");
            if (failures.Count == 0)
            {
                RequireKey();
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void RequireKey()
        {
            var key = string.IsNullOrWhiteSpace(options.PrivateKeyPem) ? "PrivateKeyPath" : "PrivateKeyPem";
            try
            {
                AppKey.Read(options).Dispose();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                failures.Add($"{Section}:{key} names a file that cannot be read.");
            }
            catch (Exception exception) when (exception is ArgumentException or CryptographicException)
            {
                failures.Add($"{Section}:{key} holds no RSA private key in PEM form.");
            }
        }

        void Require(bool holds, string sentence)
        {
            if (!holds)
            {
                failures.Add(sentence);
            }
        }
    }
}
