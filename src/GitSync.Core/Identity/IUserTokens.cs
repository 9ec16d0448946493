namespace GitSync;

/// <summary>A user's access token. It does not show itself: logs and messages get three dots.</summary>
/// <param name="value">The token.</param>
public sealed class UserToken(string value)
{
    /// <summary>Whether it can stand in a header: visible ASCII.</summary>
    internal bool IsSendable => value is { Length: > 0 } && value.All(character => character is > ' ' and < '\x7f');

    /// <summary>The token itself, for the request's header and nothing else.</summary>
    public string Reveal() => value;

    /// <inheritdoc />
    public override string ToString() => "…";
}

/// <summary>
/// GitHub user access tokens of the application's users: what a user with a token writes is written as that user. A user may implement it.
/// Thread-safe.
/// </summary>
/// <remarks>
/// See <see href="https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app"/>.
/// Asked before every write; refresh what expires here.
/// </remarks>
public interface IUserTokens
{
    /// <summary>A user's token, or null: then the App writes, with an attribution line where it creates.</summary>
    ValueTask<UserToken?> FindTokenAsync(string userId, CancellationToken cancellationToken);
}

/// <summary>How tokens are asked for.</summary>
public static class UserTokens
{
    /// <summary>A user's token, or null: also for one that cannot be sent.</summary>
    public static async ValueTask<UserToken?> FindSendableAsync(this IUserTokens tokens, string userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return await tokens.FindTokenAsync(userId, cancellationToken).ConfigureAwait(false) is { IsSendable: true } token ? token : null;
    }
}

/// <summary>The default: nobody has a token, the App writes everything.</summary>
public sealed class NoUserTokens : IUserTokens
{
    /// <inheritdoc />
    public ValueTask<UserToken?> FindTokenAsync(string userId, CancellationToken cancellationToken) => ValueTask.FromResult<UserToken?>(null);
}
