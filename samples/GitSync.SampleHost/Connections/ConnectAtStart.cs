using GitSync.SampleHost.Start;

namespace GitSync.SampleHost.Connections;

/// <summary>Connects the configured projects. Idempotent; with both ids configured GitHub is not asked.</summary>
internal sealed partial class ConnectAtStart(
    SampleSettings settings, IConnectionStore connections, IGitHubGateway gitHub, ILogger<ConnectAtStart> logger)
{
    /// <exception cref="StartupException">A repository cannot be connected.</exception>
    /// <exception cref="StoreUnavailableException">The database is away; the same again is harmless.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < settings.Connections.Count; i++)
        {
            var repository = await FindAsync(settings.Connections[i], $"GitSync:Connections:{i}:Repository", cancellationToken);
            await connections.ConnectAsync(
                new Connection
                {
                    Project = settings.Connections[i].Project,
                    RepositoryId = repository.Id,
                    InstallationId = repository.InstallationId,
                    Owner = repository.Owner,
                    Name = repository.Name,
                },
                cancellationToken);
            LogConnected(logger, settings.Connections[i].Project, repository.Owner, repository.Name, repository.Id);
        }
    }

    private async Task<RemoteRepository> FindAsync(ConnectionSetting setting, string key, CancellationToken cancellationToken)
    {
        if (setting.RepositoryId is { } id && (setting.InstallationId is not null || settings.Token is not null))
        {
            return new RemoteRepository(id, setting.InstallationId, setting.Owner, setting.Name);
        }

        try
        {
            return await gitHub.FindRepositoryAsync(setting.Owner, setting.Name, cancellationToken);
        }
        catch (RemoteException failure)
        {
            throw new StartupException($"{key} '{setting.Owner}/{setting.Name}' cannot be connected: {failure.Message}")
            {
                MayPass = failure.Failure is RemoteFailure.Unavailable or RemoteFailure.Limited,
            };
        }
    }

    [LoggerMessage(9001, LogLevel.Information, "Project {Project} is connected to {Owner}/{Name} ({RepositoryId})")]
    private static partial void LogConnected(ILogger logger, string project, string owner, string name, long repositoryId);
}
