namespace GitSync.SampleHost.Board;

/// <summary>The board's tasks as GitSync sees them: the port that an application implements.</summary>
internal sealed class BoardTaskRecords(BoardDatabase database) : ITaskRecords
{
    public async ValueTask<TaskRecord?> FindAsync(string taskId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await TaskTable.FindAsync(connection, taskId) is { } task
            ? new TaskRecord(task.Id, task.Project, task.Content, task.ModifiedAt, CreationKey: CreationKeys.Of(task.Id))
            : null;
    }

    public async ValueTask<RecordWriteResult> CreateAsync(NewRecord<TaskContent> record, CancellationToken cancellationToken)
    {
        // The creation key is the id: the same creation tried twice is one row.
        var task = new BoardTask(record.CreationKey.ToString(), record.Owner, record.Content, record.Facts, record.ModifiedAt);
        await using var connection = await database.OpenAsync(cancellationToken);
        await TaskTable.InsertAsync(connection, task);
        return RecordWriteResult.Written(task.Id);
    }

    public async ValueTask<RecordWriteResult> UpdateAsync(RecordChange<TaskContent> change, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        if (await TaskTable.FindAsync(connection, change.Id) is not { } task)
        {
            return RecordWriteResult.Missing;
        }

        // A task of ours keeps its author: on GitHub it was made by the App.
        var facts = change.Facts with { Author = task.Facts.Author ?? change.Facts.Author };
        var changed = task with { Content = change.Content, Facts = facts, ModifiedAt = change.ModifiedAt };
        return await TaskTable.UpdateAsync(connection, changed, change.ExpectedModifiedAt)
            ? RecordWriteResult.Written(change.Id)
            : RecordWriteResult.Stale;
    }

    public async ValueTask<RecordWriteResult> DeleteAsync(string taskId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = connection.BeginTransaction(deferred: false);
        await TaskTable.DeleteAsync(connection, taskId, transaction);
        await transaction.CommitAsync(cancellationToken);
        return RecordWriteResult.Written(taskId);
    }
}

/// <summary>The board's comments as GitSync sees them.</summary>
internal sealed class BoardCommentRecords(BoardDatabase database) : ICommentRecords
{
    public async ValueTask<CommentRecord?> FindAsync(string commentId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await CommentTable.FindAsync(connection, commentId) is { } comment
            ? new CommentRecord(
                comment.Id, comment.TaskId, new CommentContent { Body = comment.Body }, comment.ModifiedAt, CreationKey: CreationKeys.Of(comment.Id))
            : null;
    }

    public async ValueTask<RecordWriteResult> CreateAsync(NewRecord<CommentContent> record, CancellationToken cancellationToken)
    {
        var comment = new BoardComment(record.CreationKey.ToString(), record.Owner, record.Content.Body, record.Facts.Author, record.ModifiedAt);
        await using var connection = await database.OpenAsync(cancellationToken);
        return await CommentTable.InsertAsync(connection, comment) ? RecordWriteResult.Written(comment.Id) : RecordWriteResult.Missing;
    }

    public async ValueTask<RecordWriteResult> UpdateAsync(RecordChange<CommentContent> change, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        if (await CommentTable.FindAsync(connection, change.Id) is not { } comment)
        {
            return RecordWriteResult.Missing;
        }

        var changed = comment with { Body = change.Content.Body, ModifiedAt = change.ModifiedAt };
        return await CommentTable.UpdateAsync(connection, changed, change.ExpectedModifiedAt)
            ? RecordWriteResult.Written(change.Id)
            : RecordWriteResult.Stale;
    }

    public async ValueTask<RecordWriteResult> DeleteAsync(string commentId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await CommentTable.DeleteAsync(connection, commentId);
        return RecordWriteResult.Written(commentId);
    }
}

/// <summary>A record made from GitHub's object has its creation key (UUID version 8) for an id; the board's own ids are of version 7.</summary>
internal static class CreationKeys
{
    public static Guid? Of(string id) => Guid.TryParse(id, out var key) && key.Version == 8 ? key : null;
}
