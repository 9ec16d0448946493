namespace GitSync.AspNetCore;

/// <summary>Why a record is, or is not, in step: the answer first, then what it rests on.</summary>
internal sealed record WhyDocument
{
    public required string Answer { get; init; }

    public required string Reason { get; init; }

    public required StatusDocument Status { get; init; }

    public bool HasRecord { get; init; }

    public string? Project { get; init; }

    public ConnectionDocument? Connection { get; init; }

    public OutboundDocument? Outbound { get; init; }

    public WritesDocument? Writes { get; init; }

    public RemoteLimit? Limit { get; init; }

    /// <summary>Since when too many closes and deletions wait for a person, or null.</summary>
    public DateTimeOffset? BreakerOpenSince { get; init; }

    public LaneDocument? Lane { get; init; }

    public IReadOnlyList<FieldConflict> Undecided { get; init; } = [];

    public IReadOnlyList<OperationDocument> Operations { get; init; } = [];

    public DeliveryDocument? Delivery { get; init; }

    public static WhyDocument Of(SyncExplanation why) => new()
    {
        Answer = why.Answer,
        Reason = OperationDocument.Name(why.Reason),
        Status = StatusDocument.Of(why.Status),
        HasRecord = why.HasRecord,
        Project = why.Project,
        Connection = why.Connection is { } connection ? ConnectionDocument.Of(connection) : null,
        Outbound = why.Outbound is { } outbound ? new OutboundDocument(outbound.Refusal is null, outbound.Reason) : null,
        Writes = why.Writes is { } writes ? WritesDocument.Of(writes) : null,
        Limit = why.Limit,
        BreakerOpenSince = why.Breaker?.OpenSince,
        Lane = why.Lane is { } lane ? LaneDocument.Of(lane, why.Head) : null,
        Undecided = why.Lane?.Link.Undecided ?? [],
        Operations = [.. why.Operations.Select(OperationDocument.Of)],
        Delivery = why.Delivery is { } delivery ? DeliveryDocument.Of(delivery) : null,
    };
}

/// <summary>A repository as its project is connected to it.</summary>
internal sealed record ConnectionDocument(
    string Project, string Repository, long RepositoryId, long? InstallationId, IReadOnlyList<string> Obstacles, string? Refusal)
{
    public static ConnectionDocument Of(Connection connection) => new(
        connection.Project,
        connection.FullName,
        connection.RepositoryId,
        connection.InstallationId,
        [
            .. Enum.GetValues<ConnectionObstacles>().Where(each => each != ConnectionObstacles.None && connection.Obstacles.HasFlag(each))
                .Select(OperationDocument.Name),
        ],
        connection.Admit(null).Reason);
}

/// <summary>What the outbound policy says.</summary>
internal sealed record OutboundDocument(bool MayLeave, string? Reason);

/// <summary>Whether GitHub is written to; who set it and when is null where nobody did.</summary>
internal sealed record WritesDocument(string Mode, string? Reason, string? By, DateTimeOffset? At)
{
    public static WritesDocument Of(WriteSwitch writes) =>
        new(OperationDocument.Name(writes.Mode), writes.Reason, writes.By, writes.At == default ? null : writes.At);
}

/// <summary>A lane and what waits in it.</summary>
internal sealed record LaneDocument(long Id, bool IsRunning, Guid? HeadId, DateTimeOffset? DueAt, int Attempts, OperationError? Error)
{
    public static LaneDocument Of(LaneView view, SyncOperation? head) =>
        new(view.Lane.Id, view.Lane.Running is not null, head?.Id, view.HeadDueAt, head?.Attempts ?? 0, view.HeadError);
}
