namespace GitSync.Simulation;

/// <summary>The application's tasks as one host reaches them: people edit them before and after every call.</summary>
internal sealed class GatedTaskRecords(ITaskRecords inner, Scheduler scheduler, Action<string> tell) : ITaskRecords
{
    public ValueTask<TaskRecord?> FindAsync(string taskId, CancellationToken cancellationToken) =>
        Gates.PassAsync(scheduler, "find task", () => inner.FindAsync(taskId, cancellationToken));

    public ValueTask<TaskRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken) =>
        Gates.PassAsync(scheduler, "find task", () => inner.FindByCreationKeyAsync(creationKey, cancellationToken));

    public ValueTask<RecordWriteResult> CreateAsync(NewRecord<TaskContent> record, CancellationToken cancellationToken) =>
        Gates.PassAsync(scheduler, "create task", () => inner.CreateAsync(record, cancellationToken), done => tell($"written here: task {done}: {record.Content.Title} | {record.Content.Body}"));

    public ValueTask<RecordWriteResult> UpdateAsync(RecordChange<TaskContent> change, CancellationToken cancellationToken) =>
        Gates.PassAsync(scheduler, "update task", () => inner.UpdateAsync(change, cancellationToken), done => tell($"written here: task {change.Id} {done}: {change.Content.Title} | {change.Content.Body}"));

    public ValueTask<RecordWriteResult> DeleteAsync(string taskId, CancellationToken cancellationToken) =>
        Gates.PassAsync(scheduler, "delete task", () => inner.DeleteAsync(taskId, cancellationToken));
}

/// <summary>The application's comments likewise.</summary>
internal sealed class GatedCommentRecords(ICommentRecords inner, Scheduler scheduler, Action<string> tell) : ICommentRecords
{
    public ValueTask<CommentRecord?> FindAsync(string commentId, CancellationToken cancellationToken) =>
        Gates.PassAsync(scheduler, "find comment", () => inner.FindAsync(commentId, cancellationToken));

    public ValueTask<CommentRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken) =>
        Gates.PassAsync(scheduler, "find comment", () => inner.FindByCreationKeyAsync(creationKey, cancellationToken));

    public ValueTask<RecordWriteResult> CreateAsync(NewRecord<CommentContent> record, CancellationToken cancellationToken) =>
        Gates.PassAsync(scheduler, "create comment", () => inner.CreateAsync(record, cancellationToken), done => tell($"written here: comment {done}: {record.Content.Body}"));

    public ValueTask<RecordWriteResult> UpdateAsync(RecordChange<CommentContent> change, CancellationToken cancellationToken) =>
        Gates.PassAsync(scheduler, "update comment", () => inner.UpdateAsync(change, cancellationToken), done => tell($"written here: comment {change.Id} {done}: {change.Content.Body}"));

    public ValueTask<RecordWriteResult> DeleteAsync(string commentId, CancellationToken cancellationToken) =>
        Gates.PassAsync(scheduler, "delete comment", () => inner.DeleteAsync(commentId, cancellationToken));
}

/// <summary>A gate before a call and one after it.</summary>
internal static class Gates
{
    public static async ValueTask<T> PassAsync<T>(Scheduler scheduler, string step, Func<ValueTask<T>> call, Action<T>? look = null)
    {
        await scheduler.PassAsync(step + ", before");
        var done = await call();
        look?.Invoke(done);
        await scheduler.PassAsync(step + ", after");
        return done;
    }
}
