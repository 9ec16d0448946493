using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Search;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Runs;

/// <summary>What is about to be done to all that match. A value.</summary>
/// <param name="Action">What.</param>
/// <param name="Filter">To which.</param>
/// <param name="Count">How many there are.</param>
/// <param name="IsCut">Whether counting stopped there.</param>
/// <param name="Before">The moment: operations with a greater id come later, and are left alone.</param>
internal sealed record RunPlan(RunAction Action, OperationFilter Filter, long Count, bool IsCut, Guid Before)
{
    /// <summary>Whether the number is that of the operations up to the moment; kept counters know of no moment.</summary>
    public bool IsExact => !IsCut && !Filter.IsStateAlone;
}

/// <summary>Finds out what a run would be about, and how many operations that is.</summary>
internal static class RunPlanner
{
    /// <summary>Where counting stops when the kept counters do not know.</summary>
    private const int MaximumCounted = 10_000;

    /// <summary>Portions of the store that are counted through at most.</summary>
    private const int MaximumPortions = 30;

    /// <summary>The plan, or why there is none, as a sentence.</summary>
    /// <param name="action">What is to be done.</param>
    /// <param name="q">The search.</param>
    /// <param name="before">The moment that was confirmed; null for now.</param>
    /// <param name="context">Whose eyes it is seen with.</param>
    /// <param name="reader">The store.</param>
    /// <param name="connections">The connections.</param>
    public static async Task<(RunPlan? Plan, string? Mistake)> PlanAsync(
        RunAction action, string? q, Guid? before, HttpContext context, ISyncReader reader, IConnectionStore connections)
    {
        var parsed = QualifierParser.Parse(q);
        var needed = Run.StateFor(action);
        var filter = parsed.Filter with { State = needed };
        if (parsed.Mistake is { } mistake)
        {
            return (null, mistake);
        }

        if (parsed.Filter.State is { } state && state != needed)
        {
            return (null, $"Only {needed.Name()} operations can be {(action == RunAction.Retry ? "queued again" : "canceled")}; this search asks for {state.Name()} ones.");
        }

        // What is written down has to be read as the same search again, here and on other hosts.
        if (QualifierParser.Parse(filter.ToString()) is not { Mistake: null } written || written.Filter != filter)
        {
            return (null, "The search cannot be written down as it is; make it shorter.");
        }

        var site = DashboardSite.Of(context);
        var resolution = await new FilterResolver(reader, connections, installation => site.Sees(context.User, installation)).ResolveAsync(filter, context.RequestAborted);
        if (resolution.Search is not { } search)
        {
            return (null, resolution.Sentence);
        }

        var limit = before ?? context.RequestServices.GetRequiredService<OperationIds>().Next();
        if (filter.IsStateAlone && site.Options.SeesInstallation is null)
        {
            return (new RunPlan(action, filter, (await reader.SummarizeAsync(context.RequestAborted)).Counts[needed], false, limit), null);
        }

        var (count, isCut) = await CountAsync(search, limit, context, reader);
        return (new RunPlan(action, filter, count, isCut, limit), null);
    }

    private static async Task<(long Count, bool IsCut)> CountAsync(ResolvedSearch search, Guid before, HttpContext context, ISyncReader reader)
    {
        var site = DashboardSite.Of(context);
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        var finder = new OperationFinder(reader, time, operation => site.Sees(context.User, operation));
        var (count, position) = (0L, before);
        for (var portion = 0; portion < MaximumPortions && count < MaximumCounted; portion++)
        {
            var page = await finder.FindAsync(search, position, OperationQuery.MaximumLimit, context.RequestAborted);
            count += page.Operations.Count;
            if (page.Continue is not { } next)
            {
                return (count, false);
            }

            position = next;
        }

        return (count, true);
    }
}
