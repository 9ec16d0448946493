using System.Collections.Frozen;

namespace GitSync;

/// <summary>Names of the rules and outcomes that an operation's explanation cites.</summary>
public enum SyncRule
{
    /// <summary>Nothing stood against it.</summary>
    Accepted,

    /// <summary>Its project or repository is not connected.</summary>
    NotConnected,

    /// <summary>The repository belongs to another installation than the webhook names.</summary>
    ForeignInstallation,

    /// <summary>Sync is switched off for the repository.</summary>
    SyncOff,

    /// <summary>The installation is suspended or removed.</summary>
    InstallationSuspended,

    /// <summary>The routing left this record or object out.</summary>
    FilteredOut,

    /// <summary>The outbound policy does not let this text leave.</summary>
    OutboundClosed,

    /// <summary>The resource was deleted or moved away.</summary>
    Gone,

    /// <summary>The resource was already deleted by another operation.</summary>
    AlreadyGone,

    /// <summary>A later state of GitHub's object is known.</summary>
    Outdated,

    /// <summary>The same second and the same content.</summary>
    SameMomentSameContent,

    /// <summary>The same second, other content, the other one is still queued: it reads GitHub and covers both.</summary>
    SameMomentCovered,

    /// <summary>The same second, other content, the other one has started: GitHub is read.</summary>
    SameMomentFetch,

    /// <summary>The other form of the same pull request is still queued; their clocks cannot be compared, so that one reads GitHub.</summary>
    OtherFormCovered,

    /// <summary>The record was modified later, and the whole record counts.</summary>
    RecordNewer,

    /// <summary>The record was modified later; the merge decides per field.</summary>
    RecordNewerMerge,

    /// <summary>A refresh while an inbound operation is queued: that one reads GitHub.</summary>
    RefreshCovered,

    /// <summary>It covers older queued operations.</summary>
    Supersedes,

    /// <summary>A newer operation covers it.</summary>
    Superseded,

    /// <summary>The state from GitHub equals the base: our own change coming back, or nothing new.</summary>
    Echo,

    /// <summary>Both sides already had equal content.</summary>
    InStep,

    /// <summary>Differences were merged and written.</summary>
    Merged,

    /// <summary>A field that both sides had changed waits for a person.</summary>
    NeedsDecision,

    /// <summary>The record was made from GitHub's object.</summary>
    CreatedInApp,

    /// <summary>The object was made on GitHub.</summary>
    CreatedOnGitHub,

    /// <summary>An object found by its marker was linked.</summary>
    Adopted,

    /// <summary>The deletion was carried over, or kept from being, by policy.</summary>
    Deleted,

    /// <summary>The application's record is not there.</summary>
    RecordMissing,

    /// <summary>It waits and is tried again.</summary>
    Retry,

    /// <summary>GitHub asked to wait.</summary>
    Limited,

    /// <summary>It failed for good.</summary>
    Failed,

    /// <summary>Writes to GitHub are switched off; it waits.</summary>
    WritesOff,

    /// <summary>In shadow mode nothing is written to GitHub.</summary>
    Shadowed,

    /// <summary>Too much was closed or deleted at once; a person has to look.</summary>
    BreakerOpen,

    /// <summary>The record is private: what had left for GitHub was taken back, and nothing is synchronised until the policy grants it again.</summary>
    Withdrawn,

    /// <summary>An administrator took it out of the queue.</summary>
    CanceledByAdministrator,

    /// <summary>Its lane is paused; it waits.</summary>
    Paused,

    /// <summary>The record whose deletion was announced is there: it was made anew from GitHub's object, or the deletion was taken back.</summary>
    RecordThere,
}

/// <summary>Names of rules as stores keep them.</summary>
public static class SyncRules
{
    private static readonly string[] Names = Enum.GetNames<SyncRule>();

    private static readonly FrozenDictionary<string, SyncRule> ByName = Enum.GetValues<SyncRule>().ToFrozenDictionary(rule => rule.ToString());

    /// <summary>The rule's name; null for none.</summary>
    public static string? NameOf(SyncRule? rule) => rule is { } known ? Names[(int)known] : null;

    /// <summary>The rule of a name; null for none and for a name of a newer version.</summary>
    public static SyncRule? Find(string? name) => name is not null && ByName.TryGetValue(name, out var rule) ? rule : null;
}
