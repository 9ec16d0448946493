namespace GitSync;

/// <summary>How often a lane was written back to GitHub after changes from there. Kept in its link.</summary>
/// <param name="Since">When the counting began, UTC.</param>
/// <param name="Count">How often since then.</param>
public sealed record Swings(DateTimeOffset Since, int Count)
{
    /// <summary>One more. Pure.</summary>
    internal static Swings After(Swings? before, DateTimeOffset now, TimeSpan window) =>
        before is { } known && known.Since + window > now ? known with { Count = known.Count + 1 } : new Swings(now, 1);
}
