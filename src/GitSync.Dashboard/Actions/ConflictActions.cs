using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Actions;

/// <summary>Brings a value back that gave way in a conflict.</summary>
internal static class ConflictActions
{
    public static async Task<IResult> RestoreAsync(string id, string field, HttpContext context, ISyncReader reader, IConflictResolver conflicts)
    {
        if (!Guid.TryParse(id, out var known) || await reader.FindOperationAsync(known, context.RequestAborted) is not { } operation
            || !DashboardSite.Of(context).Sees(context.User, operation.GitHubAppInstallationId))
        {
            return Pages.MessagePage.NotFound("No operation", $"There is no operation {id}.");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        await new AuditTrail(context.RequestServices).WriteAsync(context, "restore", $"operation/{known}", AuditTrail.ReasonOf(form), field);
        var answer = await conflicts.RestoreAsync(known, field, AuditTrail.ActorOf(context), context.RequestAborted);
        return Back.To(context, DashboardLinks.Of(context).Operation(known), answer.Sentence);
    }
}
