using Dapper;

namespace GitSync.SampleHost.Board;

/// <summary>The SQL of the <c>tasks</c> table. Who locks a task and a comment locks the task first.</summary>
internal static class TaskTable
{
    private const string Insert = """
        INSERT INTO tasks (id, project, title, body, is_open, state_reason, labels, assignees, milestone, author,
            is_pull_request, is_draft, is_merged, is_locked, modified_ticks, sync_stamp)
        VALUES (@Id, @Project, @Title, @Body, @IsOpen, @StateReason, @Labels, @Assignees, @Milestone, @Author,
            @IsPullRequest, @IsDraft, @IsMerged, @IsLocked, @ModifiedTicks, @SyncStamp)
        ON CONFLICT (id) DO NOTHING
        """;

    private const string Update = """
        UPDATE tasks SET title = @Title, body = @Body, is_open = @IsOpen, state_reason = @StateReason, labels = @Labels,
            assignees = @Assignees, milestone = @Milestone, author = @Author, is_pull_request = @IsPullRequest, is_draft = @IsDraft,
            is_merged = @IsMerged, is_locked = @IsLocked, modified_ticks = @ModifiedTicks, sync_stamp = @SyncStamp
        WHERE id = @Id AND modified_ticks = @expectedTicks
        """;

    public static Task<BoardTask?> FindAsync(BoardSession session, string id) => FindAsync(session, "id = @id", id);

    /// <summary>The task that a comment belongs to.</summary>
    public static Task<BoardTask?> FindOfCommentAsync(BoardSession session, string commentId) =>
        FindAsync(session, "id = (SELECT task_id FROM comments WHERE id = @id)", commentId);

    /// <summary>Tasks in the order they were made; keyset paging by the last id of the page before.</summary>
    public static async Task<IReadOnlyList<BoardTask>> ListAsync(BoardSession session, string? project, string? after, int limit) =>
        [.. (await session.Connection.QueryAsync<TaskRow>(
            $"""
            SELECT {TaskRow.Columns} FROM tasks
            WHERE (@project IS NULL OR project = @project) AND seq > COALESCE((SELECT seq FROM tasks WHERE id = @after), 0)
            ORDER BY seq LIMIT @limit
            """,
            new { project, after, limit })).Select(row => row.ToTask())];

    /// <summary>Makes the row; an id that exists stays as it is, and the answer is false.</summary>
    public static async Task<bool> InsertAsync(BoardSession session, BoardTask task) =>
        await session.Connection.ExecuteAsync(Insert, TaskRow.Of(task), session.Transaction) == 1;

    /// <summary>Writes the row if it still has the expected modified time.</summary>
    public static async Task<bool> UpdateAsync(BoardSession session, BoardTask task, DateTimeOffset expectedModifiedAt)
    {
        var parameters = new DynamicParameters(TaskRow.Of(task));
        parameters.Add("expectedTicks", expectedModifiedAt.UtcTicks);
        return await session.Connection.ExecuteAsync(Update, parameters, session.Transaction) == 1;
    }

    /// <summary>Deletes the task with its comments: the task first, so that nobody adds one any more.</summary>
    public static async Task DeleteAsync(BoardSession session, string id)
    {
        await session.Connection.ExecuteAsync("DELETE FROM tasks WHERE id = @id", new { id }, session.Transaction);
        await session.Connection.ExecuteAsync("DELETE FROM comments WHERE task_id = @id", new { id }, session.Transaction);
    }

    private static async Task<BoardTask?> FindAsync(BoardSession session, string condition, string id) =>
        (await session.Connection.QuerySingleOrDefaultAsync<TaskRow>(
            $"SELECT {TaskRow.Columns} FROM tasks WHERE {condition} {session.RowLock}", new { id }, session.Transaction))?.ToTask();
}
