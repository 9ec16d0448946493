using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>Labels, milestones and who can be assigned.</summary>
internal static class LabelHandlers
{
    public static void Map(RouteTable routes)
    {
        routes.AddInRepository("GET", "labels", call => Paging.Page(call, Sorted(call.Repository), label => Json(call, label)));
        routes.AddInRepository("POST", "labels", Create);
        routes.AddInRepository("GET", "labels/{name*}", call => RestAnswer.Ok(Json(call, Find(call))));
        routes.AddInRepository("GET", "issues/{number}/labels", call => OfIssue(call, call.Issue()));
        routes.AddInRepository("POST", "issues/{number}/labels", call => Change(call, (has, given) => has.Concat(given)));
        routes.AddInRepository("PUT", "issues/{number}/labels", call => Change(call, (_, given) => given));
        routes.AddInRepository("DELETE", "issues/{number}/labels", call => Change(call, (_, _) => []));
        routes.AddInRepository("DELETE", "issues/{number}/labels/{name*}", Remove);
        routes.AddInRepository("GET", "milestones", Milestones);
        routes.AddInRepository("POST", "milestones", CreateMilestone);
        routes.AddInRepository("GET", "milestones/{number}", call => RestAnswer.Ok(Json(call, FindMilestone(call))));
        routes.AddInRepository("GET", "assignees", call => Paging.Page(call, People(call), user => JsonForms.User(call.World, user.Login)));
        routes.AddInRepository("GET", "assignees/{login}", call =>
            People(call).Exists(user => string.Equals(user.Login, call.Route("login"), StringComparison.OrdinalIgnoreCase))
                ? RestAnswer.NoContent()
                : throw Refusal.NotFound());
    }

    private static RestAnswer Create(RestCall call)
    {
        call.RequireWrite("issues");
        var name = call.Body.Text("Label", "name");
        if (string.IsNullOrWhiteSpace(name))
            throw Refusal.Invalid("Label", "name", "missing_field");
        if (call.Repository.Labels.ContainsKey(name))
            throw Refusal.Invalid("Label", "name", "already_exists");
        var label = call.Engine.Labels.Create(
            call.Repository, call.Actor, name, call.Body.Text("Label", "color"), call.Body.Text("Label", "description"));
        return RestAnswer.Created(Json(call, label));
    }

    private static RestAnswer Change(RestCall call, Func<IEnumerable<string>, IEnumerable<string>, IEnumerable<string>> combine)
    {
        var issue = call.Issue();
        IssueHandlers.RequireWrite(call, issue);
        if (call.CanPush)
        {
            var edit = new IssueEdit { Labels = [.. combine(issue.Labels, Given(call))] };
            issue = call.Engine.Issues.Edit(call.Repository, issue.Number, call.Actor, edit);
        }

        return call.Request.Method == "DELETE" ? RestAnswer.NoContent() : OfIssue(call, issue);
    }

    private static RestAnswer Remove(RestCall call)
    {
        var issue = call.Issue();
        IssueHandlers.RequireWrite(call, issue);
        var name = call.Route("name");
        if (!issue.Labels.Contains(name, StringComparer.OrdinalIgnoreCase))
            throw Refusal.Of(404, "Label does not exist");
        if (call.CanPush)
        {
            var left = issue.Labels.Where(l => !string.Equals(l, name, StringComparison.OrdinalIgnoreCase));
            issue = call.Engine.Issues.Edit(call.Repository, issue.Number, call.Actor, new IssueEdit { Labels = [.. left] });
        }

        return OfIssue(call, issue);
    }

    /// <summary>Labels come as an object with "labels" or as a bare array.</summary>
    private static IReadOnlyList<string> Given(RestCall call)
    {
        if (!call.Request.Body.TrimStart().StartsWith('['))
            return call.Body.Names("Issue", "labels") ?? [];
        try
        {
            return RestFields.Names((JsonArray)JsonNode.Parse(call.Request.Body)!, "Issue", "labels");
        }
        catch (JsonException)
        {
            throw Refusal.Of(400, "Problems parsing JSON");
        }
    }

    private static RestAnswer OfIssue(RestCall call, SimulatorIssue issue) =>
        RestAnswer.Ok(JsonForms.Array(issue.Labels.Select(name => Json(call, call.Repository.Labels[name]))));

    private static SimulatorLabel Find(RestCall call) =>
        call.Repository.Labels.TryGetValue(call.Route("name"), out var label) ? label : throw Refusal.NotFound();

    private static List<SimulatorLabel> Sorted(RepositoryData repository) =>
        [.. repository.Labels.Values.OrderBy(l => l.Name, StringComparer.OrdinalIgnoreCase)];

    private static RestAnswer Milestones(RestCall call)
    {
        var state = call.Query.GetValueOrDefault("state", "open");
        var milestones = call.Repository.Milestones.Values.Where(m => state == "all" || m.State == state).ToList();
        return Paging.Page(call, milestones, milestone => Json(call, milestone));
    }

    private static RestAnswer CreateMilestone(RestCall call)
    {
        call.RequireWrite("issues");
        var title = call.Body.Text("Milestone", "title");
        if (string.IsNullOrWhiteSpace(title))
            throw Refusal.Invalid("Milestone", "title", "missing_field");
        if (call.Repository.Milestones.Values.Any(m => m.Title == title))
            throw Refusal.Invalid("Milestone", "title", "already_exists");
        var milestone = call.Engine.Labels.CreateMilestone(
            call.Repository, call.Actor, title, call.Body.Text("Milestone", "description"), DueOn(call.Body));
        return RestAnswer.Created(Json(call, milestone));
    }

    private static DateTimeOffset? DueOn(JsonObject body)
    {
        if (body.Text("Milestone", "due_on") is not { } text)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var due)
            ? due
            : throw Refusal.Invalid("Milestone", "due_on", "invalid");
    }

    private static SimulatorMilestone FindMilestone(RestCall call) =>
        call.Repository.Milestones.TryGetValue(call.Number(), out var milestone) ? milestone : throw Refusal.NotFound();

    private static List<SimulatorUser> People(RestCall call)
    {
        _ = call.Repository;
        return [.. call.World.Users.Values.Where(u => u.Type == "User").OrderBy(u => u.Id)];
    }

    private static JsonObject Json(RestCall call, SimulatorLabel label) => JsonForms.Label(call.World, call.Repository.Current, label);

    private static JsonObject Json(RestCall call, SimulatorMilestone milestone) =>
        JsonForms.Milestone(call.World, call.Repository, milestone);
}
