using GitSync.SampleHost.Start;

namespace GitSync.SampleHost.Connections;

/// <summary>Connects the configured projects. Idempotent; with both ids configured GitHub is not asked.</summary>
internal sealed class ConnectAtStart(SampleSettings settings, IConnections connections)
{
    /// <exception cref="StartupException">A repository cannot be connected.</exception>
    /// <exception cref="StoreUnavailableException">The database is away; the same again is harmless.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < settings.Connections.Count; i++)
        {
            var setting = settings.Connections[i];
            var outcome = setting.RepositoryId is { } id && (setting.InstallationId is not null || settings.Token is not null)
                ? await connections.ConnectKnownAsync(
                    setting.Project, new RemoteRepository(id, setting.InstallationId, setting.Owner, setting.Name), cancellationToken)
                : await connections.ConnectAsync(setting.Project, setting.Owner, setting.Name, cancellationToken);
            if (!outcome.IsDone)
            {
                throw new StartupException($"GitSync:Connections:{i}:Repository '{setting.Owner}/{setting.Name}' cannot be connected: {outcome.Explanation}")
                {
                    MayPass = outcome.Result == ConnectionResult.TryLater,
                };
            }
        }
    }
}
