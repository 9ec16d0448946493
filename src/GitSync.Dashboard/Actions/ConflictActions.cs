using System.Security.Cryptography;
using System.Text;
using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Actions;

/// <summary>What people do about conflicts: bring a value back that gave way, decide a field that waits for them.</summary>
internal static class ConflictActions
{
    /// <summary>An edit is written to GitHub as the application's user who made it (ADR 19); whoever is signed in here may be another person of that name.</summary>
    private const string? NobodysId = null;

    public static async Task<IResult> RestoreAsync(string id, string field, HttpContext context, ISyncReader reader, IConflictResolver conflicts)
    {
        if (!Guid.TryParse(id, out var known) || await reader.FindOperationAsync(known, context.RequestAborted) is not { } operation
            || !DashboardSite.Of(context).Sees(context.User, operation.GitHubAppInstallationId))
        {
            return Pages.MessagePage.NotFound("No operation", $"There is no operation {id}.");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        await new AuditTrail(context.RequestServices).WriteAsync(context, "restore", $"operation/{known}", AuditTrail.ReasonOf(form), field);
        var answer = await conflicts.RestoreAsync(known, field, NobodysId, context.RequestAborted);
        return Back.To(context, DashboardLinks.Of(context).Operation(known), answer.Sentence);
    }

    /// <summary>The values that somebody has seen: a decision is about these and no others.</summary>
    public static string HashOf(FieldConflict conflict) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{conflict.Field}:{conflict.WinningValue?.Length ?? -1}:{conflict.WinningValue}{conflict.LosingValue?.Length ?? -1}:{conflict.LosingValue}"))));

    public static async Task<IResult> DecideAsync(long id, HttpContext context, ISyncReader reader, IConflictResolver conflicts)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!(await reader.FindLanesAsync([id], context.RequestAborted)).TryGetValue(id, out var view)
            || !DashboardSite.Of(context).Sees(context.User, view.Lane.InstallationId))
        {
            return Pages.MessagePage.NotFound("No lane", $"There is no lane {id}.");
        }

        var lane = DashboardLinks.Of(context).Lane(id);
        if (view.Lane.Local is not { } local || view.Link.Undecided?.FirstOrDefault(each => each.Field == form["field"]) is not { } conflict
            || form["seen"] != HashOf(conflict) || !Enum.TryParse<SyncSide>(form["side"], out var side) || !Enum.IsDefined(side))
        {
            return Back.To(context, lane, "Nothing was decided: the field does not wait any more, or its values have changed since. Look again.");
        }

        await new AuditTrail(context.RequestServices).WriteAsync(
            context, "decide", string.Create(CultureInfo.InvariantCulture, $"lane/{id}"), AuditTrail.ReasonOf(form), $"{conflict.Field}: {(side == SyncSide.App ? "the record's" : "GitHub's")}");
        var answer = await conflicts.DecideAsync(view.Lane.Kind, local.RecordId, conflict.Field, side, NobodysId, context.RequestAborted);
        return Back.To(context, lane, answer.Sentence);
    }
}
