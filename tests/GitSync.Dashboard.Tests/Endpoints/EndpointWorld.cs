using GitSync.Dashboard.Rendering;
using GitSync.Dashboard.Runs;
using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Tests;

/// <summary>A bad day with something for every address, behind a dashboard with people.</summary>
public sealed class EndpointWorld : IAsyncLifetime
{
    private static readonly string[] SharedPrefixes = ["runs/", "writes/", "pauses", "breaker/"];

    private SyncOperation _errored = null!;
    private SyncOperation _contested = null!;
    private Guid _delivery;
    private Guid _run;

    internal SyncHarness Sync { get; private set; } = null!;

    internal GuardedDashboard Dashboard { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Sync = await Weather.StartAsync();
        Dashboard = await GuardedDashboard.StartAsync(Sync);
        var operations = await Sync.OperationsAsync();
        _errored = operations.Last(each => each.State == OperationState.Errored);
        _contested = operations.Last(each => each.Conflicts.Any(conflict => conflict.Winner is not null));
        _delivery = operations.Last(each => each.DeliveryId is not null).DeliveryId!.Value;
        var ids = Sync.Services.GetRequiredService<OperationIds>();
        _run = ids.Next();
        await new RunDocuments(Sync.Store).AddAsync(
            new Run
            {
                Id = _run, Action = RunAction.Retry, Query = "state:errored", Actor = "grace", StartedAt = Sync.Clock.GetUtcNow(), Expected = 1, Cursor = ids.Next(), Owner = ids.Next(),
                State = RunState.Stopped, MovedAt = Sync.Clock.GetUtcNow(),
            },
            CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Dashboard.DisposeAsync();
        await Sync.DisposeAsync();
    }

    /// <summary>An address of that route with something behind it, under the dashboard's prefix.</summary>
    internal string PathOf(EndpointRow row) => row.Route.Split('/')[1] switch
    {
        "operations" when row.Route.Contains("conflicts") => $"operations/{_contested.Id}/conflicts/title",
        "operations" => Fill(row.Route, _errored.Id),
        "runs" => Fill(row.Route, _run) + (row.Route.EndsWith("/new") ? "?action=retry&q=state:errored" : ""),
        "lanes" when row.Route.Contains("{kind}") => $"lanes/task/{PastWeather.Contested}",
        "lanes" => Fill(row.Route, _contested.LaneId),
        "deliveries" => Fill(row.Route, _delivery),
        "repositories" => Fill(row.Route, Sync.RepositoryId),
        "assets" => "assets/" + Assets.AddressOf("dashboard.css"),
        _ => row.Route.TrimStart('/').Replace("{**rest}", "nowhere"),
    };

    /// <summary>The fields of its form.</summary>
    internal (string Name, string Value)[] FieldsOf(EndpointRow row) =>
        [.. row.Fields.Select(field => field.Replace("{operation}", _errored.Id.ToString()).Split('=', 2)).Select(parts => (parts[0], parts[1]))];

    /// <summary>All that a person can change, as a text.</summary>
    internal async Task<string> StateAsync()
    {
        var lines = new List<string>();
        lines.AddRange((await Sync.OperationsAsync()).Select(each => $"{each.Id} {each.State}"));
        lines.AddRange((await Sync.Store.ListAuditAsync(new AuditQuery { Limit = OperationQuery.MaximumLimit })).Select(each => $"{each.Id} {each.Action}"));
        lines.AddRange((await Sync.Store.ListAsync()).Select(each => $"{each.Project} {each.Obstacles}"));
        foreach (var prefix in SharedPrefixes)
        {
            lines.AddRange((await Sync.Store.ListStateAsync(prefix)).Select(each => $"{each.Key} {Convert.ToHexString(each.Value)}"));
        }

        return string.Join('\n', lines);
    }

    private static string Fill(string route, object id) => route.TrimStart('/').Replace("{id}", $"{id}").Replace("{id:long}", $"{id}");
}
