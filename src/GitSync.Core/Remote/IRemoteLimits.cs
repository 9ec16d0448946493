namespace GitSync;

/// <summary>Something for which requests to GitHub have to wait.</summary>
/// <param name="Until">Not before, UTC.</param>
/// <param name="Reason">Why: a clause without a full stop.</param>
public sealed record RemoteLimit(DateTimeOffset Until, string Reason);

/// <summary>How many requests GitHub still grants in the window that runs, as it said last.</summary>
/// <param name="Limit">Requests in the whole window.</param>
/// <param name="Remaining">How many of them are left, 0 to <paramref name="Limit"/>; hosts tell each other within half a minute.</param>
/// <param name="ResetAt">When they are counted anew, UTC.</param>
public sealed record RemoteHeadroom(int Limit, int Remaining, DateTimeOffset ResetAt);

/// <summary>What GitHub allows at the moment, as all hosts know it. A gateway that has limits registers one. Thread-safe.</summary>
public interface IRemoteLimits
{
    /// <summary>What a user's edit would have to wait for; null when it may be sent.</summary>
    /// <param name="installationId">The installation, or null with a plain token.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    ValueTask<RemoteLimit?> FindAsync(long? installationId, CancellationToken cancellationToken = default);

    /// <summary>
    /// How many requests are left; null when that is not known: nothing was asked yet, GitHub counts none, or the window it spoke of is over.
    /// </summary>
    /// <param name="installationId">The installation, or null with a plain token.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    ValueTask<RemoteHeadroom?> FindHeadroomAsync(long? installationId, CancellationToken cancellationToken = default);
}
