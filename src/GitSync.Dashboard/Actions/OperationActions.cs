using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Pages;
using GitSync.Dashboard.Rendering;
using GitSync.Dashboard.Runs;

namespace GitSync.Dashboard.Actions;

/// <summary>What is done to single operations, or to some that a person has ticked.</summary>
internal static class OperationActions
{
    /// <summary>As many as a page of the list shows.</summary>
    public const int MaximumSelected = OperationsPage.PageSize;

    public static Task<IResult> RetryAsync(string id, HttpContext context, ISyncReader reader, ISyncQueue queue, ISyncDispatcher dispatcher) =>
        DoAsync(id, context, reader, queue, dispatcher, RunAction.Retry);

    public static Task<IResult> CancelAsync(string id, HttpContext context, ISyncReader reader, ISyncQueue queue, ISyncDispatcher dispatcher) =>
        DoAsync(id, context, reader, queue, dispatcher, RunAction.Cancel);

    public static Task<IResult> RetrySelectedAsync(HttpContext context, ISyncReader reader, ISyncQueue queue, ISyncDispatcher dispatcher) =>
        DoSelectedAsync(context, reader, queue, dispatcher, RunAction.Retry);

    public static Task<IResult> CancelSelectedAsync(HttpContext context, ISyncReader reader, ISyncQueue queue, ISyncDispatcher dispatcher) =>
        DoSelectedAsync(context, reader, queue, dispatcher, RunAction.Cancel);

    private static async Task<IResult> DoAsync(string id, HttpContext context, ISyncReader reader, ISyncQueue queue, ISyncDispatcher dispatcher, RunAction action)
    {
        if (!Guid.TryParse(id, out var known) || await FindAsync(context, reader, known) is not { } operation)
        {
            return MessagePage.NotFound("No operation", $"There is no operation {id}.");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        await new AuditTrail(context.RequestServices).WriteAsync(context, AuditTrail.WordOf(action), $"operation/{known}", AuditTrail.ReasonOf(form), StateOf(operation));
        var isDone = await DoAsync(queue, known, action, context);
        dispatcher.Wake();
        return Back.To(context, DashboardLinks.Of(context).Operation(known), Sentence(isDone ? 1 : 0, isDone ? 0 : 1, action));
    }

    private static async Task<IResult> DoSelectedAsync(HttpContext context, ISyncReader reader, ISyncQueue queue, ISyncDispatcher dispatcher, RunAction action)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var selected = form["id"].Select(text => Guid.TryParse(text, out var id) ? id : (Guid?)null).OfType<Guid>().Distinct().ToArray();
        if (selected.Length is 0 or > MaximumSelected)
        {
            return Back.To(context, form["back"], selected.Length == 0 ? "No operation is ticked; nothing was done." : $"At most {MaximumSelected} operations can be ticked; nothing was done.");
        }

        var (done, others) = (0, 0);
        foreach (var id in selected)
        {
            if (await FindAsync(context, reader, id) is not { } operation)
            {
                others++;
                continue;
            }

            await new AuditTrail(context.RequestServices).WriteAsync(context, AuditTrail.WordOf(action), $"operation/{id}", AuditTrail.ReasonOf(form), StateOf(operation));
            if (await DoAsync(queue, id, action, context))
            {
                done++;
            }
            else
            {
                others++;
            }
        }

        dispatcher.Wake();
        return Back.To(context, form["back"], Sentence(done, others, action));
    }

    private static async Task<SyncOperation?> FindAsync(HttpContext context, ISyncReader reader, Guid id) =>
        await reader.FindOperationAsync(id, context.RequestAborted) is { } operation
            && DashboardSite.Of(context).Sees(context.User, operation.GitHubAppInstallationId) ? operation : null;

    private static Task<bool> DoAsync(ISyncQueue queue, Guid id, RunAction action, HttpContext context) => action == RunAction.Retry
        ? queue.RetryAsync(id, AuditTrail.ActorOf(context), context.RequestAborted)
        : queue.CancelAsync(id, AuditTrail.ActorOf(context), context.RequestAborted);

    private static string StateOf(SyncOperation operation) => $"It was {operation.State.Name()}.";

    private static string Sentence(int done, int others, RunAction action)
    {
        var what = action == RunAction.Retry ? "queued again" : "taken out of the queue";
        var rest = others == 0 ? "" : $" {others} {(others == 1 ? "was" : "were")} in another state: only {(action == RunAction.Retry ? "errored operations can be queued again" : "queued operations can be taken out")}.";
        return $"{done} {(done == 1 ? "operation was" : "operations were")} {what}.{rest}";
    }
}
