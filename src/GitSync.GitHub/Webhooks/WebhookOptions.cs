using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>How webhooks are taken in. Bound from configuration section <c>GitSync:GitHub:Webhooks</c> and validated at start.</summary>
public sealed class WebhookOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "GitSync:GitHub:Webhooks";

    /// <summary>25 MB: GitHub never sends a larger payload.</summary>
    public const int GitHubMaximumBodyBytes = 25 * 1024 * 1024;

    /// <summary>The most secrets that may hold at once; each one costs an HMAC over the body of an unsigned request.</summary>
    public const int MaximumSecrets = 8;

    /// <summary>
    /// The webhook's secrets. Several hold at once, so that a secret can be rotated: add the new one here, change it at GitHub, remove the
    /// old one after three days, when nothing signed with it can be redelivered any more.
    /// </summary>
    /// <value>Default empty: every delivery is refused as unsigned.</value>
    public IList<string> Secrets { get; } = [];

    /// <summary>The longest body that is read, in bytes.</summary>
    /// <value>Default 26,214,400 bytes (25 MB), GitHub's own cap; 1,024 bytes to that.</value>
    public int MaximumBodyBytes { get; set; } = GitHubMaximumBodyBytes;
}

/// <summary>Stops the host at start with a sentence that names the key.</summary>
internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        var failures = new List<string>();
        if (options.Secrets.Any(string.IsNullOrWhiteSpace))
        {
            failures.Add($"{WebhookOptions.SectionName}:Secrets must not hold an empty secret: everybody could sign with it.");
        }

        if (options.Secrets.Count > WebhookOptions.MaximumSecrets)
        {
            failures.Add($"{WebhookOptions.SectionName}:Secrets must hold at most {WebhookOptions.MaximumSecrets} secrets.");
        }

        if (options.MaximumBodyBytes is < 1024 or > WebhookOptions.GitHubMaximumBodyBytes)
        {
            failures.Add($"{WebhookOptions.SectionName}:MaximumBodyBytes must be 1024 to {WebhookOptions.GitHubMaximumBodyBytes} bytes.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
