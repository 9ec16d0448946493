namespace GitSync;

/// <summary>A task as the application holds it.</summary>
/// <param name="Id">The application's id.</param>
/// <param name="Project">The project that routing maps to a repository.</param>
/// <param name="Content">The synchronised fields.</param>
/// <param name="ModifiedAt">When it was modified last, UTC.</param>
/// <param name="ModifiedBy">Who modified it last: the application's user id, or null.</param>
/// <param name="CreationKey">
/// The key it was made with, or null for one that a user made. A record with a key is never created on GitHub: it came from there, and its
/// link is just being saved.
/// </param>
public sealed record TaskRecord(
    string Id, string Project, TaskContent Content, DateTimeOffset ModifiedAt, string? ModifiedBy = null, Guid? CreationKey = null)
{
    /// <summary>
    /// Who made it: the application's user id. Null: whoever announced its creation, and nobody when that announcement was covered by a later one.
    /// </summary>
    public string? CreatedBy { get; init; }

    /// <summary>The stamp of the last <see cref="NewRecord{TContent}"/> or <see cref="RecordChange{TContent}"/>, as it was given; users' edits leave it alone.</summary>
    /// <remarks>
    /// It tells GitSync's own write from a user's where a host died before it could remember it. Null where the application keeps none: then such a
    /// write counts as a user's edit.
    /// </remarks>
    public string? SyncStamp { get; init; }
}

/// <summary>A comment as the application holds it.</summary>
/// <param name="Id">The application's id.</param>
/// <param name="TaskId">The task it belongs to.</param>
/// <param name="Content">The synchronised fields.</param>
/// <param name="ModifiedAt">When it was modified last, UTC.</param>
/// <param name="ModifiedBy">Who wrote it: the application's user id, or null.</param>
/// <param name="CreationKey">As for tasks.</param>
public sealed record CommentRecord(
    string Id, string TaskId, CommentContent Content, DateTimeOffset ModifiedAt, string? ModifiedBy = null, Guid? CreationKey = null)
{
    /// <summary>As for tasks.</summary>
    public string? SyncStamp { get; init; }
}

/// <summary>Facts from GitHub that the application may show but not change.</summary>
/// <param name="IsPullRequest">Whether it is a pull request.</param>
/// <param name="IsDraft">Whether it is a draft.</param>
/// <param name="IsMerged">Whether it is merged.</param>
/// <param name="IsLocked">Whether its conversation is locked.</param>
/// <param name="Author">The application's user id of the author, or null (a deleted account).</param>
public sealed record RemoteFacts(bool IsPullRequest, bool IsDraft, bool IsMerged, bool IsLocked, string? Author);

/// <summary>A record to be made from GitHub's object.</summary>
/// <typeparam name="TContent">Task or comment content.</typeparam>
/// <param name="CreationKey">The same for every try of the same creation: the application makes one record per key.</param>
/// <param name="Owner">For a task its project, for a comment its task's id.</param>
/// <param name="Content">The fields.</param>
/// <param name="Facts">Read-only facts.</param>
/// <param name="ModifiedAt">GitHub's time of that state: the record's modified time.</param>
public sealed record NewRecord<TContent>(Guid CreationKey, string Owner, TContent Content, RemoteFacts Facts, DateTimeOffset ModifiedAt)
{
    /// <summary>Keep it with the record and give it back as <see cref="TaskRecord.SyncStamp"/>: opaque, at most 100 ASCII characters.</summary>
    public string? SyncStamp { get; init; }
}

/// <summary>A change of a record.</summary>
/// <typeparam name="TContent">Task or comment content.</typeparam>
/// <param name="Id">The record.</param>
/// <param name="Content">All its synchronised fields as they shall be.</param>
/// <param name="Facts">Read-only facts.</param>
/// <param name="ExpectedModifiedAt">The modified time that was read: when the record has another one by now, nothing is written.</param>
/// <param name="ModifiedAt">The record's modified time afterwards.</param>
public sealed record RecordChange<TContent>(
    string Id, TContent Content, RemoteFacts Facts, DateTimeOffset ExpectedModifiedAt, DateTimeOffset ModifiedAt)
{
    /// <summary>Replaces the record's stamp, also by null.</summary>
    public string? SyncStamp { get; init; }
}

/// <summary>What became of a write to the application.</summary>
public enum RecordWriteStatus
{
    /// <summary>It is durable.</summary>
    Written,

    /// <summary>Only when making one: a record of that creation key is there already, and was left as it is. GitSync reads it and merges.</summary>
    Existing,

    /// <summary>The record was modified since it was read; nothing was written. GitSync reads and merges again.</summary>
    Stale,

    /// <summary>There is no such record.</summary>
    Missing,

    /// <summary>The application does not take it.</summary>
    Refused,
}

/// <summary>The application's answer to a write.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Id">The record's id, when written or existing.</param>
/// <param name="Reason">Why it was refused: a sentence for a person.</param>
public sealed record RecordWriteResult(RecordWriteStatus Status, string? Id = null, string? Reason = null)
{
    /// <summary>The record modified in between.</summary>
    public static RecordWriteResult Stale { get; } = new(RecordWriteStatus.Stale);

    /// <summary>No such record.</summary>
    public static RecordWriteResult Missing { get; } = new(RecordWriteStatus.Missing);

    /// <summary>Durable.</summary>
    public static RecordWriteResult Written(string id) => new(RecordWriteStatus.Written, id);

    /// <summary>Made before, with the same creation key.</summary>
    public static RecordWriteResult Existing(string id) => new(RecordWriteStatus.Existing, id);

    /// <summary>Not taken, for a reason.</summary>
    public static RecordWriteResult Refused(string reason) => new(RecordWriteStatus.Refused, Reason: reason);
}

/// <summary>The application's tasks. A user implements it. Called concurrently, also for one task: an update names the modified time that it expects.</summary>
public interface ITaskRecords
{
    /// <summary>The task as it is now, or null when there is none. One that is only kept, but counts as deleted, is none.</summary>
    ValueTask<TaskRecord?> FindAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>
    /// The task that <see cref="CreateAsync"/> made with this key, or null: asked when GitHub's object is deleted before the host that made the task
    /// could save which one it is.
    /// </summary>
    ValueTask<TaskRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a task, once per creation key: called again with the same key it changes nothing and answers <see cref="RecordWriteStatus.Existing"/> with
    /// the task made before.
    /// </summary>
    ValueTask<RecordWriteResult> CreateAsync(NewRecord<TaskContent> record, CancellationToken cancellationToken);

    /// <summary>Writes a task if its modified time is still the expected one, in one atomic step.</summary>
    ValueTask<RecordWriteResult> UpdateAsync(RecordChange<TaskContent> change, CancellationToken cancellationToken);

    /// <summary>Deletes a task and its comments. Missing is as good as written.</summary>
    ValueTask<RecordWriteResult> DeleteAsync(string taskId, CancellationToken cancellationToken);
}

/// <summary>The application's comments. A user implements it. Called concurrently, also for one comment: an update names the modified time that it expects.</summary>
public interface ICommentRecords
{
    /// <summary>The comment as it is now, or null when there is none. One that is only kept, but counts as deleted, is none.</summary>
    ValueTask<CommentRecord?> FindAsync(string commentId, CancellationToken cancellationToken);

    /// <summary>
    /// The comment that <see cref="CreateAsync"/> made with this key, or null: asked when GitHub's object is deleted before the host that made the comment
    /// could save which one it is.
    /// </summary>
    ValueTask<CommentRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a comment, once per creation key: called again with the same key it changes nothing and answers <see cref="RecordWriteStatus.Existing"/>
    /// with the comment made before.
    /// </summary>
    ValueTask<RecordWriteResult> CreateAsync(NewRecord<CommentContent> record, CancellationToken cancellationToken);

    /// <summary>Writes a comment if its modified time is still the expected one, in one atomic step.</summary>
    ValueTask<RecordWriteResult> UpdateAsync(RecordChange<CommentContent> change, CancellationToken cancellationToken);

    /// <summary>Deletes a comment. Missing is as good as written.</summary>
    ValueTask<RecordWriteResult> DeleteAsync(string commentId, CancellationToken cancellationToken);
}
