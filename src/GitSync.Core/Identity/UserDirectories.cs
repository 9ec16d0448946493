namespace GitSync;

/// <summary>How the directory is asked about people who take part.</summary>
internal static class UserDirectories
{
    /// <summary>The user, else the placeholder, else null.</summary>
    public static async ValueTask<string?> ResolveAsync(this IUserDirectory users, GitHubAccount account, CancellationToken cancellationToken) =>
        await users.FindUserIdAsync(account, cancellationToken).ConfigureAwait(false)
            ?? await users.FindOrAddPlaceholderAsync(account, cancellationToken).ConfigureAwait(false);

    /// <summary>User ids as they come back from GitHub by now: somebody may have claimed a placeholder, or lost an account.</summary>
    /// <param name="users">The directory.</param>
    /// <param name="userIds">Users and placeholders.</param>
    /// <param name="keepsUnknown">Whether those without an account stay.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<NameSet> AsReadBackAsync(
        this IUserDirectory users, NameSet userIds, bool keepsUnknown, CancellationToken cancellationToken)
    {
        var now = new List<string>(userIds.Count);
        foreach (var user in userIds)
        {
            var login = await users.FindLoginAsync(user, cancellationToken).ConfigureAwait(false);
            var present = login is null ? null : await users.ResolveAsync(new GitHubAccount(login), cancellationToken).ConfigureAwait(false);
            if ((present ?? (keepsUnknown ? user : null)) is { } kept)
            {
                now.Add(kept);
            }
        }

        return NameSet.Of(now);
    }
}
