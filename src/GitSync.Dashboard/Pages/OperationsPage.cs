using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Parts;
using GitSync.Dashboard.Rendering;
using GitSync.Dashboard.Search;

namespace GitSync.Dashboard.Pages;

/// <summary>What the list of operations shows. A value.</summary>
/// <param name="Query">The search as it was written.</param>
/// <param name="Filter">The search as it was understood.</param>
/// <param name="Sentence">What cannot be understood, or why nothing can be found; null when it was looked for.</param>
/// <param name="Operations">Newest first.</param>
/// <param name="Continue">Where to go on, or null at the end.</param>
/// <param name="IsFirst">Whether it begins with the newest.</param>
/// <param name="Titles">The titles that tasks had when both sides agreed last, by lane.</param>
/// <param name="Repositories">The connected repositories' names by id.</param>
internal sealed record OperationList(
    string Query,
    OperationFilter Filter,
    string? Sentence,
    IReadOnlyList<SyncOperation> Operations,
    Guid? Continue,
    bool IsFirst,
    IReadOnlyDictionary<long, string?> Titles,
    IReadOnlyDictionary<long, string> Repositories)
{
    /// <summary>What an operation's task is called: as the operation brings it, else as it was last agreed on.</summary>
    public string? TitleOf(SyncOperation operation) => Subjects.TitleOf(operation) ?? Titles.GetValueOrDefault(operation.LaneId);
}

/// <summary>The list of operations, by what is looked for.</summary>
internal static class OperationsPage
{
    public const int PageSize = 50;

    public static async Task<IResult> ShowAsync(
        string? q, string? before, HttpContext context, ISyncReader reader, IConnectionStore connections, TimeProvider time, CancellationToken cancellationToken)
    {
        var parsed = QualifierParser.Parse(q);
        Guid? position = null;
        if (before is not null)
        {
            if (!Guid.TryParse(before, out var given))
            {
                return MessagePage.Invalid("No such page", "The address holds a position that is none; begin at the list's first page.");
            }

            position = given;
        }

        var site = DashboardSite.Of(context);
        var known = (await VisibleConnections.ReadAsync(context, connections, cancellationToken)).Names();
        OperationList List(string? sentence, FoundPage found, IReadOnlyDictionary<long, string?>? titles = null) =>
            new(q?.Trim() ?? "", parsed.Filter, sentence, found.Operations, found.Continue, position is null, titles ?? new Dictionary<long, string?>(), known);

        if (parsed.Mistake is { } mistake)
        {
            return PageResult.Of<OperationsView, OperationList>(List(mistake, new FoundPage([], null)), StatusCodes.Status400BadRequest);
        }

        if (parsed.Filter.Id is { } id)
        {
            return await FindByIdAsync(id, context, reader, cancellationToken);
        }

        var resolution = await new FilterResolver(reader, connections, installation => site.Sees(context.User, installation)).ResolveAsync(parsed.Filter, cancellationToken);
        if (resolution.Search is not { } search)
        {
            return PageResult.Of<OperationsView, OperationList>(List(resolution.Sentence, new FoundPage([], null)));
        }

        var found = await new OperationFinder(reader, time, operation => site.Sees(context.User, operation))
            .FindAsync(search, position, PageSize, cancellationToken);
        return PageResult.Of<OperationsView, OperationList>(List(null, found, await TitlesAsync(found.Operations, reader, cancellationToken)));
    }

    private static async Task<IReadOnlyDictionary<long, string?>> TitlesAsync(
        IReadOnlyList<SyncOperation> operations, ISyncReader reader, CancellationToken cancellationToken)
    {
        long[] lanes = [.. operations.Where(each => each is TaskSyncOperation && each.LaneId != 0).Select(each => each.LaneId).Distinct()];
        return lanes.Length == 0
            ? new Dictionary<long, string?>()
            : (await reader.FindLanesAsync(lanes, cancellationToken)).ToDictionary(each => each.Key, each => Subjects.TitleOf(each.Value.Link.Base?.Content));
    }

    private static async Task<IResult> FindByIdAsync(Guid id, HttpContext context, ISyncReader reader, CancellationToken cancellationToken)
    {
        var (site, links) = (DashboardSite.Of(context), DashboardLinks.Of(context));
        if (await reader.FindOperationAsync(id, cancellationToken) is { } operation && site.Sees(context.User, operation))
        {
            return TypedResults.Redirect(links.Operation(id));
        }

        if (await reader.FindDeliveryAsync(id, cancellationToken) is { } delivery && site.Sees(context.User, delivery.InstallationId))
        {
            return TypedResults.Redirect(links.Delivery(id));
        }

        // Applications name their records by such ids, too.
        var lanes = await reader.FindLanesAsync([LaneName.OfTask($"{id}"), LaneName.OfComment($"{id}")], cancellationToken);
        return lanes.Values.FirstOrDefault(view => site.Sees(context.User, view.Lane.InstallationId)) is { } lane
            ? TypedResults.Redirect(links.Lane(lane.Lane.Id))
            : MessagePage.NotFound("Nothing found", $"There is no operation, no webhook, no task and no comment {id}. Ended operations are removed when their retention is over.");
    }
}
