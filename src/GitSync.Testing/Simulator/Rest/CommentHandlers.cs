using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>Comments on issues and pull requests.</summary>
internal static class CommentHandlers
{
    public static void Map(RouteTable routes)
    {
        routes.AddInRepository("GET", "issues/comments", ListAll);
        routes.AddInRepository("GET", "issues/comments/{id}", call => RestAnswer.Ok(Json(call, Visible(call))));
        routes.AddInRepository("PATCH", "issues/comments/{id}", Edit);
        routes.AddInRepository("DELETE", "issues/comments/{id}", Delete);
        routes.AddInRepository("GET", "issues/{number}/comments", ListOfIssue);
        routes.AddInRepository("POST", "issues/{number}/comments", Create);
    }

    private static RestAnswer ListAll(RestCall call)
    {
        var since = Paging.Since(call);
        var comments = call.Comments().Where(c => since is null || c.UpdatedAt >= since);
        var sorted = call.Query.GetValueOrDefault("sort") switch
        {
            null => comments.OrderBy(c => c.Id),
            "updated" => comments.OrderBy(c => c.UpdatedAt).ThenBy(c => c.Id),
            "created" => comments.OrderBy(c => c.CreatedAt).ThenBy(c => c.Id),
            _ => throw Refusal.Invalid("IssueComment", "sort", "invalid"),
        };
        // Without sort GitHub ignores direction; with it, newest first is the default.
        var down = call.Query.ContainsKey("sort") && call.Query.GetValueOrDefault("direction", "desc") == "desc";
        return Paging.Page(call, (down ? sorted.Reverse() : sorted).ToList(), comment => Json(call, comment));
    }

    private static RestAnswer ListOfIssue(RestCall call)
    {
        var (number, since) = (call.Issue().Number, Paging.Since(call));
        var comments = call.Comments()
            .Where(c => c.IssueNumber == number && (since is null || c.UpdatedAt >= since))
            .OrderBy(c => c.Id)
            .ToList();
        return Paging.Page(call, comments, comment => Json(call, comment));
    }

    private static RestAnswer Create(RestCall call)
    {
        var issue = call.Issue();
        IssueHandlers.RequireWrite(call, issue);
        RefuseWhenLocked(call, issue);
        var comment = call.Engine.Comments.Add(call.Repository, issue.Number, call.Actor, call.Body.CommentBody());
        return RestAnswer.Created(Json(call, comment))
            .With("Location", call.World.Links.Api(call.Repository.Current, $"/issues/comments/{comment.Id}"));
    }

    private static RestAnswer Edit(RestCall call)
    {
        var comment = Writable(call);
        return RestAnswer.Ok(Json(call, call.Engine.Comments.Edit(call.Repository, comment.Id, call.Actor, call.Body.CommentBody())));
    }

    private static RestAnswer Delete(RestCall call)
    {
        call.Engine.Comments.Delete(call.Repository, Writable(call).Id, call.Actor);
        return RestAnswer.NoContent();
    }

    /// <summary>The comment, unless its issue is gone: comments go with their issue.</summary>
    private static SimulatorComment Visible(RestCall call)
    {
        var comment = call.Comment();
        return call.Repository.Issue(comment.IssueNumber).Fate == SimulatorIssueFate.Present ? comment : throw Refusal.NotFound();
    }

    /// <summary>Without push access, only the App's own comments can be changed.</summary>
    private static SimulatorComment Writable(RestCall call)
    {
        var comment = Visible(call);
        IssueHandlers.RequireWrite(call, call.Repository.Issue(comment.IssueNumber));
        return call.CanPush || string.Equals(comment.Author, call.Actor.User.Login, StringComparison.OrdinalIgnoreCase)
            ? comment
            : throw Refusal.Of(403, "Must have admin rights to Repository.");
    }

    private static void RefuseWhenLocked(RestCall call, SimulatorIssue issue)
    {
        if (issue.Locked && !call.CanPush)
            throw Refusal.Of(403, "Unable to create comment because issue is locked.");
    }

    private static JsonObject Json(RestCall call, SimulatorComment comment) =>
        IssueJson.Comment(call.World, call.Repository, comment, call.Repository.Issue(comment.IssueNumber).PullRequest is not null);
}
