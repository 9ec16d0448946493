namespace GitSync;

/// <summary>What all hosts on the database did in the last hour, minute by minute: for a page's picture, not a ledger. Thread-safe.</summary>
/// <remarks>
/// Hosts note what passes through their <see cref="ISyncQueue"/> and write it down every ten seconds. A host that dies takes its last seconds along;
/// an operation that ended inside an application's own transaction counts although that may still be rolled back.
/// </remarks>
public interface ISyncActivity
{
    /// <summary>At most the last <see cref="ActivityMinute.MaximumMinutes"/> minutes, oldest first; those in which nothing was noted are left out.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    Task<IReadOnlyList<ActivityMinute>> ReadAsync(CancellationToken cancellationToken = default);
}

/// <summary>One minute of all hosts together.</summary>
public sealed record ActivityMinute
{
    /// <summary>How many minutes are kept.</summary>
    public const int MaximumMinutes = 60;

    /// <summary>How many error codes a minute tells apart.</summary>
    public const int MaximumErrorCodes = 8;

    /// <summary>The code under which the others are counted.</summary>
    public const string OtherErrors = "other";

    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How many operations were in each of the eight states when a host last looked in that minute; null when none did.</summary>
    public IReadOnlyDictionary<OperationState, long>? Levels { get; init; }

    /// <summary>How many operations came to that end in the minute: an entry for each of the six ends.</summary>
    public required IReadOnlyDictionary<OperationState, long> Ended { get; init; }

    /// <summary>Completed operations that GitHub's side had rung for.</summary>
    public long Inbound { get; init; }

    /// <summary>Completed operations that the application's side had rung for.</summary>
    public long Outbound { get; init; }

    /// <summary>How long operations that a worker ended had waited before: since they could have begun, until their last attempt did.</summary>
    public required DurationHistogram Waited { get; init; }

    /// <summary>How long their last attempt took.</summary>
    public required DurationHistogram Processed { get; init; }

    /// <summary>
    /// How often attempts failed, by <see cref="OperationError.Code"/>, whether they were tried again or not; at most
    /// <see cref="MaximumErrorCodes"/> codes and <see cref="OtherErrors"/>.
    /// </summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }
}
