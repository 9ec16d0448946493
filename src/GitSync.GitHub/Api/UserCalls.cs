namespace GitSync.GitHub;

/// <summary>
/// Sends what a user with a token writes as that user, and everything else as the installation. The pace of writes is the installation's, the limits of
/// the token are the user's own: nothing is learned from them about the installation. Thread-safe.
/// </summary>
internal sealed class UserCalls(AuthorizedCalls calls, GitHubApi api, IUserTokens tokens, RequestBudget budget)
{
    /// <summary>Sends a request for a repository.</summary>
    /// <exception cref="RemoteException">GitHub refused it, it has to wait, or its outcome is unknown.</exception>
    public async Task<GitHubAnswer> SendAsync(RepositoryRef repository, GitHubRequest request, CancellationToken cancellationToken)
    {
        if (!request.IsWrite || repository.ActingUserId is not { } user)
        {
            return await calls.SendAsync(repository, request, cancellationToken).ConfigureAwait(false);
        }

        if (await tokens.FindSendableAsync(user, cancellationToken).ConfigureAwait(false) is not { } token)
        {
            // A creation was prepared for the user: as the App's it has to be attributed first.
            return request.IsCreation
                ? throw new RemoteException(RemoteFailure.Unauthorized, "There is no token of the user any more; nothing was sent.")
                : await calls.SendAsync(repository, request, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await budget.EnterAsync(new RequestOf(repository.InstallationId, repository.IsUrgent), request, cancellationToken).ConfigureAwait(false);
            return await api.SendAsync(request, token.Reveal(), cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException refusal) when (!request.IsCreation && IsAboutTheUser(refusal))
        {
            // Certainly not applied: what the user may not, the App may.
            return await calls.SendAsync(repository, request, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsAboutTheUser(RemoteException refusal) =>
        refusal.Failure is RemoteFailure.Unauthorized or RemoteFailure.Forbidden or RemoteFailure.NotFound;
}
