using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Pages;

/// <summary>What the inbox lacks of GitHub's own list. A value.</summary>
internal sealed record GapList(DeliveryGaps Found);

/// <summary>Webhooks that GitHub sent and that never came. Asks GitHub.</summary>
internal static class GapsPage
{
    public static async Task<IResult> ShowAsync(HttpContext context, IDeliveryReplays replays, CancellationToken cancellationToken) =>
        !DashboardSite.Of(context).SeesAll(context.User)
            ? MessagePage.OfAllInstallations()
            : PageResult.Of<GapsView, GapList>(new GapList(await replays.FindGapsAsync(cancellationToken)));
}
