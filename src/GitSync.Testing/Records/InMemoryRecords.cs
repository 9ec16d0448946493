using System.Collections.Concurrent;

namespace GitSync.Testing;

/// <summary>Tasks in memory, with the semantics that <see cref="ITaskRecords"/> asks for. Thread-safe.</summary>
/// <param name="time">The application's clock.</param>
/// <param name="comments">The comments that go with a deleted task, or null.</param>
public sealed class InMemoryTaskRecords(TimeProvider time, InMemoryCommentRecords? comments = null) : ITaskRecords
{
    private readonly ConcurrentDictionary<string, TaskRecord> _tasks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RemoteFacts> _facts = new(StringComparer.Ordinal);

    /// <summary>All tasks, in no order.</summary>
    public IReadOnlyCollection<TaskRecord> All => [.. _tasks.Values];

    /// <summary>How many writes GitSync has made; an echo must not raise it.</summary>
    public int Writes { get; private set; }

    /// <summary>The read-only facts last told of a task, or null.</summary>
    public RemoteFacts? FactsOf(string taskId) => _facts.GetValueOrDefault(taskId);

    /// <summary>What a user does: makes or replaces a task. Announce it to the enqueuer afterwards.</summary>
    public TaskRecord Save(string id, string project, TaskContent content)
    {
        var before = _tasks.GetValueOrDefault(id);
        return _tasks[id] = new TaskRecord(id, project, content, SavedAt.After(before?.ModifiedAt, time), CreationKey: before?.CreationKey) { SyncStamp = before?.SyncStamp };
    }

    /// <summary>What a user does: deletes a task with its comments. Announce the task to the enqueuer afterwards.</summary>
    public void Remove(string id)
    {
        _tasks.TryRemove(id, out _);
        comments?.RemoveOf(id);
    }

    /// <inheritdoc />
    public ValueTask<TaskRecord?> FindAsync(string taskId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_tasks.GetValueOrDefault(taskId));

    /// <inheritdoc />
    public ValueTask<TaskRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken) =>
        FindAsync(creationKey.ToString(), cancellationToken);

    /// <inheritdoc />
    public ValueTask<RecordWriteResult> CreateAsync(NewRecord<TaskContent> record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var id = record.CreationKey.ToString();
        var made = new TaskRecord(id, record.Owner, record.Content, record.ModifiedAt, CreationKey: record.CreationKey) { SyncStamp = record.SyncStamp };
        if (!_tasks.TryAdd(id, made))
        {
            return ValueTask.FromResult(RecordWriteResult.Existing(id));
        }

        _facts[id] = record.Facts;
        Writes++;
        return ValueTask.FromResult(RecordWriteResult.Written(id));
    }

    /// <inheritdoc />
    public ValueTask<RecordWriteResult> UpdateAsync(RecordChange<TaskContent> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (!_tasks.TryGetValue(change.Id, out var task))
        {
            return ValueTask.FromResult(RecordWriteResult.Missing);
        }

        var changed = task with { Content = change.Content, ModifiedAt = change.ModifiedAt, SyncStamp = change.SyncStamp };
        if (task.ModifiedAt != change.ExpectedModifiedAt || !_tasks.TryUpdate(change.Id, changed, task))
        {
            return ValueTask.FromResult(RecordWriteResult.Stale);
        }

        _facts[change.Id] = change.Facts;
        Writes++;
        return ValueTask.FromResult(RecordWriteResult.Written(change.Id));
    }

    /// <inheritdoc />
    public ValueTask<RecordWriteResult> DeleteAsync(string taskId, CancellationToken cancellationToken)
    {
        _tasks.TryRemove(taskId, out _);
        comments?.RemoveOf(taskId);
        Writes++;
        return ValueTask.FromResult(RecordWriteResult.Written(taskId));
    }
}

/// <summary>Comments in memory, with the semantics that <see cref="ICommentRecords"/> asks for. Thread-safe.</summary>
/// <param name="time">The application's clock.</param>
public sealed class InMemoryCommentRecords(TimeProvider time) : ICommentRecords
{
    private readonly ConcurrentDictionary<string, CommentRecord> _comments = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RemoteFacts> _facts = new(StringComparer.Ordinal);

    /// <summary>All comments, in no order.</summary>
    public IReadOnlyCollection<CommentRecord> All => [.. _comments.Values];

    /// <summary>How many writes GitSync has made; an echo must not raise it.</summary>
    public int Writes { get; private set; }

    /// <summary>The read-only facts last told of a comment, or null.</summary>
    public RemoteFacts? FactsOf(string commentId) => _facts.GetValueOrDefault(commentId);

    /// <summary>What a user does: makes or replaces a comment. Announce it to the enqueuer afterwards.</summary>
    public CommentRecord Save(string id, string taskId, string body)
    {
        var before = _comments.GetValueOrDefault(id);
        return _comments[id] = new CommentRecord(
            id, taskId, new CommentContent { Body = body }, SavedAt.After(before?.ModifiedAt, time), CreationKey: before?.CreationKey)
        {
            SyncStamp = before?.SyncStamp,
        };
    }

    /// <summary>What a user does: deletes a comment.</summary>
    public void Remove(string id) => _comments.TryRemove(id, out _);

    /// <inheritdoc />
    public ValueTask<CommentRecord?> FindAsync(string commentId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_comments.GetValueOrDefault(commentId));

    /// <inheritdoc />
    public ValueTask<CommentRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken) =>
        FindAsync(creationKey.ToString(), cancellationToken);

    /// <inheritdoc />
    public ValueTask<RecordWriteResult> CreateAsync(NewRecord<CommentContent> record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var id = record.CreationKey.ToString();
        var made = new CommentRecord(id, record.Owner, record.Content, record.ModifiedAt, CreationKey: record.CreationKey) { SyncStamp = record.SyncStamp };
        if (!_comments.TryAdd(id, made))
        {
            return ValueTask.FromResult(RecordWriteResult.Existing(id));
        }

        _facts[id] = record.Facts;
        Writes++;
        return ValueTask.FromResult(RecordWriteResult.Written(id));
    }

    /// <inheritdoc />
    public ValueTask<RecordWriteResult> UpdateAsync(RecordChange<CommentContent> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (!_comments.TryGetValue(change.Id, out var comment))
        {
            return ValueTask.FromResult(RecordWriteResult.Missing);
        }

        var changed = comment with { Content = change.Content, ModifiedAt = change.ModifiedAt, SyncStamp = change.SyncStamp };
        if (comment.ModifiedAt != change.ExpectedModifiedAt || !_comments.TryUpdate(change.Id, changed, comment))
        {
            return ValueTask.FromResult(RecordWriteResult.Stale);
        }

        _facts[change.Id] = change.Facts;
        Writes++;
        return ValueTask.FromResult(RecordWriteResult.Written(change.Id));
    }

    /// <inheritdoc />
    public ValueTask<RecordWriteResult> DeleteAsync(string commentId, CancellationToken cancellationToken)
    {
        _comments.TryRemove(commentId, out _);
        Writes++;
        return ValueTask.FromResult(RecordWriteResult.Written(commentId));
    }

    internal void RemoveOf(string taskId)
    {
        foreach (var comment in _comments.Values.Where(comment => comment.TaskId == taskId))
        {
            _comments.TryRemove(comment.Id, out _);
        }
    }
}

/// <summary>When a record is saved: later than before, also by a clock that stands, as two edits of one moment must not be taken for one.</summary>
internal static class SavedAt
{
    public static DateTimeOffset After(DateTimeOffset? before, TimeProvider time) =>
        time.GetUtcNow() is var now && before is { } last && last >= now ? last.AddTicks(1) : now;
}
