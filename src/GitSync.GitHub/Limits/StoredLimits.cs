using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>An installation's limits as they are stored, for those who ask why something waits.</summary>
internal sealed class StoredLimits(ISharedState shared, TimeProvider time, IOptions<GitHubOptions> options) : IRemoteLimits
{
    public async ValueTask<RemoteLimit?> FindAsync(long? installationId, CancellationToken cancellationToken)
    {
        var limits = await ReadAsync(installationId, cancellationToken).ConfigureAwait(false);
        return limits.MustWait(time.GetUtcNow(), options.Value.ReservedShare, isUrgent: true) is { } wait
            ? new RemoteLimit(wait.Until, wait.Reason)
            : null;
    }

    public async ValueTask<RemoteHeadroom?> FindHeadroomAsync(long? installationId, CancellationToken cancellationToken) =>
        (await ReadAsync(installationId, cancellationToken).ConfigureAwait(false)).HeadroomAt(time.GetUtcNow());

    private async ValueTask<InstallationLimits> ReadAsync(long? installationId, CancellationToken cancellationToken) =>
        InstallationLimits.Read(await shared.FindStateAsync(RequestBudget.NameOf(installationId), cancellationToken).ConfigureAwait(false));
}
