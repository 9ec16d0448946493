namespace GitSync.Storage.Postgres;

/// <summary>An operation as the reader's queries give it: primitives only.</summary>
internal sealed class OperationRow
{
    public Guid Id { get; init; }

    public short Kind { get; init; }

    public short Direction { get; init; }

    public short Action { get; init; }

    public long RepositoryId { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime WaitingSince { get; init; }

    public byte[] Document { get; init; } = [];

    public long LaneId { get; init; }

    public string? Rule { get; init; }

    public string? Explanation { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public int? ErrorStatus { get; init; }

    public DateTime? DueAt { get; init; }

    public DateTime? StartedAt { get; init; }

    public int Attempts { get; init; }

    public long? LinkedLaneId { get; init; }

    public long? ParentLaneId { get; init; }

    public short State { get; init; }

    public DateTime? EndedAt { get; init; }

    public Guid? CanceledBy { get; init; }

    public Guid? DuplicateOf { get; init; }

    public Guid? DroppedFor { get; init; }

    /// <summary>The document with the current columns laid over it; a damaged one gives what the columns know.</summary>
    public SyncOperation ToOperation()
    {
        if (!StoredDocuments.TryReadOperation(Document, Id, out var operation, out _))
        {
            var pending = new PendingOperation(
                Id, (SyncDirection)Direction, (SyncAction)Action, RemoteKind.Issue, null, null, Time(WaitingSince)!.Value);
            operation = OperationStub.Of((ResourceKind)Kind, pending, LaneId, RepositoryId, (OperationState)State, 0, Time(CreatedAt)!.Value);
        }

        var overlay = new StoredOperation.Overlay
        {
            LaneId = LaneId,
            State = (OperationState)State,
            WaitingSince = Time(WaitingSince)!.Value,
            DueAt = Time(DueAt),
            StartedAt = Time(StartedAt),
            EndedAt = Time(EndedAt),
            Attempts = Attempts,
            Rule = SyncRules.Find(Rule),
            Explanation = Explanation,
            Error = StoredOperation.ErrorOf(ErrorCode, ErrorMessage, ErrorStatus),
            Linked = LinkedLaneId,
            Parent = ParentLaneId,
        };
        return overlay.Over(operation) with { CanceledBy = CanceledBy, DuplicateOf = DuplicateOf, DroppedFor = DroppedFor };
    }

    public static DateTimeOffset? Time(DateTime? time) => time is { } known ? new DateTimeOffset(known) : null;
}

internal sealed class CountRow
{
    public short State { get; init; }

    public long Value { get; init; }
}

internal sealed class ConnectionRow
{
    public string Project { get; init; } = "";

    public long RepositoryId { get; init; }

    public long? InstallationId { get; init; }

    public string Owner { get; init; } = "";

    public string Name { get; init; } = "";

    public long? OfferedInstallationId { get; init; }

    public int Obstacles { get; init; }

    public int Resumptions { get; init; }

    public Connection ToConnection() => new()
    {
        Project = Project,
        RepositoryId = RepositoryId,
        InstallationId = InstallationId,
        Owner = Owner,
        Name = Name,
        OfferedInstallationId = OfferedInstallationId,
        Obstacles = (ConnectionObstacles)Obstacles,
        Resumptions = Resumptions,
    };
}
