using GitSync.Dashboard.Charts;
using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Rendering;
using GitSync.Dashboard.Search;

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
/// <param name="IsPartial">Whether the person sees some installations only, so that the counts say more than they may open.</param>
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
    bool IsPartial,
    IReadOnlyDictionary<long, string> Repositories)
{
    /// <summary>Whether nobody has to do anything.</summary>
    public bool IsWell => Errored.Count == 0 && (IsPartial || Summary.Counts[OperationState.Errored] == 0) && Stopped.Count == 0 && Off.Count == 0 && Breakers.Count == 0 && Paused == 0 && Installations.All(each => each.Limit is null);
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
        var connections = await VisibleConnections.ReadAsync(context, services.Connections, cancellationToken);
        var (known, names) = (connections.All, connections.Names());
        var off = await services.Switches.ListOffAsync(cancellationToken);
        var breakers = await services.Breakers.ListOpenAsync(cancellationToken);
        foreach (var id in off.Keys.Concat(breakers.Keys).Where(id => id != 0 && !names.ContainsKey(id)).Distinct().Take(MaximumStopped))
        {
            // Beyond the connections of one page, or not connected any more.
            if (await services.Connections.FindByRepositoryAsync(id, cancellationToken) is var other && (other is null ? site.SeesAll(context.User) : site.Sees(context.User, other.InstallationId)))
            {
                names[id] = other?.FullName ?? id.ToString(CultureInfo.InvariantCulture);
            }
        }

        var errored = await new OperationFinder(services.Reader, services.Time, operation => site.Sees(context.User, operation))
            .FindAsync(new ResolvedSearch(new OperationSearch { State = OperationState.Errored }, null), null, MaximumErrored, cancellationToken);
        return PageResult.Of<OverviewView, Overview>(new Overview(
            await services.Reader.SummarizeAsync(cancellationToken),
            new Hour(await services.Activity.ReadAsync(cancellationToken), services.Now),
            errored.Operations,
            [.. known.Select(each => (each, each.Admit(null))).Where(each => each.Item2.Refusal is not null).Take(MaximumStopped).Select(each => (each.each, each.Item2.Reason ?? ""))],
            off.Where(each => each.Key == 0 || names.ContainsKey(each.Key)).ToDictionary(),
            breakers.Where(each => names.ContainsKey(each.Key)).ToDictionary(),
            await InstallationsAsync(known, services.Limits, cancellationToken),
            (await services.Pauses.ListAsync(cancellationToken)).Count,
            !site.SeesAll(context.User),
            names));
    }

    private static async Task<IReadOnlyList<InstallationStanding>> InstallationsAsync(
        IReadOnlyList<Connection> connections, IRemoteLimits? limits, CancellationToken cancellationToken)
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
