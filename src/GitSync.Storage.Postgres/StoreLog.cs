using Microsoft.Extensions.Logging;

namespace GitSync.Storage.Postgres;

/// <summary>What the store logs; never a document or a body.</summary>
internal sealed partial class StoreLog(ILogger logger)
{
    [LoggerMessage(3200, LogLevel.Error, "Operation {OperationId} of lane {LaneId} was ended as errored: {Code}")]
    public partial void Quarantined(Guid operationId, long laneId, string code);

    [LoggerMessage(3201, LogLevel.Error, "One part of a worker's call failed; the others stand")]
    public partial void PartFailed(Exception exception);

    [LoggerMessage(3207, LogLevel.Debug, "One part of a worker's call goes on alone: {Reason}")]
    public partial void PartHeld(string reason);

    /// <summary>A lane that somebody holds for a moment is nothing to report; everything else is.</summary>
    public void Failed(Exception failure)
    {
        if (PostgresFailures.IsOfItsLane(failure))
        {
            PartHeld(failure.Message);
        }
        else
        {
            PartFailed(failure);
        }
    }

    [LoggerMessage(3202, LogLevel.Debug, "A transaction is tried again ({Attempt}): {Reason}")]
    public partial void TriedAgain(int attempt, string reason);

    [LoggerMessage(3203, LogLevel.Warning, "The connection broke at a commit; the transaction was {Status}")]
    public partial void CommitLookedUp(string status);

    [LoggerMessage(3204, LogLevel.Warning, "Listening for wake-ups failed, polling goes on; trying again: {Reason}")]
    public partial void ListeningFailed(string reason);

    [LoggerMessage(3205, LogLevel.Warning, "Wake-ups could not be sent, other hosts find the work by polling: {Reason}")]
    public partial void NotifyFailed(string reason);

    [LoggerMessage(3206, LogLevel.Information, "Dropped the history of {Day}")]
    public partial void DroppedDay(DateOnly day);
}
