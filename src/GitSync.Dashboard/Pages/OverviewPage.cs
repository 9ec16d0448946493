using GitSync.Dashboard.Charts;
using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Pages;

/// <summary>What the first page shows. A value.</summary>
/// <param name="Summary">Counts per state; kept, not counted.</param>
/// <param name="Hour">The last hour.</param>
/// <param name="Errored">The newest failures, at most <see cref="OverviewPage.MaximumErrored"/>.</param>
/// <param name="Stopped">Repositories against whose sync something stands, at most <see cref="OverviewPage.MaximumStopped"/>.</param>
/// <param name="Off">Writes that are switched off, by repository; 0 stands for all.</param>
/// <param name="Breakers">Open breakers by repository.</param>
/// <param name="Installations">What GitHub allows, by installation.</param>
/// <param name="Paused">How many lanes are paused.</param>
/// <param name="Repositories">The connected repositories' names by id.</param>
internal sealed record Overview(
    QueueSummary Summary,
    Hour Hour,
    IReadOnlyList<SyncOperation> Errored,
    IReadOnlyList<(Connection Connection, string Reason)> Stopped,
    IReadOnlyDictionary<long, WriteSwitch> Off,
    IReadOnlyDictionary<long, DateTimeOffset> Breakers,
    IReadOnlyList<InstallationStanding> Installations,
    int Paused,
    IReadOnlyDictionary<long, string> Repositories)
{
    /// <summary>Whether nobody has to do anything.</summary>
    public bool IsWell => Errored.Count == 0 && Stopped.Count == 0 && Off.Count == 0 && Breakers.Count == 0 && Paused == 0 && Installations.All(each => each.Limit is null);
}

/// <summary>What GitHub allows an installation.</summary>
/// <param name="Id">The installation, or null with a plain token.</param>
/// <param name="Limit">What it waits for, or null.</param>
/// <param name="Headroom">What is left of the hour's requests, or null when it is not known.</param>
internal sealed record InstallationStanding(long? Id, RemoteLimit? Limit, RemoteHeadroom? Headroom);

/// <summary>Whether anything needs a person, in five seconds.</summary>
internal static class OverviewPage
{
    public const int MaximumErrored = 10;
    public const int MaximumStopped = 20;

    /// <summary>Each takes two looks into the store.</summary>
    private const int MaximumInstallations = 20;

    public static async Task<IResult> ShowAsync(HttpContext context, OverviewServices services, CancellationToken cancellationToken)
    {
        var site = DashboardSite.Of(context);
        var known = (await services.Connections.ListAsync(cancellationToken)).Where(each => site.Sees(context.User, each.InstallationId)).ToArray();
        var names = known.ToDictionary(each => each.RepositoryId, each => each.FullName);
        var errored = await services.Reader.SearchOperationsAsync(
            new OperationSearch { State = OperationState.Errored, Limit = MaximumErrored }, cancellationToken);
        return PageResult.Of<OverviewView, Overview>(new Overview(
            await services.Reader.SummarizeAsync(cancellationToken),
            new Hour(await services.Activity.ReadAsync(cancellationToken), services.Now),
            [.. errored.Operations.Where(each => site.Sees(context.User, each.GitHubAppInstallationId))],
            [.. known.Select(each => (each, each.Admit(null))).Where(each => each.Item2.Refusal is not null).Take(MaximumStopped).Select(each => (each.each, each.Item2.Reason ?? ""))],
            (await services.Switches.ListOffAsync(cancellationToken)).Where(each => each.Key == 0 || names.ContainsKey(each.Key)).ToDictionary(),
            (await services.Breakers.ListOpenAsync(cancellationToken)).Where(each => names.ContainsKey(each.Key)).ToDictionary(),
            await InstallationsAsync(known, services.Limits, cancellationToken),
            (await services.Pauses.ListAsync(cancellationToken)).Count,
            names));
    }

    private static async Task<IReadOnlyList<InstallationStanding>> InstallationsAsync(
        Connection[] connections, IRemoteLimits? limits, CancellationToken cancellationToken)
    {
        var standings = new List<InstallationStanding>();
        if (limits is not null)
        {
            foreach (var id in connections.Select(each => each.InstallationId).Distinct().Take(MaximumInstallations))
            {
                standings.Add(new InstallationStanding(
                    id, await limits.FindAsync(id, cancellationToken), await limits.FindHeadroomAsync(id, cancellationToken)));
            }
        }

        return standings;
    }
}
