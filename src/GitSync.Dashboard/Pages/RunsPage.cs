using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Rendering;
using GitSync.Dashboard.Runs;

namespace GitSync.Dashboard.Pages;

/// <summary>The known runs, newest first. A value.</summary>
internal sealed record RunList(IReadOnlyList<Run> Runs);

/// <summary>One run. A value.</summary>
internal sealed record RunDetails(Run Run);

/// <summary>Actions on all operations that match a search: what they would be about, and how far they are.</summary>
internal static class RunsPage
{
    public static async Task<IResult> ConfirmAsync(string? action, string? q, HttpContext context, ISyncReader reader, IConnectionStore connections)
    {
        RunAction? known = action switch
        {
            "retry" => RunAction.Retry,
            "cancel" => RunAction.Cancel,
            _ => null,
        };
        if (known is not { } what)
        {
            return MessagePage.Invalid("Nothing to confirm", "What can be done to all that match is retry or cancel.");
        }

        if (!await RunRights.MayAsync(what, context))
        {
            return RunRights.Forbidden();
        }

        var (plan, mistake) = await RunPlanner.PlanAsync(what, q, before: null, context, reader, connections);
        return plan is null ? MessagePage.Invalid("Nothing to confirm", mistake!) : PageResult.Of<RunPlanView, RunPlan>(plan);
    }

    public static async Task<IResult> ListAsync(HttpContext context, CancellationToken cancellationToken) =>
        PageResult.Of<RunsView, RunList>(new RunList(
            [.. (await DashboardSite.Of(context).Runs.ListAsync(cancellationToken)).Where(run => RunRights.Concerns(run, context))]));

    public static async Task<IResult> ShowAsync(string id, HttpContext context, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var known) && await DashboardSite.Of(context).Runs.FindAsync(known, cancellationToken) is { } run && RunRights.Concerns(run, context)
            ? PageResult.Of<RunView, RunDetails>(new RunDetails(run))
            : RunRights.NotFound(id);
}
