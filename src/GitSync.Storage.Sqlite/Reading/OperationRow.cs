namespace GitSync.Storage.Sqlite;

/// <summary>An operation as the reader's queries give it: primitives only.</summary>
internal sealed class OperationRow
{
    /// <summary>The columns that all three tables have, under this row's names.</summary>
    public const string Columns =
        """
        t.id AS Id, t.kind AS Kind, t.direction AS Direction, t.action AS Action, t.remote_kind AS RemoteKind,
        t.github_updated_at AS GitHubUpdatedAt, t.repository_id AS RepositoryId, t.priority AS Priority, t.created_at AS CreatedAt,
        t.waiting_since AS WaitingSince,
        CAST((SELECT d.document FROM gitsync_operations d WHERE d.number = t.number) AS BLOB) AS Document,
        t.lane_id AS LaneId, t.due_at AS DueAt, t.started_at AS StartedAt,
        t.attempts AS Attempts, t.rule AS Rule, t.explanation AS Explanation, t.error_code AS ErrorCode, t.error_message AS ErrorMessage,
        t.error_status AS ErrorStatus, t.linked_lane_id AS LinkedLaneId, t.parent_lane_id AS ParentLaneId
        """;

    public const string Queued = $"SELECT {Columns}, 0 AS State, NULL AS EndedAt, NULL AS CanceledBy, NULL AS DuplicateOf, NULL AS DroppedFor";

    public const string Running = $"SELECT {Columns}, 1 AS State, NULL AS EndedAt, NULL AS CanceledBy, NULL AS DuplicateOf, NULL AS DroppedFor";

    public const string History =
        $"""
         SELECT {Columns}, t.state AS State, t.ended_at AS EndedAt, t.canceled_by AS CanceledBy, t.duplicate_of AS DuplicateOf,
         t.dropped_for AS DroppedFor
         """;

    public byte[] Id { get; init; } = [];

    public long Kind { get; init; }

    public long Direction { get; init; }

    public long Action { get; init; }

    public long RemoteKind { get; init; }

    public long? GitHubUpdatedAt { get; init; }

    public long RepositoryId { get; init; }

    public long Priority { get; init; }

    public long CreatedAt { get; init; }

    public long WaitingSince { get; init; }

    public byte[] Document { get; init; } = [];

    public long LaneId { get; init; }

    public long? DueAt { get; init; }

    public long? StartedAt { get; init; }

    public long Attempts { get; init; }

    public string? Rule { get; init; }

    public string? Explanation { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public long? ErrorStatus { get; init; }

    public long? LinkedLaneId { get; init; }

    public long? ParentLaneId { get; init; }

    public long State { get; init; }

    public long? EndedAt { get; init; }

    public byte[]? CanceledBy { get; init; }

    public byte[]? DuplicateOf { get; init; }

    public byte[]? DroppedFor { get; init; }

    /// <summary>The document with the current columns laid over it; a damaged one gives what the columns know.</summary>
    public SyncOperation ToOperation()
    {
        var id = new Guid(Id, bigEndian: true);
        if (!StoredDocuments.TryReadOperation(Document, id, out var operation, out _))
        {
            GitHubTime? time = GitHubUpdatedAt is { } seconds ? new GitHubTime(seconds) : null;
            var pending = new PendingOperation(
                id, (SyncDirection)Direction, (SyncAction)Action, (RemoteKind)RemoteKind, time, null, StoredTime.Read(WaitingSince));
            operation = OperationStub.Of(
                (ResourceKind)Kind, pending, LaneId, RepositoryId, (OperationState)State, 0, StoredTime.Read(CreatedAt)) with
            {
                Priority = (SyncPriority)Priority,
            };
        }

        var overlaid = operation with
        {
            LaneId = LaneId,
            State = (OperationState)State,
            WaitingSince = StoredTime.Read(WaitingSince),
            DueAt = StoredTime.Read(DueAt),
            StartedAt = StoredTime.Read(StartedAt),
            EndedAt = StoredTime.Read(EndedAt),
            Attempts = (int)Attempts,
            Rule = SyncRules.Find(Rule),
            Explanation = Explanation,
            Error = OperationColumns.ErrorOf(ErrorCode, ErrorMessage, ErrorStatus),
            CanceledBy = GuidOf(CanceledBy),
            DuplicateOf = GuidOf(DuplicateOf),
            DroppedFor = GuidOf(DroppedFor),
        };
        return LaneNaming.Identify(overlaid, LinkedLaneId, ParentLaneId);
    }

    private static Guid? GuidOf(byte[]? bytes) => bytes is null ? null : new Guid(bytes, bigEndian: true);
}
