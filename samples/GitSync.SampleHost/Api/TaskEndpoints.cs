using GitSync.SampleHost.Board;

namespace GitSync.SampleHost.Api;

/// <summary><c>/api/tasks</c>.</summary>
internal static class TaskEndpoints
{
    /// <summary>GitHub takes 65,536 characters of body; ours carries a marker of its own at the end.</summary>
    public const int MaximumBodyLength = 65_000;

    private const int MaximumTitleLength = 256;
    private const int MaximumLabelLength = 50;
    private const int MaximumNameLength = 100;
    private const int MaximumAssignees = 10;
    private const int MaximumPage = 500;

    private static readonly string[] Statuses = ["open", "closed"];
    private static readonly string[] Reasons = ["completed", "not_planned", "duplicate", "reopened"];
    private static readonly string[] Editable = ["title", "body", "status", "stateReason", "labels", "assignees", "milestone"];
    private static readonly string[] AtCreation = [.. Editable, "project", "author"];

    private static readonly string[] ReadOnly =
        ["id", "project", "author", "isPullRequest", "isDraft", "isMerged", "isLocked", "modifiedAt", "commentCount", "github", "sync"];

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api/tasks");
        group.MapGet("", ListAsync);
        group.MapPost("", AddAsync);
        group.MapGet("/{id}", FindAsync);
        group.MapPatch("/{id}", EditAsync);
        group.MapDelete("/{id}", DeleteAsync);
        group.AddEndpointFilter(FieldException.ToProblemAsync);
    }

    private static async Task<IResult> ListAsync(
        BoardDatabase database, TaskDocuments documents, CancellationToken cancellationToken, string? project = null, string? after = null)
    {
        var tasks = await database.ReadAsync(session => TaskTable.ListAsync(session, project, after, MaximumPage), cancellationToken);
        return TypedResults.Ok(await documents.OfAsync(tasks, cancellationToken));
    }

    private static async Task<IResult> FindAsync(
        string id, BoardDatabase database, TaskDocuments documents, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => TaskTable.FindAsync(session, id), cancellationToken) is { } task
            ? TypedResults.Ok(await documents.OfAsync(task, cancellationToken))
            : NotFound(id);

    private static async Task<IResult> AddAsync(
        HttpRequest request, BoardEditor editor, TaskDocuments documents, IConnectionStore connections, CancellationToken cancellationToken)
    {
        var fields = await FieldReader.ReadAsync(request, AtCreation, ReadOnly, cancellationToken);
        if (fields.Errors.Count == 0 && !fields.Has("title"))
        {
            fields.Errors["title"] = ["A task needs a title."];
        }

        var change = Change(fields);
        var author = fields.Text("author", 1, MaximumNameLength, nullable: true);
        var project = fields.Text("project", 1, MaximumNameLength)
            ?? (await connections.ListAsync(cancellationToken)).FirstOrDefault()?.Project
            ?? "default";
        if (fields.Errors.Count > 0)
        {
            return TypedResults.ValidationProblem(fields.Errors);
        }

        var task = await editor.AddTaskAsync(project, change(new TaskContent { Title = "" }), author, cancellationToken);
        return TypedResults.Created($"/api/tasks/{task.Id}", await documents.OfAsync(task, cancellationToken));
    }

    private static async Task<IResult> EditAsync(
        string id, HttpRequest request, BoardEditor editor, TaskDocuments documents, CancellationToken cancellationToken)
    {
        var fields = await FieldReader.ReadAsync(request, Editable, ReadOnly, cancellationToken);
        var change = Change(fields);
        if (fields.Errors.Count > 0)
        {
            return TypedResults.ValidationProblem(fields.Errors);
        }

        return await editor.EditTaskAsync(id, change, cancellationToken) is { } task
            ? TypedResults.Ok(await documents.OfAsync(task, cancellationToken))
            : NotFound(id);
    }

    private static async Task<IResult> DeleteAsync(string id, BoardEditor editor, CancellationToken cancellationToken) =>
        await editor.DeleteTaskAsync(id, cancellationToken) ? TypedResults.NoContent() : NotFound(id);

    /// <summary>Reads the fields once; what comes back changes only what the request named.</summary>
    private static Func<TaskContent, TaskContent> Change(FieldReader fields)
    {
        var title = fields.Text("title", 1, MaximumTitleLength);
        var body = fields.Text("body", 0, MaximumBodyLength, nullable: true);
        var status = fields.Word("status", Statuses);
        var reason = fields.Word("stateReason", Reasons, nullable: true);
        var labels = fields.Names("labels", MaximumLabelLength);
        var assignees = fields.Names("assignees", MaximumNameLength, MaximumAssignees);
        var milestone = fields.Text("milestone", 1, 255, nullable: true);
        return content => Checked(content with
        {
            Title = title ?? content.Title,
            Body = fields.Has("body") ? body ?? "" : content.Body,
            IsOpen = status is null ? content.IsOpen : status == "open",
            StateReason = fields.Has("stateReason") ? reason : status is null || (status == "open") == content.IsOpen ? content.StateReason : null,
            Labels = labels ?? content.Labels,
            Assignees = assignees ?? content.Assignees,
            Milestone = fields.Has("milestone") ? milestone : content.Milestone,
        });
    }

    private static TaskContent Checked(TaskContent content) => (content.IsOpen, content.StateReason) switch
    {
        (true, not (null or "reopened")) => throw new FieldException("stateReason", "An open task has no reason but reopened."),
        (false, "reopened") => throw new FieldException("stateReason", "A closed task has not been reopened."),
        _ => content,
    };

    private static IResult NotFound(string id) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: "Not found", detail: $"There is no task {id}.");
}
