using System.Data;
using Dapper;

namespace GitSync.SampleHost.Board;

/// <summary>The SQL of the <c>comments</c> table.</summary>
internal static class CommentTable
{
    public static async Task<BoardComment?> FindAsync(IDbConnection connection, string id, IDbTransaction? transaction = null) =>
        (await connection.QuerySingleOrDefaultAsync<CommentRow>(
            $"SELECT {CommentRow.Columns} FROM comments WHERE id = @id", new { id }, transaction))?.ToComment();

    public static async Task<IReadOnlyList<BoardComment>> ListAsync(IDbConnection connection, string taskId, string? after, int limit) =>
        [.. (await connection.QueryAsync<CommentRow>(
            $"""
            SELECT {CommentRow.Columns} FROM comments
            WHERE task_id = @taskId AND seq > COALESCE((SELECT seq FROM comments WHERE id = @after), 0)
            ORDER BY seq LIMIT @limit
            """,
            new { taskId, after, limit })).Select(row => row.ToComment())];

    /// <summary>Makes the row if its task is there; an id that exists stays as it is. False when the task is missing.</summary>
    public static async Task<bool> InsertAsync(IDbConnection connection, BoardComment comment, IDbTransaction? transaction = null)
    {
        const string Sql = """
            INSERT INTO comments (id, task_id, body, author, modified_ticks)
            SELECT @Id, @TaskId, @Body, @Author, @ModifiedTicks WHERE EXISTS (SELECT 1 FROM tasks WHERE id = @TaskId)
            ON CONFLICT (id) DO NOTHING
            """;
        var row = CommentRow.Of(comment);
        return await connection.ExecuteAsync(Sql, row, transaction) == 1
            || await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM comments WHERE id = @Id", row, transaction) == 1;
    }

    /// <summary>Writes the row if it still has the expected modified time.</summary>
    public static async Task<bool> UpdateAsync(
        IDbConnection connection, BoardComment comment, DateTimeOffset expectedModifiedAt, IDbTransaction? transaction = null)
    {
        const string Sql = """
            UPDATE comments SET body = @Body, author = @Author, modified_ticks = @ModifiedTicks
            WHERE id = @Id AND modified_ticks = @expectedTicks
            """;
        var parameters = new DynamicParameters(CommentRow.Of(comment));
        parameters.Add("expectedTicks", expectedModifiedAt.UtcTicks);
        return await connection.ExecuteAsync(Sql, parameters, transaction) == 1;
    }

    public static async Task<bool> DeleteAsync(IDbConnection connection, string id, IDbTransaction? transaction = null) =>
        await connection.ExecuteAsync("DELETE FROM comments WHERE id = @id", new { id }, transaction) == 1;
}
