namespace GitSync.Storage.Sqlite;

/// <summary>A lane as read: what the rules see, and what only its row and its running row know.</summary>
/// <param name="State">The rules' view.</param>
/// <param name="Worker">The worker that runs it, or null.</param>
/// <param name="Attempts">The running operation's attempts.</param>
/// <param name="CreatedAt">The running operation's acceptance.</param>
/// <param name="StartedAt">When its attempt began.</param>
internal readonly record struct LaneRow(LaneState State, string? Worker, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt)
{
    /// <summary>The running operation as far as ending it needs to know; its document is neither read nor written for that.</summary>
    public SyncOperation Running() => OperationStub.Of(
        State.Kind, State.Running!, State.Id, State.RepositoryId, OperationState.Processing, Attempts, CreatedAt) with { StartedAt = StartedAt };
}

/// <summary>Reads and writes lanes.</summary>
internal static class LaneRows
{
    private const string Columns =
        """
        SELECT l.id, l.kind, l.local_name, l.remote_name, l.marker, l.parent_id, l.repository_id, l.installation_id, l.fence,
          l.tombstone_id, l.tombstone_side, l.tombstone_at,
          l.watermark_at, l.watermark_id, l.watermark_hash, l.pull_watermark_at, l.pull_watermark_id, l.pull_watermark_hash,
          l.record_modified_at, l.record_id, l.outcome_id, l.outcome_state, l.outcome_at, l.outcome_rule, l.outcome_explanation,
          p.id, p.local_name IS NOT NULL AND p.remote_name IS NOT NULL, p.tombstone_id,
          i.id, i.action, i.remote_kind, i.github_updated_at, i.hash, i.waiting_since,
          o.id, o.action, o.remote_kind, o.github_updated_at, o.hash, o.waiting_since,
          r.id, r.action, r.remote_kind, r.github_updated_at, r.hash, r.waiting_since,
          r.direction, r.worker_id, r.attempts, r.created_at, r.started_at
        FROM gitsync_lanes l
          LEFT JOIN gitsync_lanes p ON p.id = l.parent_id
          LEFT JOIN gitsync_queued i ON i.lane_id = l.id AND i.direction = 0
          LEFT JOIN gitsync_queued o ON o.lane_id = l.id AND o.direction = 1
          LEFT JOIN gitsync_running r ON r.lane_id = l.id
        """;

    private const string ById = Columns + " WHERE l.id = ?";
    private const string ByLocal = Columns + " WHERE l.local_name = ?";
    private const string ByRemote = Columns + " WHERE l.remote_name = ?";
    private const string ByMarker = Columns + " WHERE l.marker = ? AND l.remote_name IS NULL AND l.kind = ? AND l.repository_id = ? ORDER BY l.id LIMIT 1";
    private const string ListAll = "SELECT id FROM gitsync_lanes WHERE id > ? AND (? = -1 OR outcome_state = ?) ORDER BY id LIMIT ?";
    private const string ListOfRepository =
        "SELECT id FROM gitsync_lanes WHERE repository_id = ? AND id > ? AND (? = -1 OR outcome_state = ?) ORDER BY id LIMIT ?";
    private const string LocalIsTaken = "SELECT 1 FROM gitsync_lanes WHERE local_name = ?";
    private const string RemoteIsTaken = "SELECT 1 FROM gitsync_lanes WHERE remote_name = ?";
    private const string ReadLinkOf = "SELECT link FROM gitsync_lanes WHERE id = ?";

    private const string InsertLane =
        """
        INSERT INTO gitsync_lanes (repository_id, installation_id, fence, tombstone_id, tombstone_side, tombstone_at,
          watermark_at, watermark_id, watermark_hash, pull_watermark_at, pull_watermark_id, pull_watermark_hash,
          record_modified_at, record_id, outcome_id, outcome_state, outcome_at, outcome_rule, outcome_explanation,
          id, kind, local_name, remote_name, marker, parent_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const string UpdateState =
        """
        UPDATE gitsync_lanes SET repository_id = ?, installation_id = ?, fence = ?, tombstone_id = ?, tombstone_side = ?, tombstone_at = ?,
          watermark_at = ?, watermark_id = ?, watermark_hash = ?, pull_watermark_at = ?, pull_watermark_id = ?, pull_watermark_hash = ?,
          record_modified_at = ?, record_id = ?, outcome_id = ?, outcome_state = ?, outcome_at = ?, outcome_rule = ?, outcome_explanation = ?
        WHERE id = ?
        """;

    private const string UpdateFence = "UPDATE gitsync_lanes SET fence = ? WHERE id = ?";
    private const string UpdateNames = "UPDATE gitsync_lanes SET local_name = ?, remote_name = ?, marker = ?, parent_id = ? WHERE id = ?";
    private const string UpdateLink = "UPDATE gitsync_lanes SET link = ? WHERE id = ?";
    private const string DeleteLane = "DELETE FROM gitsync_lanes WHERE id = ?";
    private const string Reparent = "UPDATE gitsync_lanes SET parent_id = ? WHERE parent_id = ?";

    public static LaneRow? Find(StatementCache statements, long id) => Read(statements[ById].Add(id));

    public static LaneRow? FindByLocal(StatementCache statements, LaneName? name) =>
        name is { } known ? Read(statements[ByLocal].Add(known.Value)) : null;

    public static LaneRow? FindByRemote(StatementCache statements, LaneName? name) =>
        name is { } known ? Read(statements[ByRemote].Add(known.Value)) : null;

    /// <summary>The lane that waits for an object with this marker. Only in the repository that it creates in: whoever can read a body can copy it elsewhere.</summary>
    public static LaneRow? FindUnlinkedByMarker(StatementCache statements, string? marker, ResourceKind kind, long repositoryId) =>
        marker is null ? null : Read(statements[ByMarker].Add(marker).Add((long)kind).Add(repositoryId));

    public static bool IsLocalTaken(StatementCache statements, LaneName name) => Exists(statements[LocalIsTaken].Add(name.Value));

    public static bool IsRemoteTaken(StatementCache statements, LaneName name) => Exists(statements[RemoteIsTaken].Add(name.Value));

    public static List<LaneRow> List(StatementCache statements, LaneQuery query)
    {
        var state = (long)(query.LastOutcome ?? (OperationState)(-1));
        var found = query.RepositoryId is { } repository ? statements[ListOfRepository].Add(repository) : statements[ListAll];
        found.Add(query.After).Add(state).Add(state).Add((long)query.Limit);
        var ids = new List<long>();
        while (found.Step())
        {
            ids.Add(found.NextLong());
        }

        found.Reset();
        return [.. ids.Select(id => Find(statements, id)).OfType<LaneRow>()];
    }

    public static LaneLink ReadLink(StatementCache statements, long id)
    {
        var statement = statements[ReadLinkOf].Add(id);
        try
        {
            return statement.Step() ? StoredDocuments.ReadLink(statement.NextBlob()) : LaneLink.Empty;
        }
        finally
        {
            statement.Reset();
        }
    }

    public static void Insert(StatementCache statements, LaneState lane) =>
        AddState(statements[InsertLane], lane).Add((long)lane.Kind).Add(lane.Local?.Value).Add(lane.Remote?.Value).Add(lane.Marker).Add(lane.ParentId).Run();

    public static void Save(StatementCache statements, LaneState lane) => AddState(statements[UpdateState], lane).Run();

    public static void SaveFence(StatementCache statements, LaneState lane) => statements[UpdateFence].Add(lane.Fence).Add(lane.Id).Run();

    /// <summary>Names have indexes, so they are written only when they changed.</summary>
    public static void SaveNames(StatementCache statements, LaneState lane) => statements[UpdateNames]
        .Add(lane.Local?.Value).Add(lane.Remote?.Value).Add(lane.Marker).Add(lane.ParentId).Add(lane.Id).Run();

    public static void SaveLink(StatementCache statements, long id, LaneLink link) =>
        statements[UpdateLink].Add(StoredDocuments.Write(link)).Add(id).Run();

    /// <summary>Takes an absorbed lane out; its children follow, its history stays.</summary>
    public static void Remove(StatementCache statements, long id, long heir)
    {
        statements[Reparent].Add(heir).Add(id).Run();
        statements[DeleteLane].Add(id).Run();
    }

    private static bool Exists(Statement statement)
    {
        var found = statement.Step();
        statement.Reset();
        return found;
    }

    private static Statement AddState(Statement statement, LaneState lane) => statement
        .Add(lane.RepositoryId).Add(lane.InstallationId).Add(lane.Fence)
        .Add(lane.Tombstone?.OperationId).Add((long?)lane.Tombstone?.Side).Add(lane.Tombstone?.At)
        .Add(lane.Watermark?.UpdatedAt.UnixSeconds).Add(lane.Watermark?.OperationId).Add(lane.Watermark?.Hash)
        .Add(lane.PullRequestWatermark?.UpdatedAt.UnixSeconds).Add(lane.PullRequestWatermark?.OperationId).Add(lane.PullRequestWatermark?.Hash)
        .Add(lane.RecordWatermark?.ModifiedAt).Add(lane.RecordWatermark?.OperationId)
        .Add(lane.LastOutcome?.OperationId).Add((long?)lane.LastOutcome?.State).Add(lane.LastOutcome?.At)
            .Add(SyncRules.NameOf(lane.LastOutcome?.Rule)).Add(lane.LastOutcome?.Explanation)
        .Add(lane.Id);

    private static LaneRow? Read(Statement row)
    {
        if (!row.Step())
        {
            return null;
        }

        var lane = new LaneState
        {
            Id = row.NextLong(),
            Kind = (ResourceKind)row.NextInt(),
            Local = NameOf(row.NextText()),
            Remote = NameOf(row.NextText()),
            Marker = row.NextText(),
            ParentId = row.NextLongOrNull(),
            RepositoryId = row.NextLong(),
            InstallationId = row.NextLongOrNull(),
            Fence = row.NextLong(),
            Tombstone = ReadTombstone(row),
            Watermark = ReadWatermark(row),
            PullRequestWatermark = ReadWatermark(row),
            RecordWatermark = ReadRecordWatermark(row),
            LastOutcome = ReadOutcome(row),
            ParentIsLinked = row.NextLongOrNull() is not null & row.NextInt() != 0,
            ParentTombstone = row.NextGuidOrNull(),
            QueuedInbound = ReadPending(row, SyncDirection.Inbound),
            QueuedOutbound = ReadPending(row, SyncDirection.Outbound),
            Running = ReadPending(row, SyncDirection.Inbound),
        };
        var read = lane.Running is null
            ? new LaneRow(lane, null, 0, default, null)
            : new LaneRow(
                lane with { Running = lane.Running with { Direction = (SyncDirection)row.NextInt() } },
                row.NextText(),
                row.NextInt(),
                row.NextTime(),
                row.NextTimeOrNull());
        row.Reset();
        return read;
    }

    private static LaneName? NameOf(string? name) => name is null ? null : new LaneName(name);

    private static Tombstone? ReadTombstone(Statement row)
    {
        if (row.NextGuidOrNull() is { } id)
        {
            return new Tombstone(id, (SyncSide)row.NextInt(), row.NextTime());
        }

        row.Skip(2);
        return null;
    }

    private static Watermark? ReadWatermark(Statement row)
    {
        if (row.NextLongOrNull() is { } at)
        {
            return new Watermark(new GitHubTime(at), row.NextGuid(), row.NextHash());
        }

        row.Skip(2);
        return null;
    }

    private static RecordWatermark? ReadRecordWatermark(Statement row)
    {
        if (row.NextTimeOrNull() is { } at)
        {
            return new RecordWatermark(at, row.NextGuid());
        }

        row.Skip(1);
        return null;
    }

    private static LaneOutcome? ReadOutcome(Statement row)
    {
        if (row.NextGuidOrNull() is not { } id)
        {
            row.Skip(4);
            return null;
        }

        var state = (OperationState)row.NextInt();
        var at = row.NextTime();
        var rule = SyncRules.Find(row.NextText());
        return new LaneOutcome(id, state, rule, row.NextText(), at);
    }

    private static PendingOperation? ReadPending(Statement row, SyncDirection direction)
    {
        if (row.NextGuidOrNull() is not { } id)
        {
            row.Skip(5);
            return null;
        }

        var action = (SyncAction)row.NextInt();
        var kind = (RemoteKind)row.NextInt();
        GitHubTime? time = row.NextLongOrNull() is { } seconds ? new GitHubTime(seconds) : null;
        var hash = row.NextHash();
        return new PendingOperation(id, direction, action, kind, time, hash, row.NextTime());
    }
}
