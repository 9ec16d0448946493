using System.Text.Json.Serialization;

namespace GitSync;

/// <summary>Which side rang. It does not say which side wins: the merge decides that.</summary>
public enum SyncDirection
{
    /// <summary>GitHub's side changed.</summary>
    Inbound,

    /// <summary>The application's side changed.</summary>
    Outbound,
}

/// <summary>What happened to the resource, as far as the queue needs to know.</summary>
public enum SyncAction
{
    /// <summary>It was made.</summary>
    Created,

    /// <summary>Some field of it changed.</summary>
    Edited,

    /// <summary>It was deleted; never superseded by anything else.</summary>
    Deleted,

    /// <summary>The issue moved to another repository; for this lane the same as gone, but nothing is deleted.</summary>
    Transferred,

    /// <summary>Nobody says what happened: read GitHub and compare.</summary>
    Refreshed,
}

/// <summary>What goes first among runnable lanes.</summary>
public enum SyncPriority
{
    /// <summary>Somebody edited something.</summary>
    UserEdit,

    /// <summary>Repair and settling reads.</summary>
    Reconcile,

    /// <summary>The first import of a repository.</summary>
    Backfill,
}

/// <summary>Why an operation failed.</summary>
/// <param name="Code">A stable word, for example <c>not_found</c>, <c>validation</c>, <c>record_refused</c>.</param>
/// <param name="Message">A sentence for a person; holds no secret.</param>
/// <param name="HttpStatus">GitHub's status code, or null when GitHub did not answer or was not asked.</param>
public sealed record OperationError(string Code, string Message, int? HttpStatus = null);

/// <summary>One reason to bring one resource in step. Immutable: a state changes only through <see cref="OperationStates"/>.</summary>
[JsonDerivedType(typeof(TaskSyncOperation), "task")]
[JsonDerivedType(typeof(CommentSyncOperation), "comment")]
public abstract record SyncOperation
{
    /// <summary>How many failed attempts an operation keeps.</summary>
    public const int MaximumFailures = 10;

    private protected SyncOperation()
    {
    }

    /// <summary>UUID version 7 made by the caller, so that enqueuing the same operation again is harmless.</summary>
    public required Guid Id { get; init; }

    /// <summary>Task or comment.</summary>
    [JsonIgnore]
    public abstract ResourceKind Kind { get; }

    /// <summary>Which side rang.</summary>
    public required SyncDirection Direction { get; init; }

    /// <summary>What happened.</summary>
    public required SyncAction Action { get; init; }

    /// <summary>The lane; 0 until the store has accepted the operation.</summary>
    public long LaneId { get; init; }

    /// <summary>The GitHub App's installation, or null with a plain token or when the payload named none.</summary>
    public long? GitHubAppInstallationId { get; init; }

    /// <summary>The repository's numeric id; 0 when the project is not connected to one.</summary>
    public required long RepositoryId { get; init; }

    /// <summary>Which remote object <see cref="GitHubUpdatedAt"/> belongs to.</summary>
    public RemoteKind RemoteKind { get; init; }

    /// <summary>GitHub's <c>updated_at</c> of the state that rang; null for outbound operations and refreshes.</summary>
    public GitHubTime? GitHubUpdatedAt { get; init; }

    /// <summary>When the application's record was modified, by the application's clock; null when unknown.</summary>
    public DateTimeOffset? RecordModifiedAt { get; init; }

    /// <summary>Hash of <see cref="Remote"/>; null when there is none.</summary>
    public ContentHash? ContentHash { get; init; }

    /// <summary>The webhook delivery's GUID, or null.</summary>
    public Guid? DeliveryId { get; init; }

    /// <summary>The state that GitHub sent along, or null.</summary>
    [JsonIgnore]
    public abstract RemoteItem? Remote { get; }

    /// <summary>The application's id of the record, or null while there is none.</summary>
    [JsonIgnore]
    public abstract string? LocalId { get; }

    /// <summary>Where the operation is in its life.</summary>
    public OperationState State { get; init; }

    /// <summary>The newer operation that covers this one; null also for one that an administrator canceled.</summary>
    public Guid? CanceledBy { get; init; }

    /// <summary>The operation that already carries the same news.</summary>
    public Guid? DuplicateOf { get; init; }

    /// <summary>The operation because of which this one brings nothing.</summary>
    public Guid? DroppedFor { get; init; }

    /// <summary>The rule that decided last.</summary>
    public SyncRule? Rule { get; init; }

    /// <summary>One sentence with the values the rule compared.</summary>
    public string? Explanation { get; init; }

    /// <summary>How often processing was begun; counted before running, so a crash counts too.</summary>
    public int Attempts { get; init; }

    /// <summary>Not to be started before; null means at once.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The last failure, or null.</summary>
    public OperationError? Error { get; init; }

    /// <summary>The last attempts that failed, oldest first, at most <see cref="MaximumFailures"/>; an administrator's retry keeps them.</summary>
    public IReadOnlyList<FailedAttempt> Failures { get; init; } = [];

    /// <summary>GitHub must be read before this operation may change anything.</summary>
    public bool Fetch { get; init; }

    /// <summary>What goes first among runnable lanes.</summary>
    public SyncPriority Priority { get; init; }

    /// <summary>Who did it: a login or the application's user id, or null.</summary>
    public string? Actor { get; init; }

    /// <summary>What a person had asked for, as a sentence that begins the explanation when it ends; null for an edit like any other.</summary>
    public string? Cause { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request that made it, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Fields that both sides had changed, with the losing values.</summary>
    public IReadOnlyList<FieldConflict> Conflicts { get; init; } = [];

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when its lane waits for it: its own acceptance, or that of the oldest operation it covers, so that a busy lane does not starve.</summary>
    public DateTimeOffset WaitingSince { get; init; }

    /// <summary>When its last attempt began, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it left the queue, or null while it is in it.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Where it stands in its lane: GitHub's time where there is one, else when it was accepted. Ties go by id.</summary>
    [JsonIgnore]
    public DateTimeOffset OrderedAt => GitHubUpdatedAt?.ToDateTimeOffset() ?? CreatedAt;

    /// <summary>Whether it takes the resource away.</summary>
    [JsonIgnore]
    public bool EndsResource => Action is SyncAction.Deleted or SyncAction.Transferred;
}

/// <summary>An operation on a task and its issue or pull request.</summary>
public sealed record TaskSyncOperation : SyncOperation
{
    /// <inheritdoc />
    [JsonIgnore]
    public override ResourceKind Kind => ResourceKind.Task;

    /// <summary>The application's id of the task, or null while there is none.</summary>
    public string? TaskId { get; init; }

    /// <summary>The link between task and issue: its lane's id once linked, else null.</summary>
    public long? GitHubIssueId { get; init; }

    /// <summary>The issue's or pull request's number, or null while it is not on GitHub.</summary>
    public int? IssueNumber { get; init; }

    /// <summary>GitHub's id of the issue object, or null while unknown.</summary>
    public long? GitHubIssueExternalId { get; init; }

    /// <summary>GitHub's id of the pull request object, or null.</summary>
    public long? GitHubPullRequestExternalId { get; init; }

    /// <summary>The issue as GitHub sent it along, or null.</summary>
    public RemoteIssue? Issue { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override RemoteItem? Remote => Issue;

    /// <inheritdoc />
    [JsonIgnore]
    public override string? LocalId => TaskId;
}

/// <summary>An operation on a comment and its issue comment.</summary>
public sealed record CommentSyncOperation : SyncOperation
{
    /// <inheritdoc />
    [JsonIgnore]
    public override ResourceKind Kind => ResourceKind.Comment;

    /// <summary>The application's id of the comment, or null while there is none.</summary>
    public string? CommentId { get; init; }

    /// <summary>The link between the two comments: its lane's id once linked, else null.</summary>
    public long? GitHubCommentId { get; init; }

    /// <summary>GitHub's id of the comment, or null while it is not on GitHub.</summary>
    public long? GitHubCommentExternalId { get; init; }

    /// <summary>The lane of the task it belongs to; the comment waits until that one is linked.</summary>
    public long? ParentLaneId { get; init; }

    /// <summary>The comment as GitHub sent it along, or null.</summary>
    public RemoteComment? Comment { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override RemoteItem? Remote => Comment;

    /// <inheritdoc />
    [JsonIgnore]
    public override string? LocalId => CommentId;
}
