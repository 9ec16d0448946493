using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>Pull requests in their own form: read, list, edit. People open and merge them, through the simulator's C# methods.</summary>
internal static class PullRequestHandlers
{
    public static void Map(RouteTable routes)
    {
        routes.AddInRepository("GET", "pulls", List);
        routes.AddInRepository("GET", "pulls/{number}", call => RestAnswer.Ok(Json(call, Find(call))));
        routes.AddInRepository("PATCH", "pulls/{number}", Edit);
    }

    private static RestAnswer List(RestCall call)
    {
        var state = call.Query.GetValueOrDefault("state", "open");
        var pulls = call.Issues().Where(i => i.PullRequest is not null && (state == "all" || i.State == state));
        return Paging.Page(call, IssueHandlers.Sort(call, pulls), pull => Json(call, pull));
    }

    private static RestAnswer Edit(RestCall call)
    {
        var pull = Find(call);
        call.RequireWrite("pull_requests");
        var body = call.Body;
        var edit = new IssueEdit
        {
            Title = body.ContainsKey("title") ? body.Title("PullRequest") : null,
            BodyGiven = body.ContainsKey("body"),
            Body = body.Markdown("PullRequest"),
            State = IssueHandlers.State(body, pull),
        };
        return RestAnswer.Ok(Json(call, call.Engine.Issues.Edit(call.Repository, pull.Number, call.Actor, edit)));
    }

    /// <summary>An issue's number is 404 here.</summary>
    private static SimulatorIssue Find(RestCall call) => call.Issue() is { PullRequest: not null } pull ? pull : throw Refusal.NotFound();

    private static JsonObject Json(RestCall call, SimulatorIssue pull) => IssueJson.PullRequest(call.World, call.Repository, pull);
}
