using System.Globalization;

namespace GitSync;

/// <summary>Says a decision in one sentence, with the values it compared. What the status endpoint, the log and the dashboard show.</summary>
public static class RuleExplanation
{
    /// <summary>The sentence for a decision about an arriving operation.</summary>
    /// <param name="decision">What was decided.</param>
    /// <param name="arrival">The operation it was decided about.</param>
    public static string Of(in RuleDecision decision, in Arrival arrival) => decision.Rule switch
    {
        SyncRule.NotConnected or SyncRule.ForeignInstallation or SyncRule.SyncOff or SyncRule.InstallationSuspended
            or SyncRule.FilteredOut or SyncRule.OutboundClosed => "Not synchronised: " + arrival.Admission.Reason,
        SyncRule.Gone => $"Dropped for {Short(decision.Related)}: the resource was deleted or moved by that operation.",
        SyncRule.AlreadyGone => $"Duplicate of {Short(decision.Related)}: the resource was already deleted or moved by that operation.",
        SyncRule.Outdated =>
            $"Dropped for {Short(decision.Related)}: its state of {Time(decision.There)} is later than this one of {Time(decision.Here)}.",
        SyncRule.SameMomentSameContent =>
            $"Duplicate of {Short(decision.Related)}: the same content in the same second, {Time(decision.Here)}.",
        SyncRule.SameMomentCovered =>
            $"Duplicate of {Short(decision.Related)}, which is still queued: other content in the same second, {Time(decision.Here)}, so that one reads GitHub.",
        SyncRule.SameMomentFetch =>
            $"Queued to read GitHub: {Short(decision.Related)} had other content in the same second, {Time(decision.Here)}.",
        SyncRule.OtherFormCovered =>
            $"Duplicate of {Short(decision.Related)}, which is still queued: an issue's and a pull request's times cannot be compared, so that one reads GitHub.",
        SyncRule.RecordNewer =>
            $"Dropped for {Short(decision.Related)}: the record was modified at {Time(decision.There)}, later than GitHub's {Time(decision.Here)}.",
        SyncRule.RecordNewerMerge =>
            $"Queued to read GitHub and merge: the record was modified at {Time(decision.There)}, later than GitHub's {Time(decision.Here)}.",
        SyncRule.RefreshCovered => $"Duplicate of {Short(decision.Related)}, which is still queued and will read GitHub.",
        SyncRule.Supersedes => $"Queued; it covers {Covered(decision)}.",
        SyncRule.Accepted => "Queued.",
        _ => throw new ArgumentOutOfRangeException(nameof(decision), decision.Rule, "This rule decides nothing on arrival."),
    };

    /// <summary>The sentence for an operation that a newer one covers.</summary>
    public static string SupersededBy(Guid newer) => $"Canceled by {Short(newer)}, which is newer and covers it.";

    /// <summary>An operation's id as sentences name it.</summary>
    public static string Short(Guid? id) => id is { } known ? "operation " + known.ToString("D", CultureInfo.InvariantCulture) : "another operation";

    /// <summary>A time as sentences name it: UTC, with milliseconds only where it has them.</summary>
    public static string Time(DateTimeOffset? time) => time is { } known
        ? known.ToUniversalTime().ToString(
            known.Millisecond == 0 ? "yyyy-MM-dd HH:mm:ss'Z'" : "yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : "an unknown time";

    private static string Covered(in RuleDecision decision) => (decision.CancelInbound, decision.CancelOutbound) switch
    {
        ({ } inbound, { } outbound) => $"{Short(inbound)} and {Short(outbound)}",
        ({ } inbound, null) => Short(inbound),
        (null, { } outbound) => Short(outbound),
        _ => "nothing",
    };
}
