using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GitSync.Testing.Simulator;

/// <summary>Answers REST requests: finds the route, asks who it is, counts limits, applies, and adds the headers every answer has.
/// Guarded by the simulator's lock.</summary>
internal sealed class GitHubEngine
{
    /// <summary>Asking for the limit is free.</summary>
    private const string RateLimitTemplate = "rate_limit";

    private readonly RouteTable routes = new();
    private readonly RateLimits limits;

    public GitHubEngine(World world, WebhookOutbox outbox, SimulatorFaults faults)
    {
        (World, Outbox, Faults) = (world, outbox, faults);
        limits = new RateLimits(world.Options);
        Authentication = new Authentication(world);
        Events = new WebhookEvents(world, outbox);
        Labels = new LabelChanges(world, Events);
        Issues = new IssueChanges(world, Events, Labels);
        Comments = new CommentChanges(world, Events, Issues);
        PullRequests = new PullRequestChanges(world, Events, Issues);
        Repositories = new RepositoryChanges(world, Events);
        Installations = new InstallationChanges(world, Events);
        // Comments first: in issues/comments the word is no issue number.
        CommentHandlers.Map(routes);
        IssueHandlers.Map(routes);
        LabelHandlers.Map(routes);
        PullRequestHandlers.Map(routes);
        RepositoryHandlers.Map(routes);
        AppHandlers.Map(routes);
        HookDeliveryHandlers.Map(routes);
        routes.Add("GET", RateLimitTemplate, call => RestAnswer.Ok(limits.Json(call.Caller.RateKey, World.Instant)));
    }

    public World World { get; }

    public WebhookOutbox Outbox { get; }

    public SimulatorFaults Faults { get; }

    public Authentication Authentication { get; }

    public WebhookEvents Events { get; }

    public LabelChanges Labels { get; }

    public IssueChanges Issues { get; }

    public CommentChanges Comments { get; }

    public PullRequestChanges PullRequests { get; }

    public RepositoryChanges Repositories { get; }

    public InstallationChanges Installations { get; }

    /// <summary>The answer, and the template of the route that gave it (null: no such route).</summary>
    public (SimulatorResponse Response, string? Route) Answer(SimulatorRequest request)
    {
        Caller? caller = null;
        RestAnswer answer;
        var counted = false;
        var route = routes.Find(request.Method, request.Path);
        try
        {
            // GitHub refuses clients that do not introduce themselves.
            if (string.IsNullOrEmpty(request.Header("User-Agent")))
                throw Refusal.Of(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.");
            caller = Authentication.Identify(request);
            var (found, values) = route ?? throw Refusal.NotFound();
            if (found.Template != RateLimitTemplate)
            {
                limits.Take(caller.RateKey, IsContentWrite(request), World.Instant);
                counted = true;
            }

            answer = found.Handler(new RestCall(this, request, caller, values));
        }
        catch (Refusal refusal)
        {
            answer = refusal.Answer;
        }

        return (Finish(request, caller, counted, answer), route?.Route.Template);
    }

    private SimulatorResponse Finish(SimulatorRequest request, Caller? caller, bool counted, RestAnswer answer)
    {
        var (status, body) = (answer.Status, answer.Body is null ? "" : JsonText.Of(answer.Body));
        var headers = answer.Headers;
        headers["Date"] = World.Second.ToString("r", CultureInfo.InvariantCulture);
        headers["X-GitHub-Request-Id"] = World.NextGuid().ToString("N");
        headers["X-GitHub-Media-Type"] = "github.v3; format=json";
        if (status == 200 && request.Method == "GET" && caller is not null)
        {
            // ETags are bound to the token: the same page has another one after the hourly rotation.
            var tag = "W/\"" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(caller.Token + "\n" + body))) + "\"";
            headers["ETag"] = tag;
            if (request.Header("If-None-Match") is { } known && known.Contains(tag[2..], StringComparison.Ordinal))
            {
                (status, body) = (304, "");
                if (counted)
                    limits.GiveBack(caller.RateKey, World.Instant);
            }
        }

        if (body.Length > 0)
            headers["Content-Type"] = "application/json; charset=utf-8";
        if (caller is not null)
            limits.AddHeaders(caller.RateKey, World.Instant, headers);
        return new SimulatorResponse(status, headers, body);
    }

    private static bool IsContentWrite(SimulatorRequest request) =>
        request.Method is not ("GET" or "HEAD") && !request.Path.StartsWith("/app/", StringComparison.Ordinal);
}
