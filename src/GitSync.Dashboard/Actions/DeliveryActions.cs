using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Pages;
using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Actions;

/// <summary>What people do about webhooks: run one again here, ask GitHub to send one again.</summary>
internal static class DeliveryActions
{
    public static async Task<IResult> ReplayAsync(string id, HttpContext context, ISyncReader reader, IDeliveryReplays replays) =>
        await DeliveryDetailsPage.FindAsync(id, context, reader) is { } delivery
            ? await DoAsync(delivery.Id, "replay", context, replays.ReplayAsync)
            : DeliveryDetailsPage.NotFound(id);

    /// <summary>Also of one that never came: GitHub has it, the inbox does not.</summary>
    public static async Task<IResult> RedeliverAsync(string id, HttpContext context, ISyncReader reader, IDeliveryReplays replays) =>
        Guid.TryParse(id, out var known)
        && (DashboardSite.Of(context).SeesAll(context.User) || await DeliveryDetailsPage.FindAsync(id, context, reader) is not null)
        ? await DoAsync(known, "redeliver", context, replays.RedeliverAsync)
        : DeliveryDetailsPage.NotFound(id);

    private static async Task<IResult> DoAsync(
        Guid id, string action, HttpContext context, Func<Guid, CancellationToken, Task<DeliveryAnswer>> work)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        await new AuditTrail(context.RequestServices).WriteAsync(context, action, $"delivery/{id}", AuditTrail.ReasonOf(form));
        var answer = await work(id, context.RequestAborted);
        return Back.To(context, form["back"].ToString() is { Length: > 0 } back ? back : DashboardLinks.Of(context).Delivery(id), answer.Sentence);
    }
}
