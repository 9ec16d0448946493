using System.Security.Claims;
using GitSync.Dashboard.Live;
using GitSync.Dashboard.Runs;
using GitSync.Dashboard.Security;
using Microsoft.AspNetCore.Routing;

namespace GitSync.Dashboard.Mapping;

/// <summary>One mapping of the dashboard, and what lives as long as it: the name by which its links are made, its options, its background work.</summary>
internal sealed class DashboardSite
{
    private static int _count;

    public DashboardSite(DashboardOptions options, IServiceProvider services)
    {
        Options = options;
        Tokens = new FormTokens(services);
        Live = new LiveFeed(services);
        Runs = new RunService(services);
    }

    public DashboardOptions Options { get; }

    public FormTokens Tokens { get; }

    public LiveFeed Live { get; }

    public RunService Runs { get; }

    public string RootName { get; } = string.Create(CultureInfo.InvariantCulture, $"gitsync-dashboard-{Interlocked.Increment(ref _count)}");

    public static DashboardSite Of(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<DashboardSite>()
        ?? throw new InvalidOperationException("This is no endpoint of the dashboard.");

    /// <summary>Whether a person sees what belongs to all installations, or to none: the audit log, other people's runs, what GitHub's own list has.</summary>
    public bool SeesAll(ClaimsPrincipal user) => Sees(user, installationId: null);

    public bool Sees(ClaimsPrincipal user, SyncOperation operation) => Sees(user, operation.GitHubAppInstallationId);

    /// <summary>The names of the parameters of the groups that it is mapped in.</summary>
    public IReadOnlyList<string> GroupParameters { get; set; } = [];

    /// <summary>Those values of a request's route that its root has, too.</summary>
    public RouteValueDictionary ParametersOf(RouteValueDictionary values) =>
        new(values.Where(each => GroupParameters.Contains(each.Key)));

    public bool Sees(ClaimsPrincipal user, long? installationId) => Options.SeesInstallation?.Invoke(user, installationId) ?? true;
}
