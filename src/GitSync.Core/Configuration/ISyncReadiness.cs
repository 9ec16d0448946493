namespace GitSync;

/// <summary>Whether GitSync can work. A host starts even while its database is down; this says when it is there. Thread-safe.</summary>
public interface ISyncReadiness
{
    /// <summary>Completes when the store is ready; faults when it never will be (its schema is newer than the package, for example).</summary>
    Task Ready { get; }

    /// <summary>Why it is not ready yet, as a sentence; null when it is.</summary>
    string? Reason { get; }
}
