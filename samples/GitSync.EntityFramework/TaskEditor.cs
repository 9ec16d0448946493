using Microsoft.EntityFrameworkCore.Storage;

namespace GitSync.EntityFramework;

/// <summary>What users do. A task and its sync operation are saved together or not at all.</summary>
internal sealed class TaskEditor(TaskDb db, ISyncEnqueuer sync, ISyncDispatcher dispatcher, OperationIds ids, TimeProvider time)
{
    public async Task<string> AddAsync(string project, string title)
    {
        var now = time.GetUtcNow();
        var content = new TaskContent { Title = title };
        var task = new AppTask { Id = ids.Next().ToString(), Project = project, Content = content, ModifiedAt = now };

        await using var transaction = await db.Database.BeginTransactionAsync();
        db.Add(task);
        await db.SaveChangesAsync();
        await sync.EnqueueAsync(
            new TaskChanged { TaskId = task.Id, Project = project, Action = SyncAction.Created, ModifiedAt = now },
            transaction.GetDbTransaction());
        await transaction.CommitAsync();
        dispatcher.Wake();
        return task.Id;
    }
}
