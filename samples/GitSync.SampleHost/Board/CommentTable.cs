using Dapper;

namespace GitSync.SampleHost.Board;

/// <summary>The SQL of the <c>comments</c> table.</summary>
internal static class CommentTable
{
    public static async Task<BoardComment?> FindAsync(BoardSession session, string id) =>
        (await session.Connection.QuerySingleOrDefaultAsync<CommentRow>(
            $"SELECT {CommentRow.Columns} FROM comments WHERE id = @id {session.RowLock}", new { id }, session.Transaction))?.ToComment();

    public static async Task<IReadOnlyList<BoardComment>> ListAsync(BoardSession session, string taskId, string? after, int limit) =>
        [.. (await session.Connection.QueryAsync<CommentRow>(
            $"""
            SELECT {CommentRow.Columns} FROM comments
            WHERE task_id = @taskId AND seq > COALESCE((SELECT seq FROM comments WHERE id = @after), 0)
            ORDER BY seq LIMIT @limit
            """,
            new { taskId, after, limit })).Select(row => row.ToComment())];

    /// <summary>Makes the row; an id that exists stays as it is, and the answer is false. Its task must have been found in the same transaction.</summary>
    public static async Task<bool> InsertAsync(BoardSession session, BoardComment comment) => await session.Connection.ExecuteAsync(
        """
        INSERT INTO comments (id, task_id, body, author, modified_ticks, sync_stamp)
        VALUES (@Id, @TaskId, @Body, @Author, @ModifiedTicks, @SyncStamp)
        ON CONFLICT (id) DO NOTHING
        """,
        CommentRow.Of(comment),
        session.Transaction) == 1;

    /// <summary>Writes the row if it still has the expected modified time.</summary>
    public static async Task<bool> UpdateAsync(BoardSession session, BoardComment comment, DateTimeOffset expectedModifiedAt)
    {
        const string Sql = """
            UPDATE comments SET body = @Body, author = @Author, modified_ticks = @ModifiedTicks, sync_stamp = @SyncStamp
            WHERE id = @Id AND modified_ticks = @expectedTicks
            """;
        var parameters = new DynamicParameters(CommentRow.Of(comment));
        parameters.Add("expectedTicks", expectedModifiedAt.UtcTicks);
        return await session.Connection.ExecuteAsync(Sql, parameters, session.Transaction) == 1;
    }

    public static Task DeleteAsync(BoardSession session, string id) =>
        session.Connection.ExecuteAsync("DELETE FROM comments WHERE id = @id", new { id }, session.Transaction);
}
