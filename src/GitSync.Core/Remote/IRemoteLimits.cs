namespace GitSync;

/// <summary>Something for which requests to GitHub have to wait.</summary>
/// <param name="Until">Not before, UTC.</param>
/// <param name="Reason">Why: a clause without a full stop.</param>
public sealed record RemoteLimit(DateTimeOffset Until, string Reason);

/// <summary>What GitHub allows at the moment, as all hosts know it. A gateway that has limits registers one. Thread-safe.</summary>
public interface IRemoteLimits
{
    /// <summary>What a user's edit would have to wait for; null when it may be sent.</summary>
    /// <param name="installationId">The installation, or null with a plain token.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    ValueTask<RemoteLimit?> FindAsync(long? installationId, CancellationToken cancellationToken = default);
}
