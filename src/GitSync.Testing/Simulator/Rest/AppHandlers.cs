using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>The App itself: its installations and their tokens.</summary>
internal static class AppHandlers
{
    public static void Map(RouteTable routes)
    {
        routes.Add("GET", "app", call => ForApp(call, () => RestAnswer.Ok(JsonForms.App(call.World))));
        routes.Add("GET", "app/installations", call => ForApp(call, () => Paging.Page(
            call, [.. call.World.Installations.Values], installation => JsonForms.Installation(call.World, installation))));
        routes.Add("GET", "app/installations/{id}", call => ForApp(call, () => RestAnswer.Ok(
            JsonForms.Installation(call.World, Installation(call)))));
        routes.Add("POST", "app/installations/{id}/access_tokens", call => ForApp(call, () => IssueToken(call)));
        routes.Add("DELETE", "installation/token", Revoke);
        routes.Add("GET", "user", User);
    }

    public static void RequireApp(RestCall call)
    {
        if (call.Caller.Kind != CallerKind.App)
            throw Refusal.Of(401, "A JSON web token could not be decoded");
    }

    private static RestAnswer ForApp(RestCall call, Func<RestAnswer> handler)
    {
        RequireApp(call);
        return handler();
    }

    private static SimulatorInstallation Installation(RestCall call) =>
        call.World.Installations.TryGetValue(call.Id("id"), out var installation) ? installation : throw Refusal.NotFound();

    private static RestAnswer IssueToken(RestCall call)
    {
        var installation = Installation(call);
        if (installation.Suspended)
            throw Refusal.Of(403, "This installation has been suspended");
        var repositories = Narrowed(call, installation);
        var permissions = Permissions(call.Body["permissions"] as JsonObject, installation);
        var token = call.Engine.Authentication.Issue(installation, repositories?.Select(r => r.Id).ToHashSet(), permissions);
        var json = new JsonObject
        {
            ["token"] = token.Token,
            ["expires_at"] = JsonForms.Time(token.ExpiresAt),
            ["permissions"] = JsonForms.Permissions(permissions),
            ["repository_selection"] = "selected",
        };
        if (repositories is not null)
            json["repositories"] = JsonForms.Array(repositories.Select(r => JsonForms.Repository(call.World, r)));
        return RestAnswer.Created(json);
    }

    /// <summary>The repositories a token is narrowed to; 422 for one that the installation does not reach.</summary>
    private static List<SimulatorRepository>? Narrowed(RestCall call, SimulatorInstallation installation)
    {
        var reach = call.World.Repositories.Values.Select(r => r.Current).Where(r => r.InstallationId == installation.Id).ToList();
        var ids = call.Body.Numbers("Installation", "repository_ids")?.Select(id => reach.Find(r => r.Id == id));
        var names = call.Body.Names("Installation", "repositories")?.Select(name => reach.Find(r => r.Name == name));
        var chosen = (ids ?? names)?.ToList();
        return chosen is null || chosen.TrueForAll(r => r is not null)
            ? chosen?.ConvertAll(r => r!)
            : throw Refusal.Of(
                422, "There is at least one repository that does not exist or is not accessible to the parent installation.");
    }

    private static IReadOnlyDictionary<string, string> Permissions(JsonObject? asked, SimulatorInstallation installation)
    {
        if (asked is null)
            return installation.Permissions;
        var granted = new Dictionary<string, string>(StringComparer.Ordinal) { ["metadata"] = "read" };
        foreach (var name in asked.Select(p => p.Key))
        {
            var (wanted, has) = (asked.Text("Installation", name), installation.Permissions.GetValueOrDefault(name));
            if (wanted is null || has is null || (wanted == "write" && has == "read"))
                throw Refusal.Of(422, "The permissions requested are not granted to this installation.");
            granted[name] = wanted;
        }

        return granted;
    }

    private static RestAnswer Revoke(RestCall call)
    {
        call.Engine.Authentication.Revoke(call.Caller.Token);
        return RestAnswer.NoContent();
    }

    private static RestAnswer User(RestCall call) => call.Caller.Kind == CallerKind.User
        ? RestAnswer.Ok(JsonForms.User(call.World, call.Actor.User.Login))
        : throw Refusal.Of(403, "Resource not accessible by integration");
}
