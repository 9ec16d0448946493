namespace GitSync;

/// <summary>
/// Something that every host offers to do now and then, and one of them does: looking through repositories, asking for failed webhooks again. All
/// that are registered are run by turns. Thread-safe.
/// </summary>
public interface IRepairTask
{
    /// <summary>Does a portion of what is due now, if no other host is at it.</summary>
    /// <returns>When something is due next, UTC; null when there is nothing to do at all.</returns>
    /// <exception cref="StoreUnavailableException">The store is away; what was done by then stays.</exception>
    Task<DateTimeOffset?> RunDueAsync(CancellationToken cancellationToken = default);
}
