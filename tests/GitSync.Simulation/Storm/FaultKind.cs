namespace GitSync.Simulation;

/// <summary>What goes wrong. A shorter history is looked for by leaving kinds out.</summary>
[Flags]
internal enum FaultKind
{
    None = 0,

    /// <summary>Webhooks are lost, doubled and overtaken.</summary>
    Webhooks = 1 << 0,

    /// <summary>Webhooks come days late, or again under a new GUID.</summary>
    Replays = 1 << 1,

    /// <summary>Webhooks without a signature, with a wrong one, or for an installation that is not the repository's.</summary>
    Forgeries = 1 << 2,

    /// <summary>Answers are lost, broken off or errors, before and after the request was applied.</summary>
    Answers = 1 << 3,

    /// <summary>403 and 429 with a time to wait.</summary>
    Limits = 1 << 4,

    /// <summary>Reads are behind: 404 and former states.</summary>
    Lag = 1 << 5,

    /// <summary>Issues are switched off for a while: 410.</summary>
    Gone = 1 << 6,

    /// <summary>A repository is renamed: redirects.</summary>
    Redirects = 1 << 7,

    /// <summary>Tokens are revoked before their time.</summary>
    Tokens = 1 << 8,

    /// <summary>An installation is suspended for a while.</summary>
    Suspension = 1 << 9,

    /// <summary>Processes are killed at any gate.</summary>
    Crashes = 1 << 10,

    /// <summary>Processes sleep beyond their lease.</summary>
    Sleep = 1 << 11,

    /// <summary>Clocks are set by up to ten minutes.</summary>
    Clocks = 1 << 12,

    /// <summary>The App's access to a repository is taken away for a while: 404 for everything.</summary>
    Access = 1 << 13,

    /// <summary>GitHub refuses a write as invalid: 422.</summary>
    Refusals = 1 << 14,

    /// <summary>A repository goes over to another account with an installation of its own, and back.</summary>
    Transfers = 1 << 15,

    All = (1 << 16) - 1,
}
