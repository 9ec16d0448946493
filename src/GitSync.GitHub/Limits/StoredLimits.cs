using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>An installation's limits as they are stored, for those who ask why something waits.</summary>
internal sealed class StoredLimits(ISharedState shared, TimeProvider time, IOptions<GitHubOptions> options) : IRemoteLimits
{
    public async ValueTask<RemoteLimit?> FindAsync(long? installationId, CancellationToken cancellationToken)
    {
        var document = await shared.FindStateAsync(RequestBudget.NameOf(installationId), cancellationToken).ConfigureAwait(false);
        return InstallationLimits.Read(document).MustWait(time.GetUtcNow(), options.Value.ReservedShare, isUrgent: true) is { } wait
            ? new RemoteLimit(wait.Until, wait.Reason)
            : null;
    }
}
