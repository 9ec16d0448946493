using System.Collections.Concurrent;

namespace GitSync.Testing;

/// <summary>
/// Users in memory, with the semantics that <see cref="IUserDirectory"/> asks for: accounts by numeric id where it is known, placeholders for those that
/// nobody has claimed. Also keeps user tokens. Thread-safe.
/// </summary>
public sealed class InMemoryUserDirectory : IUserDirectory, IUserTokens
{
    private readonly ConcurrentDictionary<string, string> _usersByLogin = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<long, string> _usersById = new();
    private readonly ConcurrentDictionary<string, string> _logins = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, UserToken> _tokens = new(StringComparer.Ordinal);

    /// <summary>Whether accounts that nobody has claimed get a placeholder; otherwise they are unknown.</summary>
    public bool KeepsPlaceholders { get; init; }

    /// <summary>The user id of an account's placeholder.</summary>
    public static string PlaceholderOf(string login) => "placeholder-" + login;

    /// <summary>Adds a user, or lets an account be that user's from now on. Call <see cref="IReattribution"/> afterwards.</summary>
    /// <param name="userId">The application's id.</param>
    /// <param name="account">The account, or null for a user without one.</param>
    /// <param name="name">The name to show, or null for the id.</param>
    /// <param name="token">A GitHub user access token, or null.</param>
    public void Add(string userId, GitHubAccount? account = null, string? name = null, string? token = null)
    {
        if (account is { } known)
        {
            _usersByLogin[known.Login] = userId;
            _logins[userId] = known.Login;
            if (known.Id is { } id)
            {
                _usersById[id] = userId;
            }
        }

        if (name is not null)
        {
            _names[userId] = name;
        }

        if (token is not null)
        {
            _tokens[userId] = new UserToken(token);
        }
    }

    /// <inheritdoc />
    public ValueTask<string?> FindUserIdAsync(GitHubAccount account, CancellationToken cancellationToken)
    {
        var isKnown = (account.Id is { } id && _usersById.TryGetValue(id, out var user)) || _usersByLogin.TryGetValue(account.Login, out user);
        return ValueTask.FromResult(isKnown ? user : null);
    }

    /// <inheritdoc />
    public ValueTask<string?> FindOrAddPlaceholderAsync(GitHubAccount account, CancellationToken cancellationToken)
    {
        if (!KeepsPlaceholders)
        {
            return ValueTask.FromResult<string?>(null);
        }

        var placeholder = PlaceholderOf(account.Login);
        _logins[placeholder] = account.Login;
        return ValueTask.FromResult<string?>(placeholder);
    }

    /// <inheritdoc />
    public ValueTask<string?> FindLoginAsync(string userId, CancellationToken cancellationToken) => ValueTask.FromResult(_logins.GetValueOrDefault(userId));

    /// <inheritdoc />
    public ValueTask<string?> FindNameAsync(string userId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<string?>(_names.GetValueOrDefault(userId, userId));

    /// <inheritdoc />
    public ValueTask<UserToken?> FindTokenAsync(string userId, CancellationToken cancellationToken) => ValueTask.FromResult(_tokens.GetValueOrDefault(userId));
}
