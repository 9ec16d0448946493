using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Rendering;
using GitSync.Dashboard.Search;

namespace GitSync.Dashboard.Pages;

/// <summary>A lane with something to do.</summary>
/// <param name="View">The lane.</param>
/// <param name="Depth">What waits and runs there.</param>
/// <param name="Oldest">Since when it waits.</param>
/// <param name="WaitsFor">For what, as a clause.</param>
internal sealed record BusyLane(LaneView View, int Depth, DateTimeOffset Oldest, string WaitsFor);

/// <summary>What the page of lanes shows. A value.</summary>
/// <param name="Busy">Lanes with something to do, the longest waiting first.</param>
/// <param name="IsCut">Whether there are more.</param>
/// <param name="Hot">Lanes with many of the newest operations, and how many.</param>
/// <param name="Paused">Paused lanes.</param>
/// <param name="Repositories">The connected repositories' names by id.</param>
internal sealed record LaneList(
    IReadOnlyList<BusyLane> Busy,
    bool IsCut,
    IReadOnlyList<(LaneView View, int Count)> Hot,
    IReadOnlyList<(long Id, LaneView? View, LanePause Pause)> Paused,
    IReadOnlyDictionary<long, string> Repositories);

/// <summary>The lanes that have something to do, and what each waits for.</summary>
internal static class LanesPage
{
    /// <summary>Of the oldest waiting and running operations.</summary>
    public const int MaximumOperations = 200;

    /// <summary>Of the newest operations, to see which lanes are hot.</summary>
    public const int MaximumNewest = 200;

    private const int MaximumHot = 10;

    /// <summary>Fewer are nothing special.</summary>
    private const int LeastHot = 3;

    public static async Task<IResult> ShowAsync(
        HttpContext context, ISyncReader reader, IConnectionStore connections, ILanePauses pauses, TimeProvider time, CancellationToken cancellationToken)
    {
        var site = DashboardSite.Of(context);
        bool Sees(SyncOperation operation) => operation.LaneId != 0 && site.Sees(context.User, operation.GitHubAppInstallationId);
        var queued = await reader.ListOperationsAsync(new OperationQuery { State = OperationState.Queued, Limit = MaximumOperations }, cancellationToken);
        var running = await reader.ListOperationsAsync(new OperationQuery { State = OperationState.Processing, Limit = MaximumOperations }, cancellationToken);
        var newest = await reader.SearchOperationsAsync(new OperationSearch { Limit = MaximumNewest }, cancellationToken);
        var paused = await pauses.ListAsync(cancellationToken);
        var waiting = running.Concat(queued).Where(Sees).GroupBy(operation => operation.LaneId).ToArray();
        var hot = newest.Operations.Where(Sees).GroupBy(operation => operation.LaneId).Where(group => group.Count() >= LeastHot)
            .OrderByDescending(group => group.Count()).Take(MaximumHot).ToArray();
        var views = await ViewsAsync([.. waiting.Select(group => group.Key), .. hot.Select(group => group.Key), .. paused.Keys], reader, cancellationToken);
        var now = time.GetUtcNow();
        return PageResult.Of<LanesView, LaneList>(new LaneList(
            [
                .. from lane in waiting
                   where views.ContainsKey(lane.Key)
                   let head = lane.FirstOrDefault(operation => operation.State == OperationState.Processing) ?? lane.MinBy(operation => operation.OrderedAt)!
                   orderby lane.Min(operation => operation.WaitingSince)
                   select new BusyLane(views[lane.Key], lane.Count(), lane.Min(operation => operation.WaitingSince), WaitsFor(views[lane.Key], head, paused, now)),
            ],
            queued.Count == MaximumOperations || running.Count == MaximumOperations,
            [.. hot.Where(group => views.ContainsKey(group.Key)).Select(group => (views[group.Key], group.Count()))],
            [
                .. from pause in paused
                   let view = views.GetValueOrDefault(pause.Key)
                   where view is null ? site.SeesAll(context.User) : site.Sees(context.User, view.Lane.InstallationId)
                   select (pause.Key, view, pause.Value),
            ],
            (await VisibleConnections.ReadAsync(context, connections, cancellationToken)).Names()));
    }

    private static async Task<Dictionary<long, LaneView>> ViewsAsync(long[] ids, ISyncReader reader, CancellationToken cancellationToken)
    {
        var views = new Dictionary<long, LaneView>();
        foreach (var some in ids.Distinct().Chunk(OperationQuery.MaximumLimit))
        {
            foreach (var (id, view) in await reader.FindLanesAsync(some, cancellationToken))
            {
                views[id] = view;
            }
        }

        return views;
    }

    private static string WaitsFor(LaneView view, SyncOperation head, IReadOnlyDictionary<long, LanePause> paused, DateTimeOffset now) => head switch
    {
        { State: OperationState.Processing } => "runs at this moment",
        _ when paused.ContainsKey(view.Lane.Id) => "somebody to let it go on: it is paused",
        _ when view.Lane.WaitsForParent => "its task to be on both sides",
        { DueAt: { } due, Explanation: { } sentence } when due > now => sentence,
        _ => "a free place on a host",
    };
}
