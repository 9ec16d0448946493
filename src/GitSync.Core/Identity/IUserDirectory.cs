namespace GitSync;

/// <summary>An account of GitHub.</summary>
/// <param name="Login">The login at that moment; logins can change and pass to somebody else.</param>
/// <param name="Id">The numeric id, which stays; null where GitHub did not tell it along (assignees, mentions).</param>
public readonly record struct GitHubAccount(string Login, long? Id = null);

/// <summary>Maps GitHub accounts to the application's users. A user implements it. Thread-safe.</summary>
/// <remarks>
/// For authors and assignees whom nobody has claimed yet a directory may keep placeholders: user ids of its own making. When a person claims one,
/// change the mapping and call <see cref="IReattribution"/>.
/// </remarks>
public interface IUserDirectory
{
    /// <summary>The application's user id of an account, or null when nobody has claimed it: unknown never means nobody.</summary>
    ValueTask<string?> FindUserIdAsync(GitHubAccount account, CancellationToken cancellationToken);

    /// <summary>
    /// The user id of a placeholder for an account that nobody has claimed, the same every time; made now where there is none. Asked for authors and
    /// assignees, not for mentions. Null, as unless implemented: no placeholders are kept.
    /// </summary>
    ValueTask<string?> FindOrAddPlaceholderAsync(GitHubAccount account, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    /// <summary>The login of an application's user or placeholder, or null when there is none.</summary>
    ValueTask<string?> FindLoginAsync(string userId, CancellationToken cancellationToken);

    /// <summary>The name to show for a user in attribution lines, or null to name nobody. Unless implemented: the user id.</summary>
    ValueTask<string?> FindNameAsync(string userId, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(userId);
}

/// <summary>The default directory: the application's user ids are GitHub logins.</summary>
public sealed class LoginUserDirectory : IUserDirectory
{
    /// <inheritdoc />
    public ValueTask<string?> FindUserIdAsync(GitHubAccount account, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(account.Login);

    /// <inheritdoc />
    public ValueTask<string?> FindLoginAsync(string userId, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(userId);
}
