namespace GitSync.Storage.Sqlite;

/// <summary>The columns that queued, running and history share, and how an operation is read from them.</summary>
internal static class OperationColumns
{
    /// <summary>What never changes after acceptance; the number finds the document.</summary>
    public const string Fixed =
        "number, id, kind, direction, action, remote_kind, github_updated_at, hash, repository_id, priority, ordered_at, created_at, waiting_since";

    /// <summary>What moves change; overlaid on the document when it is read.</summary>
    public const string Mutable =
        "lane_id, due_at, started_at, attempts, rule, explanation, error_code, error_message, error_status, linked_lane_id, parent_lane_id";

    /// <summary>Binds <see cref="Fixed"/>.</summary>
    public static Statement AddFixed(this Statement statement, long number, SyncOperation operation) => statement
        .Add(number).Add(operation.Id).Add((long)operation.Kind).Add((long)operation.Direction).Add((long)operation.Action).Add((long)operation.RemoteKind)
        .Add(operation.GitHubUpdatedAt?.UnixSeconds).Add(operation.ContentHash).Add(operation.RepositoryId).Add((long)operation.Priority)
        .Add(operation.OrderedAt).Add(operation.CreatedAt).Add(operation.WaitingSince);

    /// <summary>Binds <see cref="Mutable"/>.</summary>
    public static Statement AddMutable(this Statement statement, SyncOperation operation, long? linkedLaneId, long? parentLaneId) => statement
        .Add(operation.LaneId).Add(operation.DueAt).Add(operation.StartedAt).Add(operation.Attempts)
        .Add(SyncRules.NameOf(operation.Rule)).Add(operation.Explanation)
        .Add(operation.Error?.Code).Add(operation.Error?.Message).Add(operation.Error?.HttpStatus).Add(linkedLaneId).Add(parentLaneId);

    /// <summary>
    /// Reads the document, then <see cref="Fixed"/>, then <see cref="Mutable"/>. A damaged document gives the operation its columns know.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="state">Its state.</param>
    /// <param name="damage">Why the document cannot be read, or null.</param>
    public static SyncOperation Read(Statement row, OperationState state, out string? damage)
    {
        var document = row.NextBlob();
        row.Skip(1);
        var id = row.NextGuid();
        var kind = (ResourceKind)row.NextInt();
        var direction = (SyncDirection)row.NextInt();
        var action = (SyncAction)row.NextInt();
        var remoteKind = (RemoteKind)row.NextInt();
        GitHubTime? time = row.NextLongOrNull() is { } seconds ? new GitHubTime(seconds) : null;
        var hash = row.NextHash();
        var repository = row.NextLong();
        var priority = (SyncPriority)row.NextInt();
        row.Skip(1);
        var created = row.NextTime();
        var waiting = row.NextTime();
        if (!StoredDocuments.TryReadOperation(document, id, out var operation, out damage))
        {
            var pending = new PendingOperation(id, direction, action, remoteKind, time, hash, waiting);
            operation = OperationStub.Of(kind, pending, 0, repository, state, 0, created) with { Priority = priority };
        }

        var overlaid = operation with
        {
            State = state,
            WaitingSince = waiting,
            LaneId = row.NextLong(),
            DueAt = row.NextTimeOrNull(),
            StartedAt = row.NextTimeOrNull(),
            Attempts = row.NextInt(),
            Rule = SyncRules.Find(row.NextText()),
            Explanation = row.NextText(),
            Error = ErrorOf(row.NextText(), row.NextText(), row.NextLongOrNull()),
        };
        return LaneNaming.Identify(overlaid, row.NextLongOrNull(), row.NextLongOrNull());
    }

    public static OperationError? ErrorOf(string? code, string? message, long? status) =>
        code is null ? null : new OperationError(code, message ?? "", (int?)status);
}
