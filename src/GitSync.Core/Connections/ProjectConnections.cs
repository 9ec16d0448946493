using Microsoft.Extensions.Logging;

namespace GitSync;

/// <summary>Asks GitHub, judges with <see cref="ConnectionRequest"/> under the store's lock, and says what became of it.</summary>
internal sealed partial class ProjectConnections(ISyncStore store, IGitHubGateway gitHub, ILogger<ProjectConnections> logger) : IConnections
{
    private readonly ILogger _logger = logger;

    public async Task<ConnectionOutcome> ConnectAsync(string project, string owner, string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(project);
        RemoteRepository repository;
        try
        {
            repository = await gitHub.FindRepositoryAsync(owner, name, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException failure)
        {
            return NotFound($"{owner}/{name}", failure);
        }

        return ConnectionRequest.WhyNot(repository) is { } sentence
            ? new ConnectionOutcome(ConnectionResult.Refused, null, sentence)
            : await ConnectAsync(project, repository, wasFound: true, cancellationToken).ConfigureAwait(false);
    }

    public Task<ConnectionOutcome> ConnectKnownAsync(string project, RemoteRepository repository, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(project);
        ArgumentNullException.ThrowIfNull(repository);
        return ConnectAsync(project, repository, wasFound: false, cancellationToken);
    }

    public async Task<ConnectionOutcome> DisconnectAsync(string project, CancellationToken cancellationToken)
    {
        if (await store.FindByProjectAsync(project, cancellationToken).ConfigureAwait(false) is not { } connection)
        {
            return new ConnectionOutcome(ConnectionResult.Unchanged, null, $"Project {project} is not connected to a repository.");
        }

        var wasConnected = !connection.Has(ConnectionObstacles.Disconnected);
        var sentence = $"Project {project} is disconnected from {connection.FullName}. Nothing was closed or deleted, and what is linked stays linked.";
        return await ChangeAsync(project, ConnectionObstacles.Disconnected, isThere: true, wasConnected, sentence, cancellationToken).ConfigureAwait(false);
    }

    public async Task<ConnectionOutcome> SwitchAsync(string project, bool isOn, CancellationToken cancellationToken)
    {
        var connection = await store.FindByProjectAsync(project, cancellationToken).ConfigureAwait(false);
        if (connection is null || connection.Has(ConnectionObstacles.Disconnected))
        {
            return new ConnectionOutcome(ConnectionResult.Refused, null, $"Project {project} is not connected to a repository: connect it first.");
        }

        var isChange = connection.Has(ConnectionObstacles.SwitchedOff) == isOn;
        var sentence = $"Sync of project {project} with {connection.FullName} is switched {(isOn ? "on" : "off")}.";
        return await ChangeAsync(project, ConnectionObstacles.SwitchedOff, !isOn, isChange, sentence, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes GitHub's obstacles away when GitHub says that nothing stands in the way any more; null when something does, or nobody knows.</summary>
    public async Task<ConnectionOutcome?> RecoverAsync(Connection connection, CancellationToken cancellationToken)
    {
        RemoteRepository found;
        try
        {
            found = await gitHub.FindRepositoryAsync(connection.Owner, connection.Name, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException)
        {
            return null;
        }

        // Another repository may have the name by now, and another account the repository: only a person connects that.
        var isTheSame = found.Id == connection.RepositoryId
            && (found.InstallationId == connection.InstallationId || found.InstallationId == connection.OfferedInstallationId);
        return isTheSame && ConnectionRequest.WhyNot(found) is null
            ? await ConnectAsync(
                new ConnectionRequest(connection.Project, found, WasFound: true, static _ => true), stored => stored.OfProject == connection, cancellationToken)
                .ConfigureAwait(false)
            : null;
    }

    private async Task<ConnectionOutcome> ConnectAsync(string project, RemoteRepository repository, bool wasFound, CancellationToken cancellationToken)
    {
        var linked = await LinkedAmongAsync(project, repository.Id, cancellationToken).ConfigureAwait(false);
        var request = new ConnectionRequest(project, repository, wasFound, linked.Contains);
        var outcome = (await ConnectAsync(request, static _ => true, cancellationToken).ConfigureAwait(false))!;
        LogConnected(project, outcome.Result, outcome.Explanation);
        return outcome;
    }

    /// <summary>Null when the condition does not hold under the lock.</summary>
    private async Task<ConnectionOutcome?> ConnectAsync(
        ConnectionRequest request, Func<StoredConnections, bool> condition, CancellationToken cancellationToken)
    {
        ConnectionOutcome? outcome = null;
        await store.ChangeConnectionAsync(
            request.Project,
            request.Repository.Id,
            stored =>
            {
                outcome = condition(stored) ? request.Decide(stored) : null;
                return outcome is { Result: ConnectionResult.Changed } ? outcome.Connection : null;
            },
            cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>The repositories that the wish would part, and of which something is linked.</summary>
    private async Task<HashSet<long>> LinkedAmongAsync(string project, long repositoryId, CancellationToken cancellationToken)
    {
        var ofProject = await store.FindByProjectAsync(project, cancellationToken).ConfigureAwait(false);
        var ofRepository = await store.FindByRepositoryAsync(repositoryId, cancellationToken).ConfigureAwait(false);
        var linked = new HashSet<long>();
        foreach (var parted in new[] { ofProject, ofRepository }.OfType<Connection>().Where(each => each.Project != project || each.RepositoryId != repositoryId))
        {
            if (await IsLinkedAsync(parted.RepositoryId, cancellationToken).ConfigureAwait(false))
            {
                linked.Add(parted.RepositoryId);
            }
        }

        return linked;
    }

    private async Task<bool> IsLinkedAsync(long repositoryId, CancellationToken cancellationToken)
    {
        var query = new LaneQuery { RepositoryId = repositoryId, Limit = OperationQuery.MaximumLimit };
        while (true)
        {
            var lanes = await store.ListLanesAsync(query, cancellationToken).ConfigureAwait(false);
            if (lanes.Any(view => view.Lane is { Local: not null, Remote: not null, Tombstone: null }))
            {
                return true;
            }

            if (lanes.Count < query.Limit)
            {
                return false;
            }

            query = query with { After = lanes[^1].Lane.Id };
        }
    }

    private async Task<ConnectionOutcome> ChangeAsync(
        string project, ConnectionObstacles obstacle, bool isThere, bool isChange, string sentence, CancellationToken cancellationToken)
    {
        if (isChange)
        {
            var change = new ProjectObstacleChanged(project, obstacle, isThere);
            await store.EnqueueAsync(new EnqueueBatch { Connections = [change] }, null, cancellationToken).ConfigureAwait(false);
            LogConnected(project, ConnectionResult.Changed, sentence);
        }

        var after = await store.FindByProjectAsync(project, cancellationToken).ConfigureAwait(false);
        return new ConnectionOutcome(isChange ? ConnectionResult.Changed : ConnectionResult.Unchanged, after, sentence);
    }

    private static ConnectionOutcome NotFound(string name, RemoteException failure) => failure.Failure switch
    {
        RemoteFailure.Unavailable or RemoteFailure.Limited or RemoteFailure.OutcomeUnknown =>
            new(ConnectionResult.TryLater, null, $"GitHub cannot be asked about {name} just now; try again. {failure.Message}") { RetryAt = failure.RetryAt },
        RemoteFailure.NotFound => Refused(
            $"{name} is not there, or the GitHub App (or the token) has no access to it: check the name, and install the App on it. {failure.Message}"),
        RemoteFailure.Unauthorized => Refused($"GitHub lets us in nowhere near {name}: check the App's key or the token. {failure.Message}"),
        RemoteFailure.Forbidden => Refused($"GitHub refuses access to {name}: end the installation's suspension, or grant the App access. {failure.Message}"),
        _ => Refused($"{name} cannot be connected. {failure.Message}"),
    };

    private static ConnectionOutcome Refused(string sentence) => new(ConnectionResult.Refused, null, sentence);

    [LoggerMessage(1601, LogLevel.Information, "Connection of project {Project}: {Result}. {Explanation}")]
    private partial void LogConnected(string project, ConnectionResult result, string explanation);
}
