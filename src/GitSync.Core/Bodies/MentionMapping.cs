using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>
/// Maps mentions between GitHub's logins and the application's user ids, token by token; unknown names stay as they are (ADR 19). Thread-safe.
/// </summary>
internal sealed class MentionMapping(IUserDirectory users, IOptions<GitSyncOptions> options)
{
    /// <summary>More names than this in one body are no conversation; such a body is left as it is.</summary>
    public const int MaximumNames = 100;

    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>GitHub's text as the record holds it.</summary>
    public async ValueTask<string> ToAppAsync(string text, CancellationToken cancellationToken) =>
        MentionText.Replace(text, await InwardAsync(text, cancellationToken).ConfigureAwait(false));

    /// <summary>The record's text as GitHub gets it.</summary>
    /// <param name="body">The record's text.</param>
    /// <param name="current">GitHub's text now, without our trailer; null for an object that is just being created.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<string> ToGitHubAsync(string body, string? current, CancellationToken cancellationToken)
    {
        var names = MentionText.NamesIn(body);
        if (names.Count is 0 or > MaximumNames)
        {
            return body;
        }

        var there = current is null ? Nothing : await InwardAsync(current, cancellationToken).ConfigureAwait(false);
        var literal = current is null ? [] : MentionText.NamesIn(current);
        Dictionary<string, string> outward = [];
        foreach (var name in names)
        {
            if (await users.FindLoginAsync(name, cancellationToken).ConfigureAwait(false) is not { } login || login == name || !MentionText.IsName(login))
            {
                continue;
            }

            // A mention notifies: what is not on GitHub yet goes there only by decision. What stands there as a plain word stays one.
            if (there.ContainsKey(login) || (options.Value.Mentions.Outward && !literal.Contains(name)))
            {
                outward[name] = login;
            }
        }

        return MentionText.Replace(body, outward);
    }

    /// <summary>From login to user id, for the names of one text of GitHub. One to one, so that it can be turned back.</summary>
    private async ValueTask<Dictionary<string, string>> InwardAsync(string text, CancellationToken cancellationToken)
    {
        var names = MentionText.NamesIn(text);
        if (names.Count is 0 or > MaximumNames)
        {
            return Nothing;
        }

        Dictionary<string, string> inward = [];
        foreach (var login in names)
        {
            if (await users.FindUserIdAsync(new GitHubAccount(login), cancellationToken).ConfigureAwait(false) is { } user
                && user != login
                && MentionText.IsName(user)
                && !names.Contains(user)
                && await users.FindLoginAsync(user, cancellationToken).ConfigureAwait(false) == login)
            {
                inward[login] = user;
            }
        }

        return inward;
    }
}
