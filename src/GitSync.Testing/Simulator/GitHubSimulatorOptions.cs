namespace GitSync.Testing.Simulator;

/// <summary>How a <see cref="GitHubSimulator"/> behaves. Set them before it is built; every value has a default.</summary>
public sealed class GitHubSimulatorOptions
{
    /// <summary>The id of the GitHub App under test.</summary>
    /// <value>Default 1001.</value>
    public long AppId { get; set; } = 1001;

    /// <summary>The App's key in PEM form (the public half is enough). With it, App JWTs are checked as GitHub checks them:
    /// RS256, issuer, not expired and at most ten minutes ahead.</summary>
    /// <value>Default <see langword="null"/>: anything shaped like a JWT is accepted.</value>
    public string? AppKeyPem { get; set; }

    /// <summary>Whether any login can be assigned. GitHub answers 422 for those without access to the repository.</summary>
    /// <value>Default <see langword="false"/>: only logins that the simulator has seen.</value>
    public bool AnyoneIsAssignable { get; set; }

    /// <summary>The login of the App's bot user: author of what its tokens write, and sender of the webhooks about it.</summary>
    /// <value>Default <c>gitsync[bot]</c>.</value>
    public string BotLogin { get; set; } = "gitsync[bot]";

    /// <summary>Tokens accepted besides the issued ones (token to login), as personal access tokens are. They see every
    /// repository.</summary>
    /// <value>Default empty.</value>
    public IDictionary<string, string> StaticTokens { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The secret webhooks are signed with.</summary>
    /// <value>Default <c>simulator-secret</c>. Empty: webhooks carry no signature.</value>
    public string WebhookSecret { get; set; } = "simulator-secret";

    /// <summary>Where webhooks are posted to; <see cref="GitHubSimulator.SendWebhooksTo(IWebhookSink)"/> is for receivers in the same
    /// process.</summary>
    /// <value>Default <see langword="null"/>: deliveries fail (and can be redelivered later) until a receiver is set.</value>
    public Uri? WebhookTarget { get; set; }

    /// <summary>The webhook events the App is subscribed to.</summary>
    /// <value>Default <see langword="null"/>: all.</value>
    public IReadOnlySet<string>? WebhookEvents { get; set; }

    /// <summary>The clock. Everything written down is cut to whole seconds, as GitHub does.</summary>
    /// <value>Default <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The seed of everything random: GUIDs, tokens, probabilities of faults.</summary>
    /// <value>Default 1.</value>
    public int Seed { get; set; } = 1;

    /// <summary>The largest page a list answers with; a larger <c>per_page</c> is cut to it.</summary>
    /// <value>Default 100 objects, GitHub's own limit.</value>
    public int MaxPageSize { get; set; } = 100;

    /// <summary>Requests per hour and installation (the primary rate limit). 304 answers do not count.</summary>
    /// <value>Default 5000 requests. 0: off.</value>
    public int RateLimitPerHour { get; set; } = 5000;

    /// <summary>Writes per minute and installation before the secondary rate limit refuses (GitHub: 80).</summary>
    /// <value>Default 0: off.</value>
    public int ContentWritesPerMinute { get; set; }

    /// <summary>The status of a secondary refusal; GitHub uses both 403 and 429.</summary>
    /// <value>Default 403.</value>
    public int SecondaryLimitStatus { get; set; } = 403;

    /// <summary>The <c>retry-after</c> of a secondary refusal.</summary>
    /// <value>Default one minute. Zero: no such header.</value>
    public TimeSpan SecondaryLimitRetryAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an installation token lives.</summary>
    /// <value>Default one hour.</value>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Base of the <c>url</c> fields, and of Link and Location headers when a request names no base of its own.</summary>
    /// <value>Default <c>https://api.github.test/</c>.</value>
    public Uri ApiUrl { get; set; } = new("https://api.github.test/");

    /// <summary>Base of the <c>html_url</c> fields; point it at a page that shows the simulator's issues.</summary>
    /// <value>Default <c>https://github.test/</c>.</value>
    public Uri HtmlUrl { get; set; } = new("https://github.test/");
}
