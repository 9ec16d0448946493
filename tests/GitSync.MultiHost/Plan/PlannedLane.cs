using System.Globalization;

namespace GitSync.MultiHost;

/// <summary>Where a lane of the plan stands.</summary>
internal enum LaneRole
{
    /// <summary>A task that is named on both sides from the start.</summary>
    Task,

    /// <summary>A task born on GitHub: only a worker's link gives it its record, and a comment's lane waits for that.</summary>
    Parent,

    /// <summary>A comment of the <see cref="Parent"/> before it.</summary>
    Comment,
}

/// <summary>
/// One lane of the plan, known by its index. All that a link says of it follows from the index, so that linking is harmless: no two
/// lanes ever want the same name.
/// </summary>
internal readonly record struct PlannedLane(int Index)
{
    private const int Installations = 7;
    private const long FirstRepository = 1_000;
    private const long FirstComment = 1_000_000;
    private const long FirstIssueId = 900_000_000;

    public LaneRole Role => (Index % 10) switch
    {
        2 => LaneRole.Parent,
        3 => LaneRole.Comment,
        _ => LaneRole.Task,
    };

    /// <summary>Whether deletions may come to it. Parents keep: their comments' end is then their own.</summary>
    public bool MayEnd => Index % 50 is 7 or 13;

    public long InstallationId => 1 + (Index / 10 % Installations);

    public long RepositoryId => FirstRepository + InstallationId;

    public string RecordId => Role == LaneRole.Comment ? $"c{Index}" : $"t{Index}";

    public LaneName Local => Role == LaneRole.Comment ? LaneName.OfComment(RecordId) : LaneName.OfTask(RecordId);

    /// <summary>The issue's number; for a comment that of its task's issue.</summary>
    public int Number => Role == LaneRole.Comment ? Index : Index + 1;

    public long CommentId => FirstComment + Index;

    public LaneName Remote => Role == LaneRole.Comment ? LaneName.OfGitHubComment(CommentId) : LaneName.OfIssue(RepositoryId, Number);

    /// <summary>How operations find the lane.</summary>
    public LaneAddress Address => Role switch
    {
        LaneRole.Task => new LaneAddress { Kind = ResourceKind.Task, Local = Local, Remote = Remote },
        LaneRole.Parent => new LaneAddress { Kind = ResourceKind.Task, Remote = Remote },
        LaneRole.Comment => new LaneAddress
        {
            Kind = ResourceKind.Comment, Local = Local, Remote = Remote, Parent = new PlannedLane(Index - 1).Address,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(Role), Role, "Unknown role."),
    };

    /// <summary>The connections that all lanes of all plans need.</summary>
    public static IEnumerable<Connection> Connections() => Enumerable.Range(1, Installations).Select(installation => new Connection
    {
        Project = $"project-{installation}",
        RepositoryId = FirstRepository + installation,
        InstallationId = installation,
        Owner = "octo",
        Name = $"board-{installation}",
    });

    /// <summary>The lane that a claim is about, by its remote name, which every lane has from its first operation on.</summary>
    public static PlannedLane Of(ClaimedOperation claim) => claim.Lane.Remote switch
    {
        { } name when name.TryReadIssueNumber(out var number) => new PlannedLane(number - 1),
        { } name when name.TryReadGitHubCommentId(out var comment) => new PlannedLane((int)(comment - FirstComment)),
        _ => throw new InvalidOperationException($"Lane {claim.Lane.Id} has no remote name."),
    };

    /// <summary>The lane that an operation is about, by what it says of its record or object.</summary>
    public static PlannedLane Of(SyncOperation operation) => operation switch
    {
        { LocalId: { } record } => new PlannedLane(int.Parse(record.AsSpan(1), CultureInfo.InvariantCulture)),
        TaskSyncOperation { IssueNumber: { } number } => new PlannedLane(number - 1),
        CommentSyncOperation { GitHubCommentExternalId: { } comment } => new PlannedLane((int)(comment - FirstComment)),
        _ => throw new InvalidOperationException($"Operation {operation.Id} names nothing of the plan."),
    };

    /// <summary>The lane's link. Its marker says which claim wrote it.</summary>
    public LaneLink Link(long fence) => new()
    {
        LocalId = RecordId,
        Remote = Role == LaneRole.Comment
            ? new RemoteIdentity(RepositoryId, Number, null, null, CommentId, false, null, null)
            : new RemoteIdentity(RepositoryId, Number, FirstIssueId + Number, null, null, false, null, null),
        Marker = RunName.Marker(Index, fence),
    };
}
