namespace GitSync.GitHub;

/// <summary>How GitHub is reached. Bound from configuration section <c>GitSync:GitHub</c> and validated at start.</summary>
/// <remarks>Either a GitHub App (<see cref="AppId"/> and its private key) or a <see cref="Token"/>, not both.</remarks>
public sealed class GitHubOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "GitSync:GitHub";

    /// <summary>The named HTTP client that is used; a test or proxy can give it another primary handler.</summary>
    /// <remarks>It writes no log of its own, since at the lowest level that would hold tokens; what GitHub refuses is logged without it.</remarks>
    public const string HttpClientName = "GitSync.GitHub";

    /// <summary>Where the REST API is. Used exactly as given; for GitHub Enterprise Server <c>https://HOST/api/v3/</c>.</summary>
    /// <value>Default <c>https://api.github.com/</c>.</value>
    public Uri ApiBaseAddress { get; set; } = new("https://api.github.com/");

    /// <summary>The GitHub App's id or client id: the issuer of its tokens. Null when <see cref="Token"/> is used.</summary>
    /// <value>Default null.</value>
    public string? AppId { get; set; }

    /// <summary>The App's private key as PEM text; line breaks may be written as <c>\n</c>, as environment variables often hold them.</summary>
    /// <value>Default null.</value>
    public string? PrivateKeyPem { get; set; }

    /// <summary>The file that holds the App's private key as PEM text; instead of <see cref="PrivateKeyPem"/>.</summary>
    /// <value>Default null.</value>
    public string? PrivateKeyPath { get; set; }

    /// <summary>A personal access token, instead of an App.</summary>
    /// <value>Default null.</value>
    public string? Token { get; set; }

    /// <summary>The name that GitHub sees in the User-Agent header.</summary>
    /// <value>Default <c>GitSync</c>.</value>
    public string ProductName { get; set; } = "GitSync";

    /// <summary>How long an answer is waited for.</summary>
    /// <remarks>GitHub itself ends a request after 10 seconds, so a shorter wait only makes outcomes unknown.</remarks>
    /// <value>Default 12 seconds; 1 second to 1 minute. Must stay below the worker's lease.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>Items per page of a listing.</summary>
    /// <value>Default 100, GitHub's maximum; 1 to 100.</value>
    public int PageSize { get; set; } = 100;

    /// <summary>How many writes are sent for an installation in any minute, by all hosts together; 0 for no bound.</summary>
    /// <remarks>GitHub allows 80 requests a minute that create content. A quarter of them is sent at once, the rest follows evenly.</remarks>
    /// <value>Default 80.</value>
    public int MaximumWritesPerMinute { get; set; } = 80;

    /// <summary>How many writes are sent for an installation in any hour, by all hosts together; 0 for no bound.</summary>
    /// <remarks>GitHub allows 500 requests an hour that create content.</remarks>
    /// <value>Default 500.</value>
    public int MaximumWritesPerHour { get; set; } = 500;

    /// <summary>The share of an hour's requests that sweeps and backfills leave for users' edits.</summary>
    /// <value>Default 0.1; 0 to 0.9.</value>
    public double ReservedShare { get; set; } = 0.1;

    /// <summary>Whether the App is used rather than a token.</summary>
    internal bool UsesApp => !string.IsNullOrWhiteSpace(AppId);
}
