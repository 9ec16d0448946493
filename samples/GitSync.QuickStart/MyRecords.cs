using System.Collections.Concurrent;
using GitSync;

/// <summary>Where your tasks are. Four promises: one task per creation key, a write only if the record is as it was read, deleting twice is fine, the stamp comes back as it was.</summary>
internal sealed class MyTasks : ITaskRecords
{
    private readonly ConcurrentDictionary<string, TaskRecord> _tasks = [];

    public ValueTask<TaskRecord?> FindAsync(string taskId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_tasks.GetValueOrDefault(taskId));

    public ValueTask<TaskRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken) =>
        FindAsync(creationKey.ToString(), cancellationToken);

    public ValueTask<RecordWriteResult> CreateAsync(NewRecord<TaskContent> record, CancellationToken cancellationToken)
    {
        var id = record.CreationKey.ToString();
        var made = new TaskRecord(id, record.Owner, record.Content, record.ModifiedAt, CreationKey: record.CreationKey) { SyncStamp = record.SyncStamp };
        return ValueTask.FromResult(_tasks.TryAdd(id, made) ? RecordWriteResult.Written(id) : RecordWriteResult.Existing(id));
    }

    public ValueTask<RecordWriteResult> UpdateAsync(RecordChange<TaskContent> change, CancellationToken cancellationToken) => ValueTask.FromResult(
        !_tasks.TryGetValue(change.Id, out var task) ? RecordWriteResult.Missing
        : task.ModifiedAt == change.ExpectedModifiedAt
            && _tasks.TryUpdate(change.Id, task with { Content = change.Content, ModifiedAt = change.ModifiedAt, SyncStamp = change.SyncStamp }, task)
            ? RecordWriteResult.Written(change.Id)
            : RecordWriteResult.Stale);

    public ValueTask<RecordWriteResult> DeleteAsync(string taskId, CancellationToken cancellationToken)
    {
        _tasks.TryRemove(taskId, out _);
        return ValueTask.FromResult(RecordWriteResult.Written(taskId));
    }
}

/// <summary>Where your comments are. The same promises.</summary>
internal sealed class MyComments : ICommentRecords
{
    private readonly ConcurrentDictionary<string, CommentRecord> _comments = [];

    public ValueTask<CommentRecord?> FindAsync(string commentId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_comments.GetValueOrDefault(commentId));

    public ValueTask<CommentRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken) =>
        FindAsync(creationKey.ToString(), cancellationToken);

    public ValueTask<RecordWriteResult> CreateAsync(NewRecord<CommentContent> record, CancellationToken cancellationToken)
    {
        var id = record.CreationKey.ToString();
        var made = new CommentRecord(id, record.Owner, record.Content, record.ModifiedAt, CreationKey: record.CreationKey) { SyncStamp = record.SyncStamp };
        return ValueTask.FromResult(_comments.TryAdd(id, made) ? RecordWriteResult.Written(id) : RecordWriteResult.Existing(id));
    }

    public ValueTask<RecordWriteResult> UpdateAsync(RecordChange<CommentContent> change, CancellationToken cancellationToken) => ValueTask.FromResult(
        !_comments.TryGetValue(change.Id, out var comment) ? RecordWriteResult.Missing
        : comment.ModifiedAt == change.ExpectedModifiedAt
            && _comments.TryUpdate(change.Id, comment with { Content = change.Content, ModifiedAt = change.ModifiedAt, SyncStamp = change.SyncStamp }, comment)
            ? RecordWriteResult.Written(change.Id)
            : RecordWriteResult.Stale);

    public ValueTask<RecordWriteResult> DeleteAsync(string commentId, CancellationToken cancellationToken)
    {
        _comments.TryRemove(commentId, out _);
        return ValueTask.FromResult(RecordWriteResult.Written(commentId));
    }
}
