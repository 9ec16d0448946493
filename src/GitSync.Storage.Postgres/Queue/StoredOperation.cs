namespace GitSync.Storage.Postgres;

/// <summary>Reads operations that wait or run from their columns, with the document under them when it was read.</summary>
internal static class StoredOperation
{
    /// <summary>Reads the columns of <see cref="OperationSql.Columns"/>.</summary>
    public static SyncOperation Read(RowReader row, bool whole, OperationState state, out string? damage)
    {
        damage = null;
        var lane = row.NextLong();
        var id = row.NextGuid();
        var kind = (ResourceKind)row.NextShort();
        var direction = (SyncDirection)row.NextShort();
        var action = (SyncAction)row.NextShort();
        var remoteKind = (RemoteKind)row.NextShort();
        var updated = row.NextGitHubTime();
        var hash = row.NextHash();
        var repository = row.NextLong();
        var priority = (SyncPriority)row.NextShort();
        var created = row.NextTime();
        var waiting = row.NextTime();
        var overlay = new Overlay
        {
            LaneId = lane,
            State = state,
            WaitingSince = waiting,
            DueAt = row.NextTimeOrNull(),
            StartedAt = row.NextTimeOrNull(),
            Attempts = row.NextInt(),
            Rule = SyncRules.Find(row.NextTextOrNull()),
            Explanation = row.NextTextOrNull(),
            Error = ErrorOf(row.NextTextOrNull(), row.NextTextOrNull(), row.NextIntOrNull()),
            Linked = row.NextLongOrNull(),
            Parent = row.NextLongOrNull(),
        };
        if (whole && StoredDocuments.TryReadOperation(row.NextBytesOrNull(), id, out var operation, out damage))
        {
            return overlay.Over(operation);
        }

        var pending = new PendingOperation(id, direction, action, remoteKind, updated, hash, waiting);
        return overlay.Over(OperationStub.Of(kind, pending, lane, repository, state, overlay.Attempts, created) with { Priority = priority });
    }

    public static OperationError? ErrorOf(string? code, string? message, int? status) =>
        code is null ? null : new OperationError(code, message ?? "", status);

    /// <summary>What columns know better than the document.</summary>
    public readonly record struct Overlay
    {
        public required long LaneId { get; init; }

        public required OperationState State { get; init; }

        public required DateTimeOffset WaitingSince { get; init; }

        public DateTimeOffset? DueAt { get; init; }

        public DateTimeOffset? StartedAt { get; init; }

        public DateTimeOffset? EndedAt { get; init; }

        public required int Attempts { get; init; }

        public SyncRule? Rule { get; init; }

        public string? Explanation { get; init; }

        public OperationError? Error { get; init; }

        public long? Linked { get; init; }

        public long? Parent { get; init; }

        public SyncOperation Over(SyncOperation operation) => LaneNaming.Identify(
            operation with
            {
                LaneId = LaneId,
                State = State,
                WaitingSince = WaitingSince,
                DueAt = DueAt,
                StartedAt = StartedAt,
                EndedAt = EndedAt,
                Attempts = Attempts,
                Rule = Rule,
                Explanation = Explanation,
                Error = Error,
            },
            Linked,
            Parent);
    }
}
