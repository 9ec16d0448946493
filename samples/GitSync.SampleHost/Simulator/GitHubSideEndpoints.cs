using GitSync.SampleHost.Api;
using GitSync.Testing.Simulator;

namespace GitSync.SampleHost.Simulator;

/// <summary>
/// The simulator's REST API under <c>/github</c> (also with <c>api/v3</c>, which Octokit appends), a page at <c>/github</c>, and what that
/// page calls: edits as a person makes them on GitHub's site.
/// </summary>
internal static class GitHubSideEndpoints
{
    private const int MaximumText = 65_536;

    private static readonly string[] IssueFields = ["title", "body", "state", "stateReason", "labels", "assignees", "milestone"];
    private static readonly string[] CommentFields = ["body"];

    public static void MapGitHubSide(this WebApplication app)
    {
        var simulator = app.Services.GetRequiredService<GitHubSimulator>();
        app.MapGet("/github", (IWebHostEnvironment host) => TypedResults.PhysicalFile(Path.Combine(host.WebRootPath, "github.html"), "text/html; charset=utf-8"));
        app.MapGitHubSimulator("/github", simulator);
        app.MapGitHubSimulator("/github/api/v3", simulator);

        var side = app.MapGroup("/api/github-side");
        side.MapGet("", List);
        side.MapPost("/{repositoryId:long}/issues", OpenAsync);
        side.MapPatch("/{repositoryId:long}/issues/{number:int}", EditAsync);
        side.MapDelete("/{repositoryId:long}/issues/{number:int}", Delete);
        side.MapPost("/{repositoryId:long}/issues/{number:int}/comments", CommentAsync);
        side.MapPatch("/{repositoryId:long}/comments/{commentId:long}", EditCommentAsync);
        side.MapDelete("/{repositoryId:long}/comments/{commentId:long}", DeleteComment);
        side.AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (Exception refusal) when (refusal is KeyNotFoundException or ArgumentException or InvalidOperationException)
            {
                return TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: "Not possible", detail: refusal.Message);
            }
        });
    }

    private static IResult List(GitHubSimulator simulator) => TypedResults.Ok(simulator.GetRepositories().Select(repository => new
    {
        repository.Id,
        repository.FullName,
        Issues = simulator.GetIssues(repository.Id).Where(issue => issue.Fate == SimulatorIssueFate.Present).Select(issue => new
        {
            issue.Number,
            issue.Title,
            issue.Body,
            issue.State,
            issue.StateReason,
            issue.Labels,
            issue.Assignees,
            Milestone = simulator.GetMilestones(repository.Id).FirstOrDefault(milestone => milestone.Number == issue.Milestone)?.Title,
            issue.Locked,
            IsPullRequest = issue.PullRequest is not null,
            issue.Author,
            issue.UpdatedAt,
            Comments = simulator.GetComments(repository.Id, issue.Number).Select(comment => new { comment.Id, comment.Body, comment.Author, comment.UpdatedAt }),
        }),
    }));

    private static async Task<IResult> OpenAsync(long repositoryId, HttpRequest request, GitHubSimulator simulator, CancellationToken cancellationToken)
    {
        var fields = await FieldReader.ReadAsync(request, IssueFields, [], cancellationToken);
        var (title, body) = (fields.Text("title", 1, 256), fields.Text("body", 0, MaximumText, nullable: true));
        if (title is null && fields.Errors.Count == 0)
        {
            fields.Errors["title"] = ["An issue needs a title."];
        }

        return fields.Errors.Count > 0
            ? TypedResults.ValidationProblem(fields.Errors)
            : TypedResults.Ok(new { simulator.OpenIssue(repositoryId, title!, body).Number });
    }

    private static async Task<IResult> EditAsync(
        long repositoryId, int number, HttpRequest request, GitHubSimulator simulator, CancellationToken cancellationToken)
    {
        var fields = await FieldReader.ReadAsync(request, IssueFields, [], cancellationToken);
        var (title, body) = (fields.Text("title", 1, 256), fields.Text("body", 0, MaximumText, nullable: true));
        var state = fields.Word("state", ["open", "closed"]);
        var reason = fields.Word("stateReason", ["completed", "not_planned", "duplicate"], nullable: true);
        var (labels, assignees) = (fields.Names("labels", 50), fields.Names("assignees", 39));
        var milestone = fields.Text("milestone", 1, 255, nullable: true);
        if (fields.Errors.Count > 0)
        {
            return TypedResults.ValidationProblem(fields.Errors);
        }

        if (title is not null || body is not null)
        {
            simulator.EditIssue(repositoryId, number, title, body);
        }

        if (state == "closed")
        {
            simulator.CloseIssue(repositoryId, number, reason ?? "completed");
        }
        else if (state == "open")
        {
            simulator.ReopenIssue(repositoryId, number);
        }

        if (labels is not null)
        {
            simulator.SetLabels(repositoryId, number, labels);
        }

        if (assignees is not null)
        {
            simulator.SetAssignees(repositoryId, number, assignees);
        }

        if (fields.Has("milestone"))
        {
            simulator.SetMilestone(repositoryId, number, milestone is null ? null : MilestoneNumber(simulator, repositoryId, milestone));
        }

        return TypedResults.NoContent();
    }

    private static int MilestoneNumber(GitHubSimulator simulator, long repositoryId, string title) =>
        (simulator.GetMilestones(repositoryId).FirstOrDefault(milestone => milestone.Title == title)
            ?? simulator.CreateMilestone(repositoryId, title)).Number;

    private static IResult Delete(long repositoryId, int number, GitHubSimulator simulator)
    {
        simulator.DeleteIssue(repositoryId, number);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CommentAsync(
        long repositoryId, int number, HttpRequest request, GitHubSimulator simulator, CancellationToken cancellationToken)
    {
        var fields = await FieldReader.ReadAsync(request, CommentFields, [], cancellationToken);
        return fields.Text("body", 1, MaximumText) is { } body
            ? TypedResults.Ok(new { simulator.AddComment(repositoryId, number, body).Id })
            : TypedResults.ValidationProblem(fields.Errors);
    }

    private static async Task<IResult> EditCommentAsync(
        long repositoryId, long commentId, HttpRequest request, GitHubSimulator simulator, CancellationToken cancellationToken)
    {
        var fields = await FieldReader.ReadAsync(request, CommentFields, [], cancellationToken);
        return fields.Text("body", 1, MaximumText) is { } body
            ? TypedResults.Ok(new { simulator.EditComment(repositoryId, commentId, body).Id })
            : TypedResults.ValidationProblem(fields.Errors);
    }

    private static IResult DeleteComment(long repositoryId, long commentId, GitHubSimulator simulator)
    {
        simulator.DeleteComment(repositoryId, commentId);
        return TypedResults.NoContent();
    }
}
