using Microsoft.Data.Sqlite;

namespace GitSync.SampleHost.Board;

/// <summary>
/// What people do on the board. Each edit saves the record and its sync operation in one transaction and answers at once: nobody waits
/// for GitHub, and a crash in between loses neither.
/// </summary>
internal sealed class BoardEditor(
    BoardDatabase database, ISyncEnqueuer enqueuer, ISyncDispatcher dispatcher, OperationIds ids, TimeProvider time)
{
    public Task<BoardTask> AddTaskAsync(string project, TaskContent content, string? author, CancellationToken cancellationToken) => EditAsync(
        async edit =>
        {
            var facts = new RemoteFacts(false, false, false, false, author);
            var task = new BoardTask(ids.Next().ToString(), project, content, facts, time.GetUtcNow());
            await TaskTable.InsertAsync(edit.Connection, task, edit.Transaction);
            await AnnounceAsync(edit, task, SyncAction.Created);
            return task;
        },
        cancellationToken);

    /// <summary>Edits a task; null when there is none.</summary>
    public Task<BoardTask?> EditTaskAsync(string id, Func<TaskContent, TaskContent> change, CancellationToken cancellationToken) => EditAsync(
        async edit =>
        {
            var task = await TaskTable.FindAsync(edit.Connection, id, edit.Transaction);
            if (task is null || change(task.Content) is not { } content || content == task.Content)
            {
                return task;
            }

            var edited = task with { Content = content, ModifiedAt = After(task.ModifiedAt) };
            await TaskTable.UpdateAsync(edit.Connection, edited, task.ModifiedAt, edit.Transaction);
            await AnnounceAsync(edit, edited, SyncAction.Edited);
            return edited;
        },
        cancellationToken);

    /// <summary>Deletes a task with its comments; false when there was none.</summary>
    public Task<bool> DeleteTaskAsync(string id, CancellationToken cancellationToken) => EditAsync(
        async edit =>
        {
            if (await TaskTable.FindAsync(edit.Connection, id, edit.Transaction) is not { } task)
            {
                return false;
            }

            await TaskTable.DeleteAsync(edit.Connection, id, edit.Transaction);
            await AnnounceAsync(edit, task with { ModifiedAt = After(task.ModifiedAt) }, SyncAction.Deleted);
            return true;
        },
        cancellationToken);

    /// <summary>Adds a comment; null when there is no such task.</summary>
    public Task<BoardComment?> AddCommentAsync(string taskId, string body, string? author, CancellationToken cancellationToken) => EditAsync(
        async edit =>
        {
            if (await TaskTable.FindAsync(edit.Connection, taskId, edit.Transaction) is not { } task)
            {
                return null;
            }

            var comment = new BoardComment(ids.Next().ToString(), taskId, body, author, time.GetUtcNow());
            await CommentTable.InsertAsync(edit.Connection, comment, edit.Transaction);
            await AnnounceAsync(edit, task, comment, SyncAction.Created);
            return comment;
        },
        cancellationToken);

    /// <summary>Edits a comment; null when there is none.</summary>
    public Task<BoardComment?> EditCommentAsync(string id, string body, CancellationToken cancellationToken) => EditAsync(
        async edit =>
        {
            if (await FindWithTaskAsync(edit, id) is not var (comment, task) || comment.Body == body)
            {
                return await CommentTable.FindAsync(edit.Connection, id, edit.Transaction);
            }

            var edited = comment with { Body = body, ModifiedAt = After(comment.ModifiedAt) };
            await CommentTable.UpdateAsync(edit.Connection, edited, comment.ModifiedAt, edit.Transaction);
            await AnnounceAsync(edit, task, edited, SyncAction.Edited);
            return edited;
        },
        cancellationToken);

    /// <summary>Deletes a comment; false when there was none.</summary>
    public Task<bool> DeleteCommentAsync(string id, CancellationToken cancellationToken) => EditAsync(
        async edit =>
        {
            if (await FindWithTaskAsync(edit, id) is not var (comment, task))
            {
                return false;
            }

            await CommentTable.DeleteAsync(edit.Connection, id, edit.Transaction);
            await AnnounceAsync(edit, task, comment with { ModifiedAt = After(comment.ModifiedAt) }, SyncAction.Deleted);
            return true;
        },
        cancellationToken);

    private static async Task<(BoardComment Comment, BoardTask Task)?> FindWithTaskAsync(Edit edit, string commentId) =>
        await CommentTable.FindAsync(edit.Connection, commentId, edit.Transaction) is { } comment
        && await TaskTable.FindAsync(edit.Connection, comment.TaskId, edit.Transaction) is { } task
            ? (comment, task)
            : null;

    /// <summary>A modified time that differs from the one before, even when GitHub's clock is ahead of ours.</summary>
    private DateTimeOffset After(DateTimeOffset before) => time.GetUtcNow() is var now && now > before ? now : before.AddTicks(1);

    private Task AnnounceAsync(Edit edit, BoardTask task, SyncAction action) => enqueuer.EnqueueAsync(
        new TaskChanged { TaskId = task.Id, Project = task.Project, Action = action, ModifiedAt = task.ModifiedAt }, edit.Transaction, edit.CancellationToken);

    private Task AnnounceAsync(Edit edit, BoardTask task, BoardComment comment, SyncAction action) => enqueuer.EnqueueAsync(
        new CommentChanged
        {
            CommentId = comment.Id,
            TaskId = task.Id,
            Project = task.Project,
            Action = action,
            ModifiedAt = comment.ModifiedAt,
            Actor = comment.Author,
        },
        edit.Transaction,
        edit.CancellationToken);

    private async Task<T> EditAsync<T>(Func<Edit, Task<T>> work, CancellationToken cancellationToken)
    {
        T result;
        await using (var connection = await database.OpenAsync(cancellationToken))
        {
            // BEGIN IMMEDIATE: what is read stays as it is until the commit, and turning from reading to writing cannot fail (SQLITE_BUSY).
            await using var transaction = connection.BeginTransaction(deferred: false);
            result = await work(new Edit(connection, transaction, cancellationToken));
            await transaction.CommitAsync(cancellationToken);
        }

        dispatcher.Wake();
        return result;
    }

    private sealed record Edit(SqliteConnection Connection, SqliteTransaction Transaction, CancellationToken CancellationToken);
}
