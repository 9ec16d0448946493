using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>
/// Maps mentions between GitHub's logins and the application's user ids, token by token; unknown names stay as they are (ADR 19). Thread-safe.
/// </summary>
internal sealed class MentionMapping(IUserDirectory users, IOptions<GitSyncOptions> options)
{
    /// <summary>More names than this in one body are no conversation; such a body is left as it is.</summary>
    public const int MaximumNames = 100;

    /// <summary>GitHub's text as the record holds it, and what was mapped in it: from login to user id, null for nothing.</summary>
    public async ValueTask<(string Text, IReadOnlyDictionary<string, string>? Mentions)> ToAppAsync(string text, CancellationToken cancellationToken)
    {
        var names = MentionText.NamesIn(text);
        if (names.Count is 0 or > MaximumNames)
        {
            return (text, null);
        }

        Dictionary<string, string> inward = [];
        foreach (var login in names)
        {
            // One to one, so that it can be turned back.
            if (await users.FindUserIdAsync(new GitHubAccount(login), cancellationToken).ConfigureAwait(false) is { } user
                && user != login
                && MentionText.IsName(user)
                && !names.Contains(user)
                && await users.FindLoginAsync(user, cancellationToken).ConfigureAwait(false) == login)
            {
                inward[login] = user;
            }
        }

        return inward.Count == 0 ? (text, null) : (MentionText.Replace(text, inward), inward);
    }

    /// <summary>The record's text as GitHub gets it.</summary>
    /// <param name="body">The record's text.</param>
    /// <param name="current">GitHub's text now, without our trailer; null for an object that is just being created.</param>
    /// <param name="known">Mentions that stand or stood on GitHub, from login to user id; a later entry goes before an earlier one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<string> ToGitHubAsync(
        string body, string? current, IReadOnlyCollection<IReadOnlyDictionary<string, string>?> known, CancellationToken cancellationToken)
    {
        var names = MentionText.NamesIn(body);
        if (names.Count == 0)
        {
            return body;
        }

        // What was mapped on the way in is turned back as it was, whatever the directory says by now.
        Dictionary<string, string> outward = [];
        foreach (var (login, user) in known.OfType<IReadOnlyDictionary<string, string>>().SelectMany(each => each))
        {
            outward[user] = login;
        }

        if (options.Value.Mentions.Outward && names.Count <= MaximumNames)
        {
            // A mention notifies: a new one goes out only by decision. What stands there as a plain word stays one.
            var literal = current is null ? [] : MentionText.NamesIn(current);
            foreach (var name in names.Where(name => !outward.ContainsKey(name) && !literal.Contains(name)))
            {
                if (await users.FindLoginAsync(name, cancellationToken).ConfigureAwait(false) is { } login && login != name && MentionText.IsName(login))
                {
                    outward[name] = login;
                }
            }
        }

        return MentionText.Replace(body, outward);
    }
}
