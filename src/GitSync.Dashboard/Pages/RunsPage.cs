using GitSync.Dashboard.Actions;
using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Rendering;
using GitSync.Dashboard.Runs;
using GitSync.Dashboard.Search;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Pages;

/// <summary>What is about to be done to all that match. A value.</summary>
/// <param name="Action">What.</param>
/// <param name="Filter">To which.</param>
/// <param name="Count">How many there are.</param>
/// <param name="IsCut">Whether counting stopped there.</param>
/// <param name="Before">The moment: operations with a greater id come later, and are left alone.</param>
internal sealed record RunPlan(RunAction Action, OperationFilter Filter, long Count, bool IsCut, Guid Before);

/// <summary>The known runs, newest first. A value.</summary>
internal sealed record RunList(IReadOnlyList<Run> Runs);

/// <summary>One run. A value.</summary>
internal sealed record RunDetails(Run Run);

/// <summary>Actions on all operations that match a search: confirmed with their number, done in the background, watched, stopped.</summary>
internal static class RunsPage
{
    /// <summary>Where counting stops when the kept counters do not know.</summary>
    private const int MaximumCounted = 10_000;

    /// <summary>Portions of the store that are counted through at most.</summary>
    private const int MaximumPortions = 30;

    public static async Task<IResult> ConfirmAsync(
        string? action, string? q, HttpContext context, ISyncReader reader, IConnectionStore connections, CancellationToken cancellationToken)
    {
        var (plan, mistake) = await PlanAsync(action, q, null, context, reader, connections, cancellationToken);
        if (plan is not null && !await Security.PermissionCheck.AllowsAsync(context, DashboardSite.Of(context).Options, PermissionOf(plan.Action)))
        {
            return Forbidden();
        }

        return plan is null ? MessagePage.Invalid("Nothing to confirm", mistake!) : PageResult.Of<RunPlanView, RunPlan>(plan);
    }

    public static Task<IResult> StartRetryAsync(HttpContext context, ISyncReader reader, IConnectionStore connections) =>
        StartAsync("retry", context, reader, connections);

    public static Task<IResult> StartCancelAsync(HttpContext context, ISyncReader reader, IConnectionStore connections) =>
        StartAsync("cancel", context, reader, connections);

    public static async Task<IResult> ListAsync(HttpContext context, CancellationToken cancellationToken) =>
        PageResult.Of<RunsView, RunList>(new RunList(
            [.. (await DashboardSite.Of(context).Runs.ListAsync(cancellationToken)).Where(run => Concerns(run, context))]));

    public static async Task<IResult> ShowAsync(string id, HttpContext context, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var known) && await DashboardSite.Of(context).Runs.FindAsync(known, cancellationToken) is { } run && Concerns(run, context)
            ? PageResult.Of<RunView, RunDetails>(new RunDetails(run))
            : NotFound(id);

    public static Task<IResult> StopAsync(string id, HttpContext context) => ChangeAsync(id, context, "stop-run", async (site, known) =>
        await site.Runs.StopAsync(known, context.RequestAborted) is { State: RunState.Stopped } ? "Stopped after its present portion." : "It does not run any more.");

    public static Task<IResult> ResumeAsync(string id, HttpContext context) => ChangeAsync(id, context, "resume-run", async (site, known) =>
        await site.Runs.ResumeAsync(known, AuditTrail.ActorOf(context), RunSight.Of(site, context.User), context.RequestAborted)
            ? "It goes on."
            : "It does not go on: it runs or has ended, or this host has enough to do.");

    private static async Task<IResult> ChangeAsync(string id, HttpContext context, string action, Func<DashboardSite, Guid, Task<string>> work)
    {
        var site = DashboardSite.Of(context);
        if (!Guid.TryParse(id, out var known) || await site.Runs.FindAsync(known, context.RequestAborted) is not { } run || !Concerns(run, context))
        {
            return NotFound(id);
        }

        if (!await Security.PermissionCheck.AllowsAsync(context, site.Options, PermissionOf(run.Action)))
        {
            return Forbidden();
        }

        await new AuditTrail(context.RequestServices).WriteAsync(context, action, $"run/{known}", AuditTrail.ReasonOf(await context.Request.ReadFormAsync(context.RequestAborted)));
        return Back.To(context, DashboardLinks.Of(context).Run(known), await work(site, known));
    }

    private static async Task<IResult> StartAsync(string action, HttpContext context, ISyncReader reader, IConnectionStore connections)
    {
        var site = DashboardSite.Of(context);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        Guid? before = Guid.TryParse(form["before"], out var confirmed) ? confirmed : null;
        var (plan, mistake) = await PlanAsync(action, form["q"], before, context, reader, connections, context.RequestAborted);
        if (plan is null)
        {
            return MessagePage.Invalid("Nothing was done", mistake!);
        }

        if (!plan.IsCut && long.TryParse(form["count"], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && plan.Count > count)
        {
            return PageResult.Of<RunPlanView, RunPlan>(plan);
        }

        var reason = AuditTrail.ReasonOf(form);
        await new AuditTrail(context.RequestServices).WriteAsync(
            context, $"{action}-all", "operations", reason, string.Create(CultureInfo.InvariantCulture, $"{plan.Filter}: {plan.Count}{(plan.IsCut ? "+" : "")} operations."));
        var run = await site.Runs.StartAsync(
            plan.Action, plan.Filter, plan.Before, plan.Count, AuditTrail.ActorOf(context), reason, RunSight.Of(site, context.User), context.RequestAborted);
        return run is null
            ? Back.To(context, DashboardLinks.Of(context).Runs, "Nothing was done: this host is at its limit of runs; stop one, or wait.")
            : Back.To(context, DashboardLinks.Of(context).Run(run.Id));
    }

    private static async Task<(RunPlan? Plan, string? Mistake)> PlanAsync(
        string? action, string? q, Guid? before, HttpContext context, ISyncReader reader, IConnectionStore connections, CancellationToken cancellationToken)
    {
        RunAction? known = action switch
        {
            "retry" => RunAction.Retry,
            "cancel" => RunAction.Cancel,
            _ => null,
        };
        if (known is not { } what)
        {
            return (null, "What can be done to all that match is retry or cancel.");
        }

        var parsed = QualifierParser.Parse(q);
        var needed = Run.StateFor(what);
        var filter = parsed.Filter with { State = needed };
        if (parsed.Mistake is { } mistake)
        {
            return (null, mistake);
        }

        if (parsed.Filter.State is { } state && state != needed)
        {
            return (null, $"Only {needed.Name()} operations can be {(what == RunAction.Retry ? "queued again" : "canceled")}; this search asks for {state.Name()} ones.");
        }

        // What is written down has to be read as the same search again, here and on other hosts.
        if (QualifierParser.Parse(filter.ToString()) is not { Mistake: null } written || written.Filter != filter)
        {
            return (null, "The search cannot be written down as it is; make it shorter.");
        }

        var site = DashboardSite.Of(context);
        var resolution = await new FilterResolver(reader, connections, installation => site.Sees(context.User, installation)).ResolveAsync(filter, cancellationToken);
        if (resolution.Search is not { } search)
        {
            return (null, resolution.Sentence);
        }

        var limit = before ?? context.RequestServices.GetRequiredService<OperationIds>().Next();
        if (filter.IsStateAlone && site.Options.SeesInstallation is null)
        {
            return (new RunPlan(what, filter, (await reader.SummarizeAsync(cancellationToken)).Counts[needed], false, limit), null);
        }

        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        var finder = new OperationFinder(reader, time, operation => site.Sees(context.User, operation));
        var (count, position) = (0L, (Guid?)limit);
        for (var portion = 0; portion < MaximumPortions && count < MaximumCounted; portion++)
        {
            var page = await finder.FindAsync(search, position, OperationQuery.MaximumLimit, cancellationToken);
            (count, position) = (count + page.Operations.Count, page.Continue);
            if (position is null)
            {
                return (new RunPlan(what, filter, count, false, limit), null);
            }
        }

        return (new RunPlan(what, filter, count, true, limit), null);
    }

    private static Permission PermissionOf(RunAction action) => action == RunAction.Retry ? Permission.Retry : Permission.Cancel;

    /// <summary>A person who does not see everything sees, stops and goes on with their own runs alone: others' were made with other eyes.</summary>
    private static bool Concerns(Run run, HttpContext context) =>
        DashboardSite.Of(context).SeesAll(context.User) || run.ActsFor == AuditTrail.ActorOf(context);

    private static IResult Forbidden() =>
        MessagePage.Show(StatusCodes.Status403Forbidden, "Refused", "You do not have the permission for what this run does.");

    private static IResult NotFound(string id) => MessagePage.NotFound("No run", $"There is no run {id}; the audit log remembers it longer.");
}
