namespace GitSync;

/// <summary>
/// A fixed order of remote states for the one case in which GitHub's clock cannot order them and GitHub cannot be read: so that every
/// replay of the same events, in any order, ends alike.
/// </summary>
/// <remarks>The pull request's form knows more than the issue's, then the later second, then the content's hash.</remarks>
internal static class RemoteOrder
{
    /// <summary>Whether a whole state comes after another; anything comes after no state.</summary>
    public static bool IsAfter(RemoteItem? item, RemoteItem? other) => Whole(item) is { } mine
        && (Whole(other) is not { } theirs || Key(mine).CompareTo(Key(theirs)) > 0);

    /// <summary>Whether a state comes after the base.</summary>
    public static bool IsAfter(RemoteItem item, LaneBase agreed) =>
        Key(item).CompareTo((agreed.RemoteKind, agreed.UpdatedAt, agreed.Hash)) > 0;

    private static RemoteItem? Whole(RemoteItem? item) => item is { IsPartial: false } ? item : null;

    private static (RemoteKind Kind, GitHubTime UpdatedAt, ContentHash Hash) Key(RemoteItem item) =>
        (item.Kind, item.UpdatedAt, ContentHash.Of(item));
}
