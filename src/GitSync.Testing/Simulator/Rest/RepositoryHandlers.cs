using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>Repositories, as a token sees them.</summary>
internal static class RepositoryHandlers
{
    public static void Map(RouteTable routes)
    {
        routes.AddInRepository("GET", "", call => RestAnswer.Ok(Json(call, call.Repository)));
        routes.AddInRepository("GET", "installation", Installation);
        routes.Add("GET", "installation/repositories", OfInstallation);
    }

    private static RestAnswer OfInstallation(RestCall call)
    {
        if (call.Caller.Kind == CallerKind.App)
            throw Refusal.Of(403, "Resource not accessible by integration");
        var seen = call.World.Repositories.Values.Where(r => call.Caller.Sees(r.Current)).ToList();
        return Paging.Page(call, seen, repository => Json(call, repository), page => new JsonObject
        {
            ["total_count"] = seen.Count, ["repository_selection"] = "selected", ["repositories"] = page,
        });
    }

    /// <summary>The App asks which installation reaches a repository; it needs no access for that.</summary>
    private static RestAnswer Installation(RestCall call)
    {
        AppHandlers.RequireApp(call);
        return call.FindByPath().Current.InstallationId is { } installation
            ? RestAnswer.Ok(JsonForms.Installation(call.World, call.World.Installation(installation)))
            : throw Refusal.NotFound();
    }

    private static JsonObject Json(RestCall call, RepositoryData repository) =>
        JsonForms.Repository(call.World, repository.Current, repository);
}
