namespace GitSync;

/// <summary>
/// Notes what stands in the way when it is met: issues that are switched off, of which no webhook tells, and access that was taken away, of which the webhook
/// can be lost. What is noted is asked about now and then (<see cref="ConnectionCheck"/>), and once it is over all that was refused is looked at again.
/// </summary>
internal sealed class MetObstacles(IGitHubGateway gitHub, ISyncQueue queue)
{
    /// <summary>Looks whether a whole repository is behind a failure, and notes so.</summary>
    /// <returns>Why nothing of the repository is synchronised any more, as a sentence; null when this failure is not the repository's.</returns>
    public async Task<string?> NoteAsync(Connection connection, RemoteException failure, CancellationToken cancellationToken)
    {
        switch (failure.Failure)
        {
            case RemoteFailure.IssuesOff:
                await NoteAsync(
                    new RepositoryObstacleChanged(connection.RepositoryId, null, ConnectionObstacles.IssuesOff, IsThere: true), cancellationToken).ConfigureAwait(false);
                return $"{failure.Message} Switch issues on in the repository's settings on GitHub.";
            case RemoteFailure.NotFound or RemoteFailure.Unauthorized
                when connection.InstallationId is { } installation && await LossAsync(connection, installation, cancellationToken).ConfigureAwait(false) is { } loss:
                await NoteAsync(loss, cancellationToken).ConfigureAwait(false);
                return $"installation {installation} of the GitHub App does not have {connection.FullName} any more. {failure.Message}";
            default:
                return null;
        }
    }

    /// <summary>
    /// A 404 of an object stands for a repository that is out of reach as well; only the repository itself tells which. It goes over to the installation that
    /// was offered when GitHub names that one, and to no other: a webhook alone moves nothing.
    /// </summary>
    private async Task<ConnectionChange?> LossAsync(Connection connection, long installation, CancellationToken cancellationToken)
    {
        var gone = new RepositoryObstacleChanged(connection.RepositoryId, null, ConnectionObstacles.NotInstalled, IsThere: true);
        try
        {
            var found = await gitHub.FindRepositoryAsync(connection.Owner, connection.Name, cancellationToken).ConfigureAwait(false);

            // Another repository may have the name by now: that says nothing of ours.
            return found.Id != connection.RepositoryId || found.InstallationId == installation ? null
                : found.InstallationId is { } now && now == connection.OfferedInstallationId ? new RepositoriesRemoved(installation, [connection.RepositoryId])
                : gone;
        }
        catch (RemoteException failure)
        {
            return failure.Failure == RemoteFailure.NotFound ? gone : null;
        }
    }

    private Task NoteAsync(ConnectionChange change, CancellationToken cancellationToken) =>
        queue.EnqueueAsync(new EnqueueBatch { Connections = [change] }, null, cancellationToken);
}
