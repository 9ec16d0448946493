using System.Security.Claims;

namespace GitSync.Dashboard;

/// <summary>
/// Who may do what. The policy of the mapping lets people look; each of these, where it is set, is asked besides, with every request that needs it.
/// A permission that is not set is everybody's who may look.
/// </summary>
public sealed class DashboardOptions
{
    /// <summary>
    /// The policy for seeing the bodies of webhooks and of records; every look at a webhook's is written to the audit log. Titles, labels and the like are
    /// seen by everybody who may look: without them no page says what it is about.
    /// </summary>
    public string? ViewPayloadPolicy { get; set; }

    /// <summary>The policy for queuing errored operations again, and for reading a resource from GitHub again.</summary>
    public string? RetryPolicy { get; set; }

    /// <summary>The policy for taking operations out of the queue.</summary>
    public string? CancelPolicy { get; set; }

    /// <summary>The policy for running stored webhooks again, and for asking GitHub to send one again.</summary>
    public string? ReplayPolicy { get; set; }

    /// <summary>The policy for switching lanes, repositories and writes to GitHub off and on.</summary>
    public string? PausePolicy { get; set; }

    /// <summary>
    /// Whether a person sees what belongs to a GitHub App's installation (null: what belongs to none or to all, such as the audit log, other people's runs
    /// and GitHub's list of webhooks). Not set: everything. Counts and pictures of the whole store stay visible. Called with every request, so it has to be
    /// quick; thread-safe.
    /// </summary>
    public Func<ClaimsPrincipal, long?, bool>? SeesInstallation { get; set; }

    /// <summary>Whether any of them is set.</summary>
    internal bool HasPolicies => (ViewPayloadPolicy ?? RetryPolicy ?? CancelPolicy ?? ReplayPolicy ?? PausePolicy) is not null;

    internal string? PolicyOf(Permission permission) => permission switch
    {
        Permission.ViewPayload => ViewPayloadPolicy,
        Permission.Retry => RetryPolicy,
        Permission.Cancel => CancelPolicy,
        Permission.Replay => ReplayPolicy,
        Permission.Pause => PausePolicy,
        _ => throw new ArgumentOutOfRangeException(nameof(permission), permission, "Unknown permission."),
    };
}

/// <summary>What a person can be allowed beyond looking.</summary>
internal enum Permission
{
    /// <summary>Bodies of webhooks and records.</summary>
    ViewPayload,

    /// <summary>Queue again, read again.</summary>
    Retry,

    /// <summary>Take out of the queue.</summary>
    Cancel,

    /// <summary>Run a webhook again.</summary>
    Replay,

    /// <summary>Switch off and on.</summary>
    Pause,
}
