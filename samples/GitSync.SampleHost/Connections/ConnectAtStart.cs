using GitSync.SampleHost.Start;

namespace GitSync.SampleHost.Connections;

/// <summary>Connects the configured projects. Idempotent; with both ids configured GitHub is not asked.</summary>
internal sealed class ConnectAtStart(SampleSettings settings, IConnections connections, IConnectionStore stored)
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
            if (outcome.Result == ConnectionResult.TryLater && await IsConnectedAsync(setting, cancellationToken))
            {
                // GitHub is away or limits us right now: what was connected before still is, and a host must be able to start.
                continue;
            }

            if (!outcome.IsDone)
            {
                throw new StartupException($"GitSync:Connections:{i}:Repository '{setting.Owner}/{setting.Name}' cannot be connected: {outcome.Explanation}")
                {
                    MayPass = outcome.Result == ConnectionResult.TryLater,
                };
            }
        }
    }

    private async Task<bool> IsConnectedAsync(ConnectionSetting setting, CancellationToken cancellationToken) =>
        await stored.FindByProjectAsync(setting.Project, cancellationToken) is { } known
            && string.Equals(known.FullName, $"{setting.Owner}/{setting.Name}", StringComparison.OrdinalIgnoreCase);
}
