namespace GitSync;

/// <summary>What an explanation says about a merge: conflicts, and what GitHub did not take.</summary>
internal static class OutcomeSentences
{
    /// <summary>The fields that both sides had changed, and the end of the sentence.</summary>
    public static string Told(IReadOnlyList<FieldConflict> conflicts) => conflicts.Count == 0
        ? "."
        : $"; both had changed {string.Join(", ", conflicts.Select(Say))}.";

    private static string Say(FieldConflict conflict) => conflict.Winner switch
    {
        SyncSide.App => $"{conflict.Field} (the record's value stays)",
        SyncSide.GitHub => $"{conflict.Field} (GitHub's value stays)",
        null => $"{conflict.Field} (waits for a decision)",
        _ => throw new InvalidOperationException($"Unknown side {conflict.Winner}."),
    };

    /// <summary>GitHub drops labels, assignees and milestones silently without push access: the answer is compared with what was sent.</summary>
    public static string Ignored(ResourceContent sent, ResourceContent taken)
    {
        if (sent is not TaskContent wanted || taken is not TaskContent got)
        {
            return "";
        }

        string[] ignored =
        [
            .. wanted.Labels.Equals(got.Labels) ? Array.Empty<string>() : ["labels"],
            .. wanted.Assignees.Equals(got.Assignees) ? Array.Empty<string>() : ["assignees"],
            .. wanted.Milestone == got.Milestone ? Array.Empty<string>() : ["milestone"],
        ];
        return ignored.Length == 0 ? "" : $" GitHub did not take over: {string.Join(", ", ignored)} (does the App have write access?).";
    }
}
