using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Pages;
using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Actions;

/// <summary>What people do to a lane: read both sides again, pause it, let it go on. A lane that another one took in may still hold a pause.</summary>
internal static class LaneActions
{
    public static Task<IResult> ResyncAsync(long id, HttpContext context, ISyncReader reader, ILaneResync resync) =>
        DoAsync(id, context, reader, "resync", async _ => (await resync.ResyncAsync(id, AuditTrail.ActorOf(context), context.RequestAborted)).Sentence);

    public static Task<IResult> PauseAsync(long id, HttpContext context, ISyncReader reader, ILanePauses pauses) =>
        DoAsync(id, context, reader, "pause", async form =>
            await pauses.PauseAsync(id, AuditTrail.ReasonOf(form), AuditTrail.ActorOf(context), context.RequestAborted)
                ? "Paused on every host within seconds; what comes for it waits."
                : $"Nothing was paused: {ILanePauses.Maximum} lanes are paused already. Switch the repository off, or its writes.");

    public static async Task<IResult> ResumeAsync(long id, HttpContext context, ISyncReader reader, ILanePauses pauses)
    {
        var isPaused = (await pauses.ListAsync(context.RequestAborted)).ContainsKey(id);
        return await DoAsync(
            id,
            context,
            reader,
            "resume",
            async _ =>
            {
                await pauses.ResumeAsync(id, context.RequestAborted);
                return "It goes on; what waits is tried again within a minute.";
            },
            mayBeGone: isPaused);
    }

    private static async Task<IResult> DoAsync(long id, HttpContext context, ISyncReader reader, string action, Func<IFormCollection, Task<string>> work, bool mayBeGone = false)
    {
        var site = DashboardSite.Of(context);
        var view = (await reader.FindLanesAsync([id], context.RequestAborted)).GetValueOrDefault(id);
        if (view is null ? !mayBeGone || !site.SeesAll(context.User) : !site.Sees(context.User, view.Lane.InstallationId))
        {
            return MessagePage.NotFound("No lane", $"There is no lane {id}.");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        await new AuditTrail(context.RequestServices).WriteAsync(
            context, action, string.Create(CultureInfo.InvariantCulture, $"lane/{id}"), AuditTrail.ReasonOf(form));
        var links = DashboardLinks.Of(context);
        return Back.To(context, view is null ? links.Lanes : links.Lane(id), await work(form));
    }
}
