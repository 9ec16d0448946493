namespace GitSync.SampleHost.Board;

/// <summary>The board's tasks as GitSync sees them: the port that an application implements.</summary>
internal sealed class BoardTaskRecords(BoardDatabase database) : ITaskRecords
{
    public async ValueTask<TaskRecord?> FindAsync(string taskId, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => TaskTable.FindAsync(session, taskId), cancellationToken) is { } task
            ? new TaskRecord(task.Id, task.Project, task.Content, task.ModifiedAt, CreationKey: CreationKeys.Of(task.Id)) { SyncStamp = task.SyncStamp }
            : null;

    public ValueTask<TaskRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken) =>
        FindAsync(creationKey.ToString(), cancellationToken);

    public async ValueTask<RecordWriteResult> CreateAsync(NewRecord<TaskContent> record, CancellationToken cancellationToken)
    {
        // The creation key is the id: the same creation tried twice is one row.
        var task = new BoardTask(record.CreationKey.ToString(), record.Owner, record.Content, record.Facts, record.ModifiedAt)
        {
            SyncStamp = record.SyncStamp,
        };
        return Refusal(record.Content) ?? await database.WriteAsync(
            async session => await TaskTable.InsertAsync(session, task) ? RecordWriteResult.Written(task.Id) : RecordWriteResult.Existing(task.Id),
            cancellationToken);
    }

    public async ValueTask<RecordWriteResult> UpdateAsync(RecordChange<TaskContent> change, CancellationToken cancellationToken) =>
        Refusal(change.Content) ?? await database.WriteAsync(
            async session =>
            {
                if (await TaskTable.FindAsync(session, change.Id) is not { } task)
                {
                    return RecordWriteResult.Missing;
                }

                // A task of ours keeps its author: on GitHub it was made by the App.
                var facts = CreationKeys.Of(task.Id) is null ? change.Facts with { Author = task.Facts.Author ?? change.Facts.Author } : change.Facts;
                var changed = task with { Content = change.Content, Facts = facts, ModifiedAt = change.ModifiedAt, SyncStamp = change.SyncStamp };
                return await TaskTable.UpdateAsync(session, changed, change.ExpectedModifiedAt)
                    ? RecordWriteResult.Written(change.Id)
                    : RecordWriteResult.Stale;
            },
            cancellationToken);

    public async ValueTask<RecordWriteResult> DeleteAsync(string taskId, CancellationToken cancellationToken) => await database.WriteAsync(
        async session =>
        {
            await TaskTable.DeleteAsync(session, taskId);
            return RecordWriteResult.Written(taskId);
        },
        cancellationToken);

    private RecordWriteResult? Refusal(TaskContent content) => Texts.Refusal(database, content.Title, content.Body, content.Milestone);
}

/// <summary>The board's comments as GitSync sees them.</summary>
internal sealed class BoardCommentRecords(BoardDatabase database) : ICommentRecords
{
    public async ValueTask<CommentRecord?> FindAsync(string commentId, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => CommentTable.FindAsync(session, commentId), cancellationToken) is { } comment
            ? new CommentRecord(
                comment.Id, comment.TaskId, new CommentContent { Body = comment.Body }, comment.ModifiedAt, CreationKey: CreationKeys.Of(comment.Id))
            {
                SyncStamp = comment.SyncStamp,
            }
            : null;

    public ValueTask<CommentRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken) =>
        FindAsync(creationKey.ToString(), cancellationToken);

    public async ValueTask<RecordWriteResult> CreateAsync(NewRecord<CommentContent> record, CancellationToken cancellationToken)
    {
        var comment = new BoardComment(record.CreationKey.ToString(), record.Owner, record.Content.Body, record.Facts.Author, record.ModifiedAt)
        {
            SyncStamp = record.SyncStamp,
        };
        return Texts.Refusal(database, comment.Body) ?? await database.WriteAsync(
            async session =>
            {
                if (await TaskTable.FindAsync(session, comment.TaskId) is null)
                {
                    return RecordWriteResult.Missing;
                }

                return await CommentTable.InsertAsync(session, comment) ? RecordWriteResult.Written(comment.Id) : RecordWriteResult.Existing(comment.Id);
            },
            cancellationToken);
    }

    public async ValueTask<RecordWriteResult> UpdateAsync(RecordChange<CommentContent> change, CancellationToken cancellationToken) =>
        Texts.Refusal(database, change.Content.Body) ?? await database.WriteAsync(
            async session =>
            {
                if (await CommentTable.FindAsync(session, change.Id) is not { } comment)
                {
                    return RecordWriteResult.Missing;
                }

                var author = CreationKeys.Of(comment.Id) is null ? comment.Author : change.Facts.Author;
                var changed = comment with { Body = change.Content.Body, Author = author, ModifiedAt = change.ModifiedAt, SyncStamp = change.SyncStamp };
                return await CommentTable.UpdateAsync(session, changed, change.ExpectedModifiedAt)
                    ? RecordWriteResult.Written(change.Id)
                    : RecordWriteResult.Stale;
            },
            cancellationToken);

    public async ValueTask<RecordWriteResult> DeleteAsync(string commentId, CancellationToken cancellationToken) => await database.WriteAsync(
        async session =>
        {
            await CommentTable.DeleteAsync(session, commentId);
            return RecordWriteResult.Written(commentId);
        },
        cancellationToken);
}

/// <summary>A record made from GitHub's object has its creation key (UUID version 8) for an id; the board's own ids are of version 7.</summary>
internal static class CreationKeys
{
    public static Guid? Of(string id) => Guid.TryParse(id, out var key) && key.Version == 8 ? key : null;
}

/// <summary>What the board's database cannot hold is refused with a reason, once, instead of tried again and again.</summary>
internal static class Texts
{
    public static RecordWriteResult? Refusal(BoardDatabase database, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (!database.HoldsNul && text?.Contains('\0') == true)
            {
                return RecordWriteResult.Refused("The text on GitHub holds U+0000, which PostgreSQL cannot store.");
            }
        }

        return null;
    }
}
