using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Parts;
using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Pages;

/// <summary>What a lane's page shows. A value.</summary>
/// <param name="View">The lane.</param>
/// <param name="Connection">The connection of its repository, or null.</param>
/// <param name="Operations">A portion of its operations, newest first.</param>
/// <param name="Timeline">The same as a picture.</param>
/// <param name="Continue">Where older ones go on, or null.</param>
/// <param name="IsFirst">Whether the portion begins with the newest.</param>
/// <param name="Here">What the record holds, or null.</param>
/// <param name="Pause">Who has paused it, or null.</param>
/// <param name="Answer">Why it is, or is not, in step; null for a lane without a record.</param>
internal sealed record LaneDetails(
    LaneView View,
    Connection? Connection,
    IReadOnlyList<SyncOperation> Operations,
    Timeline Timeline,
    Guid? Continue,
    bool IsFirst,
    ResourceContent? Here,
    LanePause? Pause,
    string? Answer);

/// <summary>One resource: everything that happened to it.</summary>
internal static class LanePage
{
    private const int PageSize = 30;

    /// <summary>By its number.</summary>
    public static async Task<IResult> ShowAsync(long id, string? before, HttpContext context, ISyncReader reader, CancellationToken cancellationToken)
    {
        if (before is not null && !Guid.TryParse(before, out _))
        {
            return MessagePage.Invalid("No such page", "The address holds a position that is none; begin at the lane's first page.");
        }

        return (await reader.FindLanesAsync([id], cancellationToken)).TryGetValue(id, out var view) && Sees(context, view)
            ? await ShowAsync(view, before is null ? null : Guid.Parse(before), context, cancellationToken)
            : MessagePage.NotFound("No lane", $"There is no lane {id}.");
    }

    /// <summary>By the application's record: what an application links to.</summary>
    public static async Task<IResult> FindAsync(string kind, string? record, HttpContext context, ISyncReader reader, CancellationToken cancellationToken)
    {
        ResourceKind? known = kind.ToUpperInvariant() switch
        {
            "TASK" => ResourceKind.Task,
            "COMMENT" => ResourceKind.Comment,
            _ => null,
        };
        if (known is not { } found || record is not { Length: > 0 } || record.Contains('\0', StringComparison.Ordinal))
        {
            return MessagePage.NotFound("No lane", "A lane is found by task or comment and the record's id, or by its number.");
        }

        // Servers leave an encoded slash as it is (Kestrel, RFC 3986 section 2.2), and a record's id may hold one.
        var (name, decoded) = (LaneName.OfRecord(found, record), LaneName.OfRecord(found, record.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)));
        var views = await reader.FindLanesAsync(new[] { name, decoded }.Distinct().ToArray(), cancellationToken);
        return (views.TryGetValue(name, out var view) || views.TryGetValue(decoded, out view)) && Sees(context, view)
            ? TypedResults.Redirect(DashboardLinks.Of(context).Lane(view.Lane.Id))
            : MessagePage.NotFound("No lane", $"GitSync knows nothing of a {kind.ToLowerInvariant()} {record}: it was never announced (ISyncEnqueuer.EnqueueAsync).");
    }

    private static bool Sees(HttpContext context, LaneView view) => DashboardSite.Of(context).Sees(context.User, view.Lane.InstallationId);

    private static async Task<IResult> ShowAsync(LaneView view, Guid? before, HttpContext context, CancellationToken cancellationToken)
    {
        var services = new LaneServices(context.RequestServices);
        var lane = view.Lane;
        var page = await services.Reader.SearchOperationsAsync(
            new OperationSearch { LaneId = lane.Id, Before = before, Limit = PageSize }, cancellationToken);
        return PageResult.Of<LaneDetailsView, LaneDetails>(new LaneDetails(
            view,
            lane.RepositoryId == 0 ? null : await services.Connections.FindByRepositoryAsync(lane.RepositoryId, cancellationToken),
            page.Operations,
            Timeline.Of(page.Operations, services.Now),
            page.Continue,
            before is null,
            (await RecordReading.ReadAsync(lane.Kind, lane.Local?.RecordId, services.Tasks, services.Comments, cancellationToken)).Content,
            (await services.Pauses.ListAsync(cancellationToken)).GetValueOrDefault(lane.Id),
            await AnswerAsync(lane, services, cancellationToken)));
    }

    private static async Task<string?> AnswerAsync(LaneState lane, LaneServices services, CancellationToken cancellationToken)
    {
        try
        {
            return lane.Local is { } local ? (await services.Explainer.ExplainAsync(lane.Kind, local.RecordId, cancellationToken)).Answer : null;
        }
        catch (Exception failure) when (RecordReading.IsApplications(failure))
        {
            return RecordReading.SentenceOf(failure);
        }
    }
}
