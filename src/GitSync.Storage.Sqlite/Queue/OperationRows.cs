namespace GitSync.Storage.Sqlite;

/// <summary>Moves operations between queued, running and history, inside the engine; their documents stay where they are.</summary>
internal static class OperationRows
{
    private const string LaneOf = "SELECT lane_id FROM gitsync_operations WHERE id = ?";
    private const string Register = "INSERT INTO gitsync_operations (id, lane_id, document) VALUES (?, ?, ?)";
    private const string NumberOf = "SELECT number FROM gitsync_operations WHERE id = ?";
    private const string RewriteDocument = "UPDATE gitsync_operations SET document = ? WHERE id = ?";
    private const string Rehome = "UPDATE gitsync_operations SET lane_id = ? WHERE id = ?";

    private const string InsertQueued =
        $"""
         INSERT INTO gitsync_queued ({OperationColumns.Fixed}, {OperationColumns.Mutable})
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         """;

    private const string InsertHistory =
        $"""
         INSERT INTO gitsync_history ({OperationColumns.Fixed}, {OperationColumns.Mutable}, state, ended_at, canceled_by, duplicate_of, dropped_for)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         """;

    private const string DeleteQueued = "DELETE FROM gitsync_queued WHERE lane_id = ? AND id = ?";
    private const string DeleteRunning = "DELETE FROM gitsync_running WHERE lane_id = ?";
    private const string DeleteHistory = "DELETE FROM gitsync_history WHERE lane_id = ? AND id = ?";

    private const string ReadQueued =
        $"""
         SELECT (SELECT o.document FROM gitsync_operations o WHERE o.number = gitsync_queued.number),
           {OperationColumns.Fixed}, {OperationColumns.Mutable}
         FROM gitsync_queued WHERE lane_id = ? ORDER BY ordered_at, id
         """;

    private const string ReadErrored =
        $"""
         SELECT (SELECT o.document FROM gitsync_operations o WHERE o.number = gitsync_history.number),
           {OperationColumns.Fixed}, {OperationColumns.Mutable}
         FROM gitsync_history WHERE lane_id = ? AND id = ? AND state = 3
         """;

    private const string ReadRunning =
        $"""
         SELECT (SELECT o.document FROM gitsync_operations o WHERE o.number = gitsync_running.number),
           {OperationColumns.Fixed}, {OperationColumns.Mutable}
         FROM gitsync_running WHERE lane_id = ?
         """;

    private const string StartQueued =
        $"""
         INSERT INTO gitsync_running ({OperationColumns.Fixed}, {OperationColumns.Mutable}, worker_id)
         SELECT {OperationColumns.Fixed}, lane_id, NULL, ?, ?, rule, explanation, error_code, error_message, error_status, ?, ?, ?
         FROM gitsync_queued WHERE lane_id = ? AND id = ?
         """;

    private const string EndRunning =
        $"""
         INSERT INTO gitsync_history ({OperationColumns.Fixed}, {OperationColumns.Mutable}, state, ended_at, canceled_by, duplicate_of, dropped_for)
         SELECT {OperationColumns.Fixed}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM gitsync_running WHERE lane_id = ?
         """;

    private const string RequeueRunning =
        $"""
         INSERT INTO gitsync_queued ({OperationColumns.Fixed}, {OperationColumns.Mutable})
         SELECT {OperationColumns.Fixed}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM gitsync_running WHERE lane_id = ?
         """;

    private const string CancelQueued =
        $"""
         INSERT INTO gitsync_history ({OperationColumns.Fixed}, {OperationColumns.Mutable}, state, ended_at, canceled_by)
         SELECT {OperationColumns.Fixed}, lane_id, due_at, started_at, attempts, ?, ?, error_code, error_message, error_status,
           linked_lane_id, parent_lane_id, ?, ?, ?
         FROM gitsync_queued WHERE lane_id = ? AND id = ?
         """;

    private const string MoveQueued = "UPDATE gitsync_queued SET lane_id = ? WHERE lane_id = ? AND id = ?";
    private const string RewriteHash = "UPDATE gitsync_queued SET hash = ? WHERE lane_id = ? AND id = ?";

    /// <summary>The lane of an operation that entered before, or null.</summary>
    public static long? FindLane(StatementCache statements, Guid id)
    {
        var statement = statements[LaneOf].Add(id);
        long? lane = statement.Step() ? statement.NextLong() : null;
        statement.Reset();
        return lane;
    }

    /// <summary>A new operation enters: queued, or ended at once.</summary>
    public static void Enter(SqliteSession session, SyncOperation operation, LaneState lane)
    {
        session.Statements[Register].Add(operation.Id).Add(operation.LaneId).Add(StoredDocuments.Write(operation)).Run();
        Insert(session, session.Statements.LastRowId, operation, lane);
    }

    /// <summary>A known operation that was taken out of its table comes back.</summary>
    public static void PutBack(SqliteSession session, SyncOperation operation, LaneState lane)
    {
        var row = session.Statements[NumberOf].Add(operation.Id);
        row.Step();
        var number = row.NextLong();
        row.Reset();
        Insert(session, number, operation, lane);
    }

    private static void Insert(SqliteSession session, long number, SyncOperation operation, LaneState lane)
    {
        var queued = operation.State == OperationState.Queued;
        var statement = session.Statements[queued ? InsertQueued : InsertHistory]
            .AddFixed(number, operation).AddMutable(operation, LinkOf(lane), lane.ParentId);
        if (!queued)
        {
            AddEnd(statement, operation);
        }

        statement.Run();
        session.Count(operation.State, 1);
    }

    public static void Start(SqliteSession session, SyncOperation running, LaneState lane, string worker)
    {
        session.Statements[StartQueued].Add(running.StartedAt).Add(running.Attempts).Add(LinkOf(lane)).Add(lane.ParentId).Add(worker)
            .Add(lane.Id).Add(running.Id).Run();
        session.Statements[DeleteQueued].Add(lane.Id).Add(running.Id).Run();
        session.Count(OperationState.Queued, -1);
        session.Count(OperationState.Processing, 1);
    }

    /// <summary>The running operation ends, or goes back to the queue.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="ended">It as it ends; its columns suffice.</param>
    /// <param name="lane">Its lane afterwards.</param>
    /// <param name="whole">It as it ran, when its document changes; else null.</param>
    public static void End(SqliteSession session, SyncOperation ended, LaneState lane, SyncOperation? whole)
    {
        if (whole is not null)
        {
            var kept = whole with { Conflicts = ended.Conflicts, Failures = ended.Failures };
            session.Statements[RewriteDocument].Add(StoredDocuments.Write(kept)).Add(ended.Id).Run();
        }

        var queued = ended.State == OperationState.Queued;
        var statement = session.Statements[queued ? RequeueRunning : EndRunning].AddMutable(ended, LinkOf(lane), lane.ParentId);
        if (!queued)
        {
            AddEnd(statement, ended);
        }

        statement.Add(lane.Id).Run();
        session.Statements[DeleteRunning].Add(lane.Id).Run();
        session.Count(OperationState.Processing, -1);
        session.Count(ended.State, 1);
    }

    /// <summary>A queued operation that another one covers, or that an administrator takes out.</summary>
    public static void Cancel(SqliteSession session, SyncOperation canceled, long laneId)
    {
        session.Statements[CancelQueued].Add(canceled.Rule?.ToString()).Add(canceled.Explanation).Add((long)canceled.State)
            .Add(canceled.EndedAt).Add(canceled.CanceledBy).Add(laneId).Add(canceled.Id).Run();
        RemoveQueued(session, laneId, canceled.Id);
        session.Count(canceled.State, 1);
    }

    public static void RemoveQueued(SqliteSession session, long laneId, Guid id)
    {
        session.Statements[DeleteQueued].Add(laneId).Add(id).Run();
        session.Count(OperationState.Queued, -1);
    }

    public static void RemoveErrored(SqliteSession session, long laneId, Guid id)
    {
        session.Statements[DeleteHistory].Add(laneId).Add(id).Run();
        session.Count(OperationState.Errored, -1);
    }

    public static void Move(SqliteSession session, Guid id, long from, long to)
    {
        session.Statements[MoveQueued].Add(to).Add(from).Add(id).Run();
        session.Statements[Rehome].Add(to).Add(id).Run();
    }

    public static void Rewrite(SqliteSession session, SyncOperation queued, long laneId)
    {
        session.Statements[RewriteHash].Add(queued.ContentHash).Add(laneId).Add(queued.Id).Run();
        session.Statements[RewriteDocument].Add(StoredDocuments.Write(queued)).Add(queued.Id).Run();
    }

    /// <summary>The lane's head with the damage of its document, or null when nothing is queued.</summary>
    public static (SyncOperation Operation, string? Damage)? ReadHead(StatementCache statements, long laneId)
    {
        var row = statements[ReadQueued].Add(laneId);
        if (!row.Step())
        {
            return null;
        }

        var operation = OperationColumns.Read(row, OperationState.Queued, out var damage);
        row.Reset();
        return (operation, damage);
    }

    /// <summary>A lane's queued operations, one per direction, in order.</summary>
    public static List<SyncOperation> ReadAllQueued(StatementCache statements, long laneId)
    {
        var queued = new List<SyncOperation>(2);
        var row = statements[ReadQueued].Add(laneId);
        while (row.Step())
        {
            queued.Add(OperationColumns.Read(row, OperationState.Queued, out _));
        }

        return queued;
    }

    public static SyncOperation? FindErrored(StatementCache statements, long laneId, Guid id)
    {
        var row = statements[ReadErrored].Add(laneId).Add(id);
        if (!row.Step())
        {
            return null;
        }

        var operation = OperationColumns.Read(row, OperationState.Errored, out _);
        row.Reset();
        return operation;
    }

    /// <summary>The lane's running operation with its whole document, or null when that is damaged.</summary>
    public static SyncOperation? FindRunning(StatementCache statements, long laneId)
    {
        var row = statements[ReadRunning].Add(laneId);
        row.Step();
        var running = OperationColumns.Read(row, OperationState.Processing, out var damage);
        row.Reset();
        return damage is null ? running : null;
    }

    private static void AddEnd(Statement statement, SyncOperation ended) => statement
        .Add((long)ended.State).Add(ended.EndedAt).Add(ended.CanceledBy).Add(ended.DuplicateOf).Add(ended.DroppedFor);

    private static long? LinkOf(LaneState lane) => lane.IsLinked ? lane.Id : null;
}
