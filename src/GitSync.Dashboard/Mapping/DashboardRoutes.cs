using GitSync.Dashboard.Actions;
using GitSync.Dashboard.Pages;
using GitSync.Dashboard.Rendering;
using GitSync.Dashboard.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace GitSync.Dashboard.Mapping;

/// <summary>All addresses of the dashboard. Whatever writes is a POST in a group of its own, with the permission it takes.</summary>
internal static class DashboardRoutes
{
    public static void Map(RouteGroupBuilder group, DashboardSite site)
    {
        MapPages(group, site);
        MapQuestions(group, site.Options);
        MapWrites(group, site.Options);
    }

    private static void MapPages(RouteGroupBuilder pages, DashboardSite site)
    {
        pages.MapGet("/", OverviewPage.ShowAsync).WithName(site.RootName)
            .Finally(root => site.GroupParameters = root is RouteEndpointBuilder { RoutePattern.Parameters: var parameters } ? [.. parameters.Select(each => each.Name)] : []);
        pages.MapGet("/operations", OperationsPage.ShowAsync);
        pages.MapGet("/operations/{id}", OperationDetailsPage.ShowAsync);
        pages.MapGet("/runs", RunsPage.ListAsync);
        pages.MapGet("/runs/new", RunsPage.ConfirmAsync);
        pages.MapGet("/runs/{id}", RunsPage.ShowAsync);
        pages.MapGet("/lanes", LanesPage.ShowAsync);
        pages.MapGet("/lanes/{id:long}", LanePage.ShowAsync);
        pages.MapGet("/lanes/{kind}/{**record}", LanePage.FindAsync);
        pages.MapGet("/deliveries", DeliveriesPage.ShowAsync);
        pages.MapGet("/deliveries/{id}", DeliveryDetailsPage.ShowAsync);
        pages.MapGet("/repositories", RepositoriesPage.ShowAsync);
        pages.MapGet("/repositories/{id:long}", RepositoryPage.ShowAsync);
        pages.MapGet("/audit", AuditPage.ShowAsync);
        pages.MapGet("/audit/export.csv", AuditPage.ExportCsvAsync);
        pages.MapGet("/audit/export.json", AuditPage.ExportJsonAsync);
        pages.MapGet("/keys", KeysPage.Show);
        pages.MapGet("/live", (HttpContext context) => site.Live.Open(context));
        pages.MapGet("/assets/{name}", Assets.Serve);
        pages.MapGet("/{**rest}", () => MessagePage.NotFound("No such page", "The dashboard has no page of this address."));
    }

    /// <summary>Pages that ask GitHub: they write nothing and cost requests, so no other site can make a browser load them.</summary>
    private static void MapQuestions(RouteGroupBuilder group, DashboardOptions options)
    {
        var questions = group.MapGroup("").AddEndpointFilter(FormGuard.RefuseOtherSitesAsync);
        With(questions, options.ReplayPolicy).MapGet("/deliveries/gaps", GapsPage.ShowAsync);
        With(questions, options.RetryPolicy).MapGet("/repositories/{id:long}/drift", DriftReportPage.ShowAsync);
    }

    private static void MapWrites(RouteGroupBuilder group, DashboardOptions options)
    {
        var writes = group.MapGroup("").AddEndpointFilter(FormGuard.CheckAsync);
        writes.MapPost("/preferences", Preferences.SaveAsync);
        writes.MapPost("/runs/{id}/stop", RunActions.StopAsync);
        writes.MapPost("/runs/{id}/resume", RunActions.ResumeAsync);

        var retry = With(writes, options.RetryPolicy);
        retry.MapPost("/operations/{id}/retry", OperationActions.RetryAsync);
        retry.MapPost("/operations/{id}/conflicts/{field}", ConflictActions.RestoreAsync);
        retry.MapPost("/operations/selected/retry", OperationActions.RetrySelectedAsync);
        retry.MapPost("/runs/retry", RunActions.StartRetryAsync);
        retry.MapPost("/lanes/{id:long}/resync", LaneActions.ResyncAsync);
        retry.MapPost("/lanes/{id:long}/decide", ConflictActions.DecideAsync);
        retry.MapPost("/repositories/{id:long}/import", RepositoryActions.ImportAsync);
        retry.MapPost("/repositories/{id:long}/drift", DriftReportPage.RepairAsync);

        var cancel = With(writes, options.CancelPolicy);
        cancel.MapPost("/operations/{id}/cancel", OperationActions.CancelAsync);
        cancel.MapPost("/operations/selected/cancel", OperationActions.CancelSelectedAsync);
        cancel.MapPost("/runs/cancel", RunActions.StartCancelAsync);

        var payload = With(writes, options.ViewPayloadPolicy);
        payload.MapPost("/deliveries/{id}/payload", DeliveryDetailsPage.RevealAsync);
        payload.MapPost("/deliveries/{id}/download", DeliveryDetailsPage.DownloadAsync);

        var replay = With(writes, options.ReplayPolicy);
        replay.MapPost("/deliveries/{id}/replay", DeliveryActions.ReplayAsync);
        replay.MapPost("/deliveries/{id}/redeliver", DeliveryActions.RedeliverAsync);

        var pause = With(writes, options.PausePolicy);
        pause.MapPost("/lanes/{id:long}/pause", LaneActions.PauseAsync);
        pause.MapPost("/lanes/{id:long}/resume", LaneActions.ResumeAsync);
        pause.MapPost("/repositories/{id:long}/enable", RepositoryActions.EnableAsync);
        pause.MapPost("/repositories/{id:long}/disable", RepositoryActions.DisableAsync);
        pause.MapPost("/repositories/{id:long}/writes", RepositoryActions.SetWritesAsync);
        pause.MapPost("/repositories/{id:long}/breaker", RepositoryActions.ResetBreakerAsync);
    }

    private static RouteGroupBuilder With(RouteGroupBuilder writes, string? policy)
    {
        var group = writes.MapGroup("");
        return policy is null ? group : group.RequireAuthorization(policy);
    }
}
