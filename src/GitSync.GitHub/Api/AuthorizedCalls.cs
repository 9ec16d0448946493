namespace GitSync.GitHub;

/// <summary>Sends requests on behalf of an installation within its limits, and renews a token that GitHub no longer takes. Thread-safe.</summary>
internal sealed class AuthorizedCalls(GitHubApi api, AppAuthentication authentication, RequestBudget budget)
{
    /// <summary>Sends a request for a repository.</summary>
    /// <exception cref="RemoteException">GitHub refused it, it has to wait, or its outcome is unknown.</exception>
    public Task<GitHubAnswer> SendAsync(RepositoryRef repository, GitHubRequest request, CancellationToken cancellationToken) =>
        SendAsync(new RequestOf(repository.InstallationId, repository.IsUrgent, repository.Id), request, cancellationToken);

    /// <summary>Sends a request when the limits allow it.</summary>
    /// <exception cref="RemoteException">As above.</exception>
    public async Task<GitHubAnswer> SendAsync(RequestOf on, GitHubRequest request, CancellationToken cancellationToken)
    {
        await budget.EnterAsync(on, request, cancellationToken).ConfigureAwait(false);
        GitHubAnswer answer;
        try
        {
            answer = await SendAsync(on.Scope, request, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException refusal) when (refusal.Failure == RemoteFailure.Limited)
        {
            throw await budget.RefusedAsync(on, refusal, cancellationToken).ConfigureAwait(false);
        }

        await budget.GrantedAsync(on, answer.Rate, cancellationToken).ConfigureAwait(false);
        return answer;
    }

    /// <summary>Sends a request as the App itself.</summary>
    /// <exception cref="RemoteException">GitHub refused it, or its outcome is unknown.</exception>
    public Task<GitHubAnswer> SendAsAppAsync(GitHubRequest request, CancellationToken cancellationToken) =>
        api.SendAsync(request, authentication.CreateAppToken(), cancellationToken);

    /// <summary>Sends it; a second time only when a kept token had worn out, or was made before the App was granted more.</summary>
    private async Task<GitHubAnswer> SendAsync(TokenScope scope, GitHubRequest request, CancellationToken cancellationToken)
    {
        var token = await authentication.GetAsync(scope, cancellationToken).ConfigureAwait(false);
        try
        {
            return await api.SendAsync(request, token.Value, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException exception) when (
            (exception.Failure == RemoteFailure.Unauthorized && token.WasCached) || (exception is { Failure: RemoteFailure.Forbidden, HttpStatus: 403 } && token.MayBeOutdated))
        {
            // A 401 or 403 was certainly not applied, so this repeats no write. A fresh token that is refused is not tried again.
            authentication.Drop(scope, token);
            token = await authentication.GetAsync(scope, cancellationToken).ConfigureAwait(false);
            return await api.SendAsync(request, token.Value, cancellationToken).ConfigureAwait(false);
        }
    }
}
