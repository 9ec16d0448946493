namespace GitSync.Dashboard.Tests;

/// <summary>One endpoint of the dashboard and what it takes to use it.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Route">Its route under the dashboard's prefix.</param>
/// <param name="Permission">The policy that it takes beyond looking, or null.</param>
/// <param name="Status">What somebody with that permission gets.</param>
/// <param name="Fields">The fields of its form, for example <c>q=state:errored</c>.</param>
public sealed record EndpointRow(string Method, string Route, string? Permission = null, int Status = 200, params string[] Fields)
{
    /// <summary>Whether it costs requests to GitHub although it is only looked at.</summary>
    public bool AsksGitHub { get; init; }

    public override string ToString() => $"{Method} {Route}";
}

/// <summary>Every endpoint. Whoever adds one adds a row, or the tests fail.</summary>
internal static class EndpointTable
{
    public static IReadOnlyList<EndpointRow> Rows { get; } =
    [
        new("GET", "/"),
        new("GET", "/operations"),
        new("GET", "/operations/{id}"),
        new("GET", "/runs"),
        new("GET", "/runs/new", "retry"),
        new("GET", "/runs/{id}"),
        new("GET", "/lanes"),
        new("GET", "/lanes/{id:long}"),
        new("GET", "/lanes/{kind}/{**record}", Status: 302),
        new("GET", "/deliveries"),
        new("GET", "/deliveries/gaps", "replay") { AsksGitHub = true },
        new("GET", "/deliveries/{id}"),
        new("GET", "/repositories"),
        new("GET", "/repositories/{id:long}"),
        new("GET", "/repositories/{id:long}/drift", "retry") { AsksGitHub = true },
        new("GET", "/audit"),
        new("GET", "/audit/export.csv"),
        new("GET", "/audit/export.json"),
        new("GET", "/keys"),
        new("GET", "/live"),
        new("GET", "/assets/{name}"),
        new("GET", "/{**rest}", Status: 404),
        new("POST", "/preferences", null, 303, "theme=dark"),
        new("POST", "/runs/{id}/stop", "retry", 303),
        new("POST", "/runs/{id}/resume", "retry", 303),
        new("POST", "/operations/{id}/retry", "retry", 303),
        new("POST", "/operations/{id}/conflicts/{field}", "retry", 303),
        new("POST", "/operations/selected/retry", "retry", 303, "id={operation}"),
        new("POST", "/runs/retry", "retry", 303, "q=state:errored"),
        new("POST", "/lanes/{id:long}/resync", "retry", 303),
        new("POST", "/lanes/{id:long}/decide", "retry", 303, "field=title", "side=App"),
        new("POST", "/repositories/{id:long}/import", "retry", 303),
        new("POST", "/repositories/{id:long}/drift", "retry", 303),
        new("POST", "/operations/{id}/cancel", "cancel", 303),
        new("POST", "/operations/selected/cancel", "cancel", 303, "id={operation}"),
        new("POST", "/runs/cancel", "cancel", 303, "q=state:queued"),
        new("POST", "/deliveries/{id}/payload", "payload"),
        new("POST", "/deliveries/{id}/download", "payload"),
        new("POST", "/deliveries/{id}/replay", "replay", 303),
        new("POST", "/deliveries/{id}/redeliver", "replay", 303),
        new("POST", "/lanes/{id:long}/pause", "pause", 303),
        new("POST", "/lanes/{id:long}/resume", "pause", 303),
        new("POST", "/repositories/{id:long}/enable", "pause", 303),
        new("POST", "/repositories/{id:long}/disable", "pause", 303),
        new("POST", "/repositories/{id:long}/writes", "pause", 303, "mode=Off"),
        new("POST", "/repositories/{id:long}/breaker", "pause", 303),
    ];

    public static TheoryData<EndpointRow> Pages => [.. Rows.Where(row => row.Method == "GET")];

    public static TheoryData<EndpointRow> Writes => [.. Rows.Where(row => row.Method == "POST")];
}
