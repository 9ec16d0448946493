using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>Issues: read, list, open, edit, lock.</summary>
internal static class IssueHandlers
{
    public static void Map(RouteTable routes)
    {
        routes.AddInRepository("GET", "issues", List);
        routes.AddInRepository("POST", "issues", Create);
        routes.AddInRepository("GET", "issues/{number}", call => RestAnswer.Ok(Json(call, call.Issue())));
        routes.AddInRepository("PATCH", "issues/{number}", Edit);
        routes.AddInRepository("PUT", "issues/{number}/lock", call => Lock(call, true));
        routes.AddInRepository("DELETE", "issues/{number}/lock", call => Lock(call, false));
        routes.AddInRepository("POST", "issues/{number}/assignees", call => Assign(call, (has, given) => has.Concat(given)));
        routes.AddInRepository("DELETE", "issues/{number}/assignees", call =>
            Assign(call, (has, given) => has.Except(given, StringComparer.OrdinalIgnoreCase)));
    }

    public static JsonObject Json(RestCall call, SimulatorIssue issue) => IssueJson.Issue(call.World, call.Repository, issue);

    /// <summary>Refuses unless the caller may write issues (or, on a pull request, pull requests).</summary>
    public static void RequireWrite(RestCall call, SimulatorIssue issue)
    {
        if (issue.PullRequest is null)
            call.RequireWrite("issues");
        else
            call.RequireWrite("issues", "pull_requests");
    }

    /// <summary>The parts of an edit that need push access; without it GitHub drops them silently.</summary>
    public static IssueEdit PushParts(RestCall call, JsonObject body, IssueEdit edit)
    {
        if (!call.CanPush)
            return edit;
        return edit with
        {
            Labels = body.Names("Issue", "labels"),
            Assignees = Assignees(call, body),
            MilestoneGiven = body.ContainsKey("milestone"),
            Milestone = body.Milestone(call.Repository),
        };
    }

    private static RestAnswer List(RestCall call)
    {
        var query = call.Query;
        var state = query.GetValueOrDefault("state", "open");
        var since = Paging.Since(call);
        var labels = query.GetValueOrDefault("labels", "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        _ = call.IssueRepository;
        var issues = call.Issues()
            .Where(i => state == "all" || i.State == state)
            .Where(i => since is null || i.UpdatedAt >= since)
            .Where(i => labels.All(l => i.Labels.Contains(l, StringComparer.OrdinalIgnoreCase)))
            .Where(i => !query.TryGetValue("creator", out var creator) || Is(i.Author, creator))
            .Where(i => !query.TryGetValue("assignee", out var assignee) || AssigneeFits(i, assignee))
            .Where(i => !query.TryGetValue("milestone", out var milestone) || MilestoneFits(i, milestone));
        return Paging.Page(call, Sort(call, issues), issue => Json(call, issue));
    }

    /// <summary>Newest first unless asked otherwise; equal seconds by number, so that pages do not overlap.</summary>
    public static List<SimulatorIssue> Sort(RestCall call, IEnumerable<SimulatorIssue> issues)
    {
        var sorted = call.Query.GetValueOrDefault("sort", "created") switch
        {
            "updated" => issues.OrderBy(i => i.UpdatedAt).ThenBy(i => i.Number),
            "comments" => issues.OrderBy(i => i.Comments).ThenBy(i => i.Number),
            "created" or "popularity" or "long-running" => issues.OrderBy(i => i.CreatedAt).ThenBy(i => i.Number),
            _ => throw Refusal.Invalid("Issue", "sort", "invalid"),
        };
        return call.Query.GetValueOrDefault("direction", "desc") == "asc" ? [.. sorted] : [.. sorted.Reverse()];
    }

    private static RestAnswer Create(RestCall call)
    {
        var repository = call.IssueRepository;
        call.RequireWrite("issues");
        var parts = PushParts(call, call.Body, new IssueEdit());
        var issue = call.Engine.Issues.Open(repository, call.Actor, new NewIssue(call.Body.Title("Issue"), call.Body.Markdown("Issue"))
        {
            Labels = parts.Labels ?? [],
            Assignees = parts.Assignees ?? [],
            Milestone = parts.Milestone,
        });
        return RestAnswer.Created(Json(call, issue)).With("Location", call.World.Links.Api(repository.Current, $"/issues/{issue.Number}"));
    }

    private static RestAnswer Edit(RestCall call)
    {
        var issue = call.Issue();
        RequireWrite(call, issue);
        var body = call.Body;
        var edit = PushParts(call, body, new IssueEdit
        {
            Title = body.ContainsKey("title") ? body.Title("Issue") : null,
            BodyGiven = body.ContainsKey("body"),
            Body = body.Markdown("Issue"),
            State = State(body, issue),
            StateReason = StateReason(body),
        });
        return RestAnswer.Ok(Json(call, call.Engine.Issues.Edit(call.Repository, issue.Number, call.Actor, edit)));
    }

    /// <summary>The state asked for; a merged pull request stays closed.</summary>
    public static string? State(JsonObject body, SimulatorIssue issue) => body.Text("Issue", "state") switch
    {
        null => null,
        "open" when issue.PullRequest?.MergedAt is not null =>
            throw Refusal.Invalid("PullRequest", "state", "invalid", "A merged pull request cannot be reopened."),
        ("open" or "closed") and var state => state,
        _ => throw Refusal.Invalid("Issue", "state", "invalid"),
    };

    private static string? StateReason(JsonObject body) => body.Text("Issue", "state_reason") switch
    {
        null => null,
        ("completed" or "not_planned" or "duplicate" or "reopened") and var reason => reason,
        _ => throw Refusal.Invalid("Issue", "state_reason", "invalid"),
    };

    private static RestAnswer Lock(RestCall call, bool locked)
    {
        var issue = call.Issue();
        RequireWrite(call, issue);
        if (!call.CanPush)
            throw Refusal.Of(403, "Must have write access to lock an issue");
        call.Engine.Issues.SetLocked(call.Repository, issue.Number, call.Actor, locked);
        return RestAnswer.NoContent();
    }

    private static RestAnswer Assign(RestCall call, Func<IEnumerable<string>, IEnumerable<string>, IEnumerable<string>> combine)
    {
        var issue = call.Issue();
        RequireWrite(call, issue);
        // Unlike PATCH, these two ignore logins that cannot be assigned.
        var given = (call.Body.Names("Issue", "assignees") ?? []).Where(call.World.IsAssignable);
        if (call.CanPush)
        {
            var edit = new IssueEdit { Assignees = [.. combine(issue.Assignees, given)] };
            issue = call.Engine.Issues.Edit(call.Repository, issue.Number, call.Actor, edit);
        }

        return call.Request.Method == "POST" ? RestAnswer.Created(Json(call, issue)) : RestAnswer.Ok(Json(call, issue));
    }

    /// <summary>Every account the simulator has heard of can be assigned; another login is 422.</summary>
    private static IReadOnlyList<string>? Assignees(RestCall call, JsonObject body)
    {
        var names = body.Names("Issue", "assignees") ?? (body.Text("Issue", "assignee") is { Length: > 0 } one ? [one] : null);
        foreach (var name in names ?? [])
        {
            if (!call.World.IsAssignable(name))
                throw Refusal.Invalid("Issue", "assignees", "invalid");
        }

        return names is null ? null : [.. names.Select(n => call.World.User(n).Login)];
    }

    private static bool AssigneeFits(SimulatorIssue issue, string wanted) => wanted switch
    {
        "none" => issue.Assignees.Count == 0,
        "*" => issue.Assignees.Count > 0,
        _ => issue.Assignees.Any(a => Is(a, wanted)),
    };

    private static bool MilestoneFits(SimulatorIssue issue, string wanted) => wanted switch
    {
        "none" => issue.Milestone is null,
        "*" => issue.Milestone is not null,
        _ => issue.Milestone?.ToString(System.Globalization.CultureInfo.InvariantCulture) == wanted,
    };

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
