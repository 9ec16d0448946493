namespace GitSync.GitHub;

/// <summary>Sends requests on behalf of an installation, and renews a token that GitHub no longer takes. Thread-safe.</summary>
internal sealed class AuthorizedCalls(GitHubApi api, AppAuthentication authentication)
{
    /// <summary>Sends a request; a second time only when a kept token had worn out.</summary>
    /// <exception cref="RemoteException">GitHub refused it, or its outcome is unknown.</exception>
    public async Task<GitHubAnswer> SendAsync(long? installationId, GitHubRequest request, CancellationToken cancellationToken)
    {
        var token = await authentication.GetAsync(installationId, cancellationToken).ConfigureAwait(false);
        try
        {
            return await api.SendAsync(request, token.Value, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException exception) when (exception.Failure == RemoteFailure.Unauthorized && token.WasCached)
        {
            // A 401 was certainly not applied, so this repeats no write. A fresh token that is refused is not tried again.
            authentication.Drop(installationId, token);
            token = await authentication.GetAsync(installationId, cancellationToken).ConfigureAwait(false);
            return await api.SendAsync(request, token.Value, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a request as the App itself.</summary>
    /// <exception cref="RemoteException">GitHub refused it, or its outcome is unknown.</exception>
    public Task<GitHubAnswer> SendAsAppAsync(GitHubRequest request, CancellationToken cancellationToken) =>
        api.SendAsync(request, authentication.CreateAppToken(), cancellationToken);
}
