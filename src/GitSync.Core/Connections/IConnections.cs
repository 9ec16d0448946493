namespace GitSync;

/// <summary>
/// Connects projects with repositories, for an application's settings page or a command line. What can be expected to go wrong is a
/// <see cref="ConnectionOutcome"/> with a sentence, never an exception. Every method is idempotent: the same again changes nothing. Thread-safe.
/// </summary>
/// <remarks>
/// Disconnecting closes and deletes nothing on either side, and what is linked stays linked; connecting again goes on from there. Three things are
/// never one here: disconnecting a project, deleting an issue, closing it.
/// </remarks>
public interface IConnections
{
    /// <summary>Connects a project with a repository, after GitHub was asked whether it can be synchronised.</summary>
    /// <param name="project">The application's project.</param>
    /// <param name="owner">The owner's login.</param>
    /// <param name="name">The repository's name; a former name is followed.</param>
    /// <param name="cancellationToken">Gives up waiting; the connection may still be stored.</param>
    /// <returns>
    /// Changed, Unchanged, Refused (the repository is not there, archived, without issues, not given to the App, or one of the two is connected
    /// otherwise), or TryLater. A connection that a person switched off stays off.
    /// </returns>
    /// <exception cref="ArgumentException">The project is empty.</exception>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    Task<ConnectionOutcome> ConnectAsync(string project, string owner, string name, CancellationToken cancellationToken = default);

    /// <summary>The same with a repository whose ids are known already, for example from configuration: GitHub is not asked.</summary>
    /// <param name="project">The application's project.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="cancellationToken">Gives up waiting; the connection may still be stored.</param>
    /// <returns>As above, but never TryLater. What stands against synchronising, as webhooks told it, stays.</returns>
    Task<ConnectionOutcome> ConnectKnownAsync(string project, RemoteRepository repository, CancellationToken cancellationToken = default);

    /// <summary>Ends the sync of a project. Nothing is closed, deleted or unlinked.</summary>
    /// <param name="project">The application's project.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be disconnected.</param>
    /// <returns>Changed, or Unchanged when the project was not connected.</returns>
    Task<ConnectionOutcome> DisconnectAsync(string project, CancellationToken cancellationToken = default);

    /// <summary>Pauses the sync of a project, or lets it go on; what changed meanwhile is made up for.</summary>
    /// <param name="project">The application's project.</param>
    /// <param name="isOn">Whether it is synchronised.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be switched.</param>
    /// <returns>Changed, Unchanged, or Refused when the project is not connected.</returns>
    Task<ConnectionOutcome> SwitchAsync(string project, bool isOn, CancellationToken cancellationToken = default);
}

/// <summary>Whether something was done about a connection.</summary>
public enum ConnectionResult
{
    /// <summary>It was done.</summary>
    Changed,

    /// <summary>It was so already.</summary>
    Unchanged,

    /// <summary>It cannot be done; the sentence says what to do.</summary>
    Refused,

    /// <summary>GitHub cannot be asked just now, or not before <see cref="ConnectionOutcome.RetryAt"/>.</summary>
    TryLater,
}

/// <summary>What became of a wish about a connection.</summary>
/// <param name="Result">Whether it was done.</param>
/// <param name="Connection">The connection as it is stored now; null when the project has none, or when it was refused.</param>
/// <param name="Explanation">A sentence for a person: what is so now, or what to do.</param>
public sealed record ConnectionOutcome(ConnectionResult Result, Connection? Connection, string Explanation)
{
    /// <summary>Not before then, UTC; null when it is not known or does not matter.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Whether what was wished for is so now.</summary>
    public bool IsDone => Result is ConnectionResult.Changed or ConnectionResult.Unchanged;
}
