using System.Text.Json;
using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>What a token is for.</summary>
/// <param name="InstallationId">The installation, or null with a plain token.</param>
/// <param name="RepositoryId">The one repository that it reaches; null to read metadata of all.</param>
internal readonly record struct TokenScope(long? InstallationId, long? RepositoryId);

/// <summary>A token, and how long it had been used before.</summary>
/// <param name="Value">The token.</param>
/// <param name="WasCached">Whether it had been used before: only then can a 401 mean that it wore out.</param>
/// <param name="MayBeOutdated">Whether the App may have been granted more since: only then is a 403 worth another token.</param>
internal readonly record struct AccessToken(string Value, bool WasCached, bool MayBeOutdated)
{
    /// <summary>Never the token: whatever is formatted can end in a log.</summary>
    public override string ToString() => $"{nameof(AccessToken)} {{ WasCached = {WasCached} }}";
}

/// <summary>
/// Gives tokens: the configured one, or those of the App's installations, each narrowed to one repository and to what GitSync does there, and kept
/// until 5 minutes before it expires. Thread-safe.
/// </summary>
/// <remarks>
/// See <see href="https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app"/>.
/// </remarks>
internal sealed class AppAuthentication(GitHubApi api, AppKey key, IOptions<GitHubOptions> options, TimeProvider time)
{
    /// <summary>A token is renewed this long before it expires, so that no request outlives it.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(5);

    /// <summary>How long a token's permissions are taken for those of the installation.</summary>
    public static readonly TimeSpan TrustedFor = TimeSpan.FromMinutes(1);

    /// <summary>How long an installation token lives, where the answer does not say.</summary>
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(1);

    private readonly TokenCache _cache = new();

    /// <summary>A token for requests of a scope, or the configured one.</summary>
    /// <exception cref="RemoteException">
    /// No token can be had; never <see cref="RemoteFailure.OutcomeUnknown"/>, as nothing was asked for yet.
    /// </exception>
    public async ValueTask<AccessToken> GetAsync(TokenScope scope, CancellationToken cancellationToken)
    {
        if (!options.Value.UsesApp)
        {
            return new AccessToken(options.Value.Token ?? "", WasCached: false, MayBeOutdated: false);
        }

        if (scope.InstallationId is not { } installationId)
        {
            throw new RemoteException(
                RemoteFailure.Unauthorized, "The connection names no installation of the GitHub App; connect the repository again.");
        }

        var kept = _cache.Find(scope);
        await kept.OneRequest.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = time.GetUtcNow();
            if (kept.Token is { } cached && now < kept.RenewAt)
            {
                return new AccessToken(cached, WasCached: true, MayBeOutdated: now >= kept.IssuedAt + TrustedFor);
            }

            var (token, lifetime) = await RequestAsync(installationId, scope.RepositoryId, cancellationToken).ConfigureAwait(false);
            now = time.GetUtcNow();
            (kept.Token, kept.IssuedAt, kept.RenewAt) = (token, now, now + lifetime - RenewBefore);
            return new AccessToken(token, WasCached: false, MayBeOutdated: false);
        }
        finally
        {
            kept.OneRequest.Release();
        }
    }

    /// <summary>Forgets a token that GitHub did not take. A newer one that somebody else has fetched meanwhile stays.</summary>
    public void Drop(TokenScope scope, AccessToken token) => Interlocked.CompareExchange(ref _cache.Find(scope).Token, null, token.Value);

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

    /// <summary>As narrow as GitSync needs it; where the App was granted less than that, only the repository narrows it.</summary>
    private async Task<(string Token, TimeSpan Lifetime)> RequestAsync(long installationId, long? repositoryId, CancellationToken cancellationToken)
    {
        try
        {
            return await RequestAsync(installationId, TokenBodies.Of(repositoryId), cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException exception) when (repositoryId is { } id && exception.HttpStatus == 422)
        {
            return await RequestAsync(installationId, TokenBodies.WithWhatIsGranted(id), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(string Token, TimeSpan Lifetime)> RequestAsync(long installationId, string body, CancellationToken cancellationToken)
    {
        // A token asked for twice does no harm, so this POST is no write.
        var request = new GitHubRequest(HttpMethod.Post, $"app/installations/{installationId}/access_tokens", body);
        try
        {
            var answer = await api.SendAsync(request, CreateAppToken(), cancellationToken).ConfigureAwait(false);
            return (answer.Read(root => root.Text("token")), Lifetime(answer));
        }
        catch (RemoteException exception) when (exception.Failure
            is RemoteFailure.NotFound or RemoteFailure.Gone or RemoteFailure.Moved or RemoteFailure.Invalid or RemoteFailure.IssuesOff)
        {
            // A missing installation must not be taken for a missing issue.
            throw new RemoteException(
                RemoteFailure.Unauthorized,
                $"Installation {installationId} gives no token; does the GitHub App still have the repository? {exception.Message}",
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
}
