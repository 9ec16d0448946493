using Microsoft.Extensions.Logging;

namespace GitSync.Storage.Sqlite;

/// <summary>What the store logs; never a document or a body.</summary>
internal sealed partial class StoreLog(ILogger logger)
{
    [LoggerMessage(3100, LogLevel.Error, "Operation {OperationId} of lane {LaneId} was ended as errored: {Code}")]
    public partial void Quarantined(Guid operationId, long laneId, string code);

    [LoggerMessage(3101, LogLevel.Error, "One part of a worker's call failed and was undone; the others stand")]
    public partial void PartFailed(Exception exception);
}
