using System.Data;
using Dapper;

namespace GitSync.SampleHost.Board;

/// <summary>The SQL of the <c>tasks</c> table.</summary>
internal static class TaskTable
{
    private const string Insert = """
        INSERT INTO tasks (id, project, title, body, is_open, state_reason, labels, assignees, milestone, author,
            is_pull_request, is_draft, is_merged, is_locked, modified_ticks)
        VALUES (@Id, @Project, @Title, @Body, @IsOpen, @StateReason, @Labels, @Assignees, @Milestone, @Author,
            @IsPullRequest, @IsDraft, @IsMerged, @IsLocked, @ModifiedTicks)
        ON CONFLICT (id) DO NOTHING
        """;

    private const string Update = """
        UPDATE tasks SET title = @Title, body = @Body, is_open = @IsOpen, state_reason = @StateReason, labels = @Labels,
            assignees = @Assignees, milestone = @Milestone, author = @Author, is_pull_request = @IsPullRequest, is_draft = @IsDraft,
            is_merged = @IsMerged, is_locked = @IsLocked, modified_ticks = @ModifiedTicks
        WHERE id = @Id AND modified_ticks = @expectedTicks
        """;

    public static async Task<BoardTask?> FindAsync(IDbConnection connection, string id, IDbTransaction? transaction = null) =>
        (await connection.QuerySingleOrDefaultAsync<TaskRow>($"SELECT {TaskRow.Columns} FROM tasks WHERE id = @id", new { id }, transaction))?.ToTask();

    /// <summary>Tasks in the order they were made; keyset paging by the last id of the page before.</summary>
    public static async Task<IReadOnlyList<BoardTask>> ListAsync(IDbConnection connection, string? project, string? after, int limit) =>
        [.. (await connection.QueryAsync<TaskRow>(
            $"""
            SELECT {TaskRow.Columns} FROM tasks
            WHERE (@project IS NULL OR project = @project) AND seq > COALESCE((SELECT seq FROM tasks WHERE id = @after), 0)
            ORDER BY seq LIMIT @limit
            """,
            new { project, after, limit })).Select(row => row.ToTask())];

    /// <summary>Makes the row; an id that exists stays as it is.</summary>
    public static Task InsertAsync(IDbConnection connection, BoardTask task, IDbTransaction? transaction = null) =>
        connection.ExecuteAsync(Insert, TaskRow.Of(task), transaction);

    /// <summary>Writes the row if it still has the expected modified time.</summary>
    public static async Task<bool> UpdateAsync(
        IDbConnection connection, BoardTask task, DateTimeOffset expectedModifiedAt, IDbTransaction? transaction = null)
    {
        var parameters = new DynamicParameters(TaskRow.Of(task));
        parameters.Add("expectedTicks", expectedModifiedAt.UtcTicks);
        return await connection.ExecuteAsync(Update, parameters, transaction) == 1;
    }

    /// <summary>Deletes the task with its comments; false when there was none.</summary>
    public static async Task<bool> DeleteAsync(IDbConnection connection, string id, IDbTransaction? transaction = null)
    {
        await connection.ExecuteAsync("DELETE FROM comments WHERE task_id = @id", new { id }, transaction);
        return await connection.ExecuteAsync("DELETE FROM tasks WHERE id = @id", new { id }, transaction) == 1;
    }
}
