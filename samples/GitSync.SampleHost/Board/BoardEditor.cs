namespace GitSync.SampleHost.Board;

/// <summary>
/// What people do on the board. Each edit saves the record and its sync operation in one transaction and answers at once: nobody waits
/// for GitHub, and a crash in between loses neither.
/// </summary>
internal sealed class BoardEditor(
    BoardDatabase database, ISyncEnqueuer enqueuer, ISyncDispatcher dispatcher, OperationIds ids, TimeProvider time)
{
    public Task<BoardTask> AddTaskAsync(string project, TaskContent content, string? author, CancellationToken cancellationToken) => EditAsync(
        async session =>
        {
            var facts = new RemoteFacts(false, false, false, false, author);
            var task = new BoardTask(ids.Next().ToString(), project, content, facts, time.GetUtcNow());
            await TaskTable.InsertAsync(session, task);
            await AnnounceAsync(session, task, SyncAction.Created, cancellationToken);
            return task;
        },
        cancellationToken);

    /// <summary>Edits a task; null when there is none.</summary>
    public Task<BoardTask?> EditTaskAsync(string id, Func<TaskContent, TaskContent> change, CancellationToken cancellationToken) => EditAsync(
        async session =>
        {
            var task = await TaskTable.FindAsync(session, id);
            if (task is null || change(task.Content) is not { } content || content == task.Content)
            {
                return task;
            }

            var edited = task with { Content = content, ModifiedAt = After(task.ModifiedAt) };
            await TaskTable.UpdateAsync(session, edited, task.ModifiedAt);
            await AnnounceAsync(session, edited, SyncAction.Edited, cancellationToken);
            return edited;
        },
        cancellationToken);

    /// <summary>Deletes a task with its comments; false when there was none.</summary>
    public Task<bool> DeleteTaskAsync(string id, CancellationToken cancellationToken) => EditAsync(
        async session =>
        {
            if (await TaskTable.FindAsync(session, id) is not { } task)
            {
                return false;
            }

            await TaskTable.DeleteAsync(session, id);
            await AnnounceAsync(session, task with { ModifiedAt = After(task.ModifiedAt) }, SyncAction.Deleted, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>Adds a comment; null when there is no such task.</summary>
    public Task<BoardComment?> AddCommentAsync(string taskId, string body, string? author, CancellationToken cancellationToken) => EditAsync(
        async session =>
        {
            if (await TaskTable.FindAsync(session, taskId) is not { } task)
            {
                return null;
            }

            var comment = new BoardComment(ids.Next().ToString(), taskId, body, author, time.GetUtcNow());
            await CommentTable.InsertAsync(session, comment);
            await AnnounceAsync(session, task, comment, SyncAction.Created, cancellationToken);
            return comment;
        },
        cancellationToken);

    /// <summary>Edits a comment; null when there is none.</summary>
    public Task<BoardComment?> EditCommentAsync(string id, string body, CancellationToken cancellationToken) => EditAsync(
        async session =>
        {
            if (await FindWithTaskAsync(session, id) is not var (comment, task))
            {
                return null;
            }

            if (comment.Body == body)
            {
                return comment;
            }

            var edited = comment with { Body = body, ModifiedAt = After(comment.ModifiedAt) };
            await CommentTable.UpdateAsync(session, edited, comment.ModifiedAt);
            await AnnounceAsync(session, task, edited, SyncAction.Edited, cancellationToken);
            return edited;
        },
        cancellationToken);

    /// <summary>Deletes a comment; false when there was none.</summary>
    public Task<bool> DeleteCommentAsync(string id, CancellationToken cancellationToken) => EditAsync(
        async session =>
        {
            if (await FindWithTaskAsync(session, id) is not var (comment, task))
            {
                return false;
            }

            await CommentTable.DeleteAsync(session, id);
            await AnnounceAsync(session, task, comment with { ModifiedAt = After(comment.ModifiedAt) }, SyncAction.Deleted, cancellationToken);
            return true;
        },
        cancellationToken);

    private static async Task<(BoardComment Comment, BoardTask Task)?> FindWithTaskAsync(BoardSession session, string commentId) =>
        await TaskTable.FindOfCommentAsync(session, commentId) is { } task && await CommentTable.FindAsync(session, commentId) is { } comment
            ? (comment, task)
            : null;

    /// <summary>A modified time that differs from the one before, even when GitHub's clock is ahead of ours.</summary>
    private DateTimeOffset After(DateTimeOffset before) => time.GetUtcNow() is var now && now > before ? now : before.AddTicks(1);

    private Task AnnounceAsync(BoardSession session, BoardTask task, SyncAction action, CancellationToken cancellationToken) =>
        enqueuer.EnqueueAsync(
            new TaskChanged { TaskId = task.Id, Project = task.Project, Action = action, ModifiedAt = task.ModifiedAt },
            session.Transaction,
            cancellationToken);

    private Task AnnounceAsync(BoardSession session, BoardTask task, BoardComment comment, SyncAction action, CancellationToken cancellationToken) =>
        enqueuer.EnqueueAsync(
            new CommentChanged
            {
                CommentId = comment.Id,
                TaskId = task.Id,
                Project = task.Project,
                Action = action,
                ModifiedAt = comment.ModifiedAt,
                Actor = comment.Author,
            },
            session.Transaction,
            cancellationToken);

    private async Task<T> EditAsync<T>(Func<BoardSession, Task<T>> edit, CancellationToken cancellationToken)
    {
        var result = await database.WriteAsync(edit, cancellationToken);
        dispatcher.Wake();
        return result;
    }
}
