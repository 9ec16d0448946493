namespace GitSync;

/// <summary>Why a conflict was not resolved as asked.</summary>
public enum ConflictRefusal
{
    /// <summary>There is no such operation (it may have been removed after its retention), or no such record was ever announced.</summary>
    Unknown,

    /// <summary>The field was not in conflict there.</summary>
    NoConflict,

    /// <summary>The field waits for a decision, so no value has given way yet: decide.</summary>
    Undecided,

    /// <summary>The record is not there any more.</summary>
    RecordMissing,

    /// <summary>The record holds that value already.</summary>
    AlreadyCurrent,

    /// <summary>The application does not take the value.</summary>
    RefusedByApplication,

    /// <summary>The record kept changing; ask again.</summary>
    Busy,

    /// <summary>Its repository is not synchronised now.</summary>
    NotSynchronised,
}

/// <summary>What became of a person's wish about a conflict.</summary>
/// <param name="Enqueued">The operation that carries it over; null when it was refused.</param>
/// <param name="Refusal">Why it was refused, or null.</param>
/// <param name="Sentence">What happened, or why nothing did, for people.</param>
public sealed record ConflictAnswer(EnqueueOutcome? Enqueued, ConflictRefusal? Refusal, string Sentence);

/// <summary>What people do about conflicts: bring back a value that gave way, or choose where the policy leaves it to them. Thread-safe.</summary>
public interface IConflictResolver
{
    /// <summary>How often a record that changes meanwhile is read and written again.</summary>
    const int MaximumTries = 3;

    /// <summary>
    /// Makes the value that gave way the record's, and enqueues an ordinary edit so that GitHub gets it. Nothing else of the record is touched.
    /// </summary>
    /// <param name="operationId">The operation that keeps the conflict (<see cref="SyncOperation.Conflicts"/>).</param>
    /// <param name="field">The conflict's field.</param>
    /// <param name="actor">Who wants it: the application's user id, or null.</param>
    /// <param name="cancellationToken">Gives up; the record may have been written.</param>
    /// <exception cref="StoreUnavailableException">The store is away; the record may have been written.</exception>
    Task<ConflictAnswer> RestoreAsync(Guid operationId, string field, string? actor = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Decides a field that waits for a person (<see cref="FieldPolicy.Manual"/>): the other side takes the chosen side's value. When either side changes
    /// the field again before that, the decision is void, and the field waits anew.
    /// </summary>
    /// <param name="kind">Task or comment.</param>
    /// <param name="recordId">The application's id.</param>
    /// <param name="field">The field.</param>
    /// <param name="side">Whose value stays.</param>
    /// <param name="actor">Who decides: the application's user id, or null.</param>
    /// <param name="cancellationToken">Gives up; the decision may have been taken.</param>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    Task<ConflictAnswer> DecideAsync(
        ResourceKind kind, string recordId, string field, SyncSide side, string? actor = null, CancellationToken cancellationToken = default);
}
