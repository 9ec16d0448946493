using GitSync.SampleHost.Board;

namespace GitSync.SampleHost.Api;

/// <summary><c>/api/tasks/{id}/comments</c> and <c>/api/comments/{id}</c>.</summary>
internal static class CommentEndpoints
{
    private const int MaximumAuthorLength = 100;
    private const int MaximumPage = 500;

    private static readonly string[] AtCreation = ["body", "author"];
    private static readonly string[] Editable = ["body"];
    private static readonly string[] ReadOnly = ["id", "taskId", "author", "modifiedAt", "gitHub", "github", "sync"];

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/tasks/{taskId}/comments", ListAsync);
        endpoints.MapPost("/api/tasks/{taskId}/comments", AddAsync);
        var group = endpoints.MapGroup("/api/comments/{id}");
        group.MapGet("", FindAsync);
        group.MapPatch("", EditAsync);
        group.MapDelete("", DeleteAsync);
    }

    private static async Task<IResult> ListAsync(
        string taskId, BoardDatabase database, TaskDocuments documents, CancellationToken cancellationToken, string? after = null)
    {
        var comments = await database.ReadAsync(
            async session => await TaskTable.FindAsync(session, taskId) is null
                ? null
                : await CommentTable.ListAsync(session, taskId, after, MaximumPage),
            cancellationToken);
        return comments is null
            ? NotFound($"There is no task {taskId}.")
            : TypedResults.Ok(await documents.OfAsync(comments, cancellationToken));
    }

    private static async Task<IResult> FindAsync(
        string id, BoardDatabase database, TaskDocuments documents, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => CommentTable.FindAsync(session, id), cancellationToken) is { } comment
            ? TypedResults.Ok(await documents.OfAsync(comment, cancellationToken))
            : NotFound($"There is no comment {id}.");

    private static async Task<IResult> AddAsync(
        string taskId, HttpRequest request, BoardEditor editor, TaskDocuments documents, CancellationToken cancellationToken)
    {
        var fields = await FieldReader.ReadAsync(request, AtCreation, ReadOnly, cancellationToken);
        var author = fields.Text("author", 1, MaximumAuthorLength, nullable: true);
        if (Body(fields) is not { } body || fields.Errors.Count > 0)
        {
            return TypedResults.ValidationProblem(fields.Errors);
        }

        return await editor.AddCommentAsync(taskId, body, author, cancellationToken) is { } comment
            ? TypedResults.Created($"/api/comments/{comment.Id}", await documents.OfAsync(comment, cancellationToken))
            : NotFound($"There is no task {taskId}.");
    }

    private static async Task<IResult> EditAsync(
        string id, HttpRequest request, BoardEditor editor, TaskDocuments documents, CancellationToken cancellationToken)
    {
        var fields = await FieldReader.ReadAsync(request, Editable, ReadOnly, cancellationToken);
        if (Body(fields) is not { } body || fields.Errors.Count > 0)
        {
            return TypedResults.ValidationProblem(fields.Errors);
        }

        return await editor.EditCommentAsync(id, body, cancellationToken) is { } comment
            ? TypedResults.Ok(await documents.OfAsync(comment, cancellationToken))
            : NotFound($"There is no comment {id}.");
    }

    private static async Task<IResult> DeleteAsync(string id, BoardEditor editor, CancellationToken cancellationToken) =>
        await editor.DeleteCommentAsync(id, cancellationToken) ? TypedResults.NoContent() : NotFound($"There is no comment {id}.");

    private static string? Body(FieldReader fields)
    {
        if (fields.Errors.Count == 0 && !fields.Has("body"))
        {
            fields.Errors["body"] = ["A comment needs a body."];
        }

        return fields.Text("body", 1, TaskEndpoints.MaximumBodyLength);
    }

    private static IResult NotFound(string detail) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: "Not found", detail: detail);
}
