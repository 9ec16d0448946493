using GitSync.Dashboard.Rendering;
using Microsoft.AspNetCore.Http;

namespace GitSync.Dashboard.Pages;

/// <summary>What the first page shows. A value.</summary>
/// <param name="Summary">Counts per state; kept, not counted.</param>
/// <param name="Errored">Failures, oldest first; at most <see cref="OverviewPage.MaximumErrored"/>.</param>
/// <param name="Stopped">Repositories against whose sync something stands.</param>
/// <param name="Limits">Installations that GitHub limits.</param>
internal sealed record Overview(
    QueueSummary Summary, IReadOnlyList<SyncOperation> Errored, IReadOnlyList<(Connection Connection, string Reason)> Stopped, IReadOnlyList<(long? Installation, RemoteLimit Limit)> Limits)
{
    /// <summary>Whether nobody has to do anything.</summary>
    public bool IsWell => Errored.Count == 0 && Stopped.Count == 0 && Limits.Count == 0;
}

/// <summary>Whether anything needs a person, in five seconds.</summary>
internal static class OverviewPage
{
    public const int MaximumErrored = 10;

    public static async Task<IResult> ShowAsync(
        HttpContext context, ISyncReader reader, IConnectionStore connections, IRemoteLimits limits, CancellationToken cancellationToken)
    {
        var known = await connections.ListAsync(cancellationToken);
        var overview = new Overview(
            await reader.SummarizeAsync(cancellationToken),
            await reader.ListOperationsAsync(new OperationQuery { State = OperationState.Errored, Limit = MaximumErrored }, cancellationToken),
            [.. known.Select(each => (each, each.Admit(null))).Where(each => each.Item2.Refusal is not null).Select(each => (each.each, each.Item2.Reason ?? ""))],
            await LimitsAsync(known, limits, cancellationToken));
        return PageResult.Of<OverviewView, Overview>(context, overview);
    }

    private static async Task<List<(long?, RemoteLimit)>> LimitsAsync(
        IReadOnlyList<Connection> connections, IRemoteLimits limits, CancellationToken cancellationToken)
    {
        var limited = new List<(long?, RemoteLimit)>();
        foreach (var installation in connections.Select(each => each.InstallationId).Distinct())
        {
            if (await limits.FindAsync(installation, cancellationToken) is { } limit)
            {
                limited.Add((installation, limit));
            }
        }

        return limited;
    }
}
