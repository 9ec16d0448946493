using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Pages;
using GitSync.Dashboard.Rendering;
using GitSync.Dashboard.Runs;

namespace GitSync.Dashboard.Actions;

/// <summary>Starts runs over all that match, stops them, lets them go on.</summary>
internal static class RunActions
{
    public static Task<IResult> StartRetryAsync(HttpContext context, ISyncReader reader, IConnectionStore connections) =>
        StartAsync(RunAction.Retry, context, reader, connections);

    public static Task<IResult> StartCancelAsync(HttpContext context, ISyncReader reader, IConnectionStore connections) =>
        StartAsync(RunAction.Cancel, context, reader, connections);

    public static Task<IResult> StopAsync(string id, HttpContext context, CancellationToken cancellationToken) =>
        ChangeAsync(id, context, "stop-run", async (site, known) => await site.Runs.StopAsync(known, cancellationToken) is { State: RunState.Stopped }
            ? "Stopped after its present portion."
            : "It does not run any more.");

    public static Task<IResult> ResumeAsync(string id, HttpContext context, CancellationToken cancellationToken) =>
        ChangeAsync(id, context, "resume-run", async (site, known) =>
            await site.Runs.ResumeAsync(known, AuditTrail.ActorOf(context), RunSight.Of(site, context.User), cancellationToken)
                ? "It goes on."
                : "It does not go on: it runs or has ended, or this host has enough to do.");

    private static async Task<IResult> ChangeAsync(string id, HttpContext context, string action, Func<DashboardSite, Guid, Task<string>> work)
    {
        var site = DashboardSite.Of(context);
        if (!Guid.TryParse(id, out var known) || await site.Runs.FindAsync(known, context.RequestAborted) is not { } run || !RunRights.Concerns(run, context))
        {
            return RunRights.NotFound(id);
        }

        if (!await RunRights.MayAsync(run.Action, context))
        {
            return RunRights.Forbidden();
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        await new AuditTrail(context.RequestServices).WriteAsync(context, action, $"run/{known}", AuditTrail.ReasonOf(form));
        return Back.To(context, DashboardLinks.Of(context).Run(known), await work(site, known));
    }

    private static async Task<IResult> StartAsync(RunAction action, HttpContext context, ISyncReader reader, IConnectionStore connections)
    {
        var site = DashboardSite.Of(context);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        Guid? before = Guid.TryParse(form["before"], out var confirmed) ? confirmed : null;
        var (plan, mistake) = await RunPlanner.PlanAsync(action, form["q"], before, context, reader, connections);
        if (plan is null)
        {
            return MessagePage.Invalid("Nothing was done", mistake!);
        }

        if (plan.IsExact && long.TryParse(form["count"], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && plan.Count > count)
        {
            // There are more by now than were confirmed, of those that were there: the new number is confirmed first.
            return PageResult.Of<RunPlanView, RunPlan>(plan);
        }

        var reason = AuditTrail.ReasonOf(form);
        await new AuditTrail(context.RequestServices).WriteAsync(
            context,
            AuditTrail.WordOf(action) + "-all",
            "operations",
            reason,
            string.Create(CultureInfo.InvariantCulture, $"{plan.Filter}: {plan.Count}{(plan.IsCut ? "+" : "")} operations."));
        var run = await site.Runs.StartAsync(plan, AuditTrail.ActorOf(context), reason, RunSight.Of(site, context.User), context.RequestAborted);
        return run is null
            ? Back.To(context, DashboardLinks.Of(context).Runs, "Nothing was done: this host is at its limit of runs; stop one, or wait.")
            : Back.To(context, DashboardLinks.Of(context).Run(run.Id));
    }
}
