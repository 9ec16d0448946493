namespace GitSync;

/// <summary>How the directory is asked about people who take part.</summary>
internal static class UserDirectories
{
    /// <summary>The user, else the placeholder, else null.</summary>
    public static async ValueTask<string?> ResolveAsync(this IUserDirectory users, GitHubAccount account, CancellationToken cancellationToken) =>
        await users.FindUserIdAsync(account, cancellationToken).ConfigureAwait(false)
            ?? await users.FindOrAddPlaceholderAsync(account, cancellationToken).ConfigureAwait(false);
}
