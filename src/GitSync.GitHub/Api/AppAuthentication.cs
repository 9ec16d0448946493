using System.Text.Json;
using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>A token, and whether it had been used before: only then can a 401 mean that it wore out.</summary>
internal readonly record struct AccessToken(string Value, bool WasCached);

/// <summary>
/// Gives tokens: the configured one, or those of the App's installations, kept until 5 minutes before they expire. Thread-safe.
/// </summary>
/// <remarks>
/// See <see href="https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app"/>.
/// </remarks>
internal sealed class AppAuthentication(GitHubApi api, AppKey key, IOptions<GitHubOptions> options, TimeProvider time)
{
    /// <summary>How many installations' tokens are kept; the one that was used longest ago gives way.</summary>
    public const int MaximumInstallations = 1_000;

    /// <summary>A token is renewed this long before it expires, so that no request outlives it.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(5);

    /// <summary>How long an installation token lives, where the answer does not say.</summary>
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Installation> _installations = [];
    private long _uses;

    /// <summary>A token for requests on behalf of an installation, or the configured one.</summary>
    /// <exception cref="RemoteException">
    /// No token can be had; never <see cref="RemoteFailure.OutcomeUnknown"/>, as nothing was asked for yet.
    /// </exception>
    public async ValueTask<AccessToken> GetAsync(long? installationId, CancellationToken cancellationToken)
    {
        if (!options.Value.UsesApp)
        {
            return new AccessToken(options.Value.Token ?? "", WasCached: false);
        }

        if (installationId is not { } id)
        {
            throw new RemoteException(
                RemoteFailure.Unauthorized, "The connection names no installation of the GitHub App; connect the repository again.");
        }

        var installation = Find(id);
        await installation.OneRequest.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (installation.Token is { } cached && time.GetUtcNow() < installation.RenewAt)
            {
                return new AccessToken(cached, WasCached: true);
            }

            var (token, lifetime) = await RequestAsync(id, cancellationToken).ConfigureAwait(false);
            (installation.Token, installation.RenewAt) = (token, time.GetUtcNow() + lifetime - RenewBefore);
            return new AccessToken(token, WasCached: false);
        }
        finally
        {
            installation.OneRequest.Release();
        }
    }

    /// <summary>Forgets a token that GitHub did not take. A newer one that somebody else has fetched meanwhile stays.</summary>
    public void Drop(long? installationId, AccessToken token)
    {
        if (installationId is { } id)
        {
            Interlocked.CompareExchange(ref Find(id).Token, null, token.Value);
        }
    }

    /// <summary>A token with which the App speaks for itself.</summary>
    /// <exception cref="RemoteException">The private key cannot be read.</exception>
    public string CreateAppToken()
    {
        try
        {
            return key.CreateToken();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new RemoteException(
                RemoteFailure.Unauthorized, "The GitHub App's private key cannot be used.", innerException: exception);
        }
    }

    private async Task<(string Token, TimeSpan Lifetime)> RequestAsync(long installationId, CancellationToken cancellationToken)
    {
        // A token asked for twice does no harm, so this POST is no write.
        var request = new GitHubRequest(HttpMethod.Post, $"app/installations/{installationId}/access_tokens", "{}");
        try
        {
            var answer = await api.SendAsync(request, CreateAppToken(), cancellationToken).ConfigureAwait(false);
            return (answer.Read(root => root.Text("token")), Lifetime(answer));
        }
        catch (RemoteException exception) when (exception.Failure
            is RemoteFailure.NotFound or RemoteFailure.Gone or RemoteFailure.Moved or RemoteFailure.Invalid)
        {
            // A missing installation must not be taken for a missing issue.
            throw new RemoteException(
                RemoteFailure.Unauthorized,
                $"Installation {installationId} gives no token; is the GitHub App still installed? {exception.Message}",
                exception.HttpStatus,
                innerException: exception);
        }
    }

    /// <summary>Between GitHub's own two times: our clock may differ from GitHub's.</summary>
    private TimeSpan Lifetime(GitHubAnswer answer)
    {
        using var document = JsonDocument.Parse(answer.Text);
        return document.RootElement.Time("expires_at") is { } expires
            ? expires.ToDateTimeOffset() - (answer.GitHubNow ?? time.GetUtcNow())
            : DefaultLifetime;
    }

    private Installation Find(long id)
    {
        lock (_gate)
        {
            if (!_installations.TryGetValue(id, out var installation))
            {
                if (_installations.Count >= MaximumInstallations)
                {
                    _installations.Remove(_installations.MinBy(entry => entry.Value.LastUse).Key);
                }

                _installations[id] = installation = new Installation();
            }

            installation.LastUse = ++_uses;
            return installation;
        }
    }

    private sealed class Installation
    {
        public string? Token;

        public SemaphoreSlim OneRequest { get; } = new(1, 1);

        public DateTimeOffset RenewAt { get; set; }

        public long LastUse { get; set; }
    }
}
