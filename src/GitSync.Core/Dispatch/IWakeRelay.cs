namespace GitSync;

/// <summary>
/// Carries wake-ups between the hosts of one database. A store that serves several hosts brings one; without it hosts find each other's
/// work by polling.
/// </summary>
public interface IWakeRelay
{
    /// <summary>Another host says that there may be new work. Raised on any thread; handlers must not block or throw.</summary>
    event Action? Woken;

    /// <summary>Tells the other hosts, soon. Cheap, thread-safe, never throws; many calls become one message.</summary>
    void Announce();
}
