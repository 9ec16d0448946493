using Microsoft.EntityFrameworkCore;

namespace GitSync.EntityFramework;

/// <summary>Where GitSync reads and writes tasks.</summary>
internal sealed class TaskRecords(IDbContextFactory<TaskDb> factory) : ITaskRecords
{
    public async ValueTask<TaskRecord?> FindAsync(string taskId, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Tasks.FindAsync([taskId], cancellationToken) is { } task
            ? new TaskRecord(task.Id, task.Project, task.Content, task.ModifiedAt, CreationKey: task.CreationKey) { SyncStamp = task.SyncStamp }
            : null;
    }

    public ValueTask<TaskRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken) =>
        FindAsync(creationKey.ToString(), cancellationToken);

    public async ValueTask<RecordWriteResult> CreateAsync(NewRecord<TaskContent> record, CancellationToken cancellationToken)
    {
        // The key is the id: a second task of it cannot be.
        var id = record.CreationKey.ToString();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (await db.Tasks.FindAsync([id], cancellationToken) is not null)
        {
            return RecordWriteResult.Existing(id);
        }

        var (key, project, content, _, time) = record;
        db.Add(new AppTask { Id = id, Project = project, Content = content, ModifiedAt = time, CreationKey = key, SyncStamp = record.SyncStamp });
        await db.SaveChangesAsync(cancellationToken);
        return RecordWriteResult.Written(id);
    }

    public async ValueTask<RecordWriteResult> UpdateAsync(RecordChange<TaskContent> change, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var written = await db.Tasks.Where(task => task.Id == change.Id && task.ModifiedAt == change.ExpectedModifiedAt).ExecuteUpdateAsync(
            task => task
                .SetProperty(each => each.ModifiedAt, change.ModifiedAt)
                .SetProperty(each => each.Content, change.Content)
                .SetProperty(each => each.SyncStamp, change.SyncStamp),
            cancellationToken);
        return written == 1 ? RecordWriteResult.Written(change.Id)
            : await db.Tasks.AnyAsync(task => task.Id == change.Id, cancellationToken) ? RecordWriteResult.Stale
            : RecordWriteResult.Missing;
    }

    public async ValueTask<RecordWriteResult> DeleteAsync(string taskId, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await db.Tasks.Where(task => task.Id == taskId).ExecuteDeleteAsync(cancellationToken);
        return RecordWriteResult.Written(taskId);
    }
}

/// <summary>The sample has no comments; GitHub's end as refused, with this reason.</summary>
internal sealed class NoComments : ICommentRecords
{
    private static readonly RecordWriteResult None = RecordWriteResult.Refused("this application keeps no comments.");

    public ValueTask<CommentRecord?> FindAsync(string commentId, CancellationToken cancellationToken) => new((CommentRecord?)null);

    public ValueTask<CommentRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken) => new((CommentRecord?)null);

    public ValueTask<RecordWriteResult> CreateAsync(NewRecord<CommentContent> record, CancellationToken cancellationToken) => new(None);

    public ValueTask<RecordWriteResult> UpdateAsync(RecordChange<CommentContent> change, CancellationToken cancellationToken) => new(None);

    public ValueTask<RecordWriteResult> DeleteAsync(string commentId, CancellationToken cancellationToken) => new(None);
}
