using System.Text.RegularExpressions;
using GitSync.Testing.Simulator;

namespace GitSync.Simulation;

/// <summary>What goes wrong around the hosts, for a while or once.</summary>
internal sealed partial class Weather(SimulatedWorld world, Random random, FaultKind kinds)
{
    /// <summary>Webhooks kept to come late or again.</summary>
    private const int MaximumKept = 50;

    private readonly List<SimulatorWebhook> _kept = [];
    private int _renames;

    /// <summary>Faults that last from the beginning to the end.</summary>
    public void Begin()
    {
        var faults = world.GitHub.Faults;
        if (Has(FaultKind.Webhooks))
        {
            (faults.DropWebhook, faults.VanishWebhook, faults.DoubleWebhook, faults.ReorderWebhook) = (0.1, 0.05, 0.1, 0.2);
        }

        if (Has(FaultKind.Answers))
        {
            (faults.LoseAnswer, faults.FailBefore, faults.FailAfter, faults.TimeOut, faults.Truncate) = (0.04, 0.03, 0.03, 0.02, 0.02);
        }
    }

    /// <summary>Something changes. Every kind draws the same numbers whether it is left out or not, so that the rest of the history stays as it is.</summary>
    public async Task ChangeAsync()
    {
        var (kind, draw) = (random.Next(12), random.Next(1000));
        var place = world.Places[draw % world.Places.Count];
        var host = world.Hosts[draw % world.Hosts.Count];
        var (gitHub, repository) = (world.GitHub, place.RepositoryId);
        var installation = place.Of(gitHub).InstallationId;
        switch (kind)
        {
            case 0 when Has(FaultKind.Limits):
                Tell($"GitHub limits the next request: {(draw % 2 == 0 ? 403 : 429)}");
                gitHub.Faults.RefuseNext(
                    draw % 2 == 0 ? 403 : 429, new Dictionary<string, string> { ["retry-after"] = "20" }, "You have exceeded a secondary rate limit", _ => true);
                break;
            case 1 when Has(FaultKind.Lag):
                gitHub.Faults.ReadLag = gitHub.Faults.ReadLag > TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromSeconds(1 + (draw % 4));
                Tell($"reads are {gitHub.Faults.ReadLag} behind");
                break;
            case 2 when Has(FaultKind.Gone):
                var has = gitHub.FindRepository(repository)!.HasIssues;
                Tell($"issues of {repository} are switched {(has ? "off" : "on")}");
                gitHub.SetHasIssues(repository, !has);
                break;
            case 3 when Has(FaultKind.Redirects):
                Tell($"repository {repository} is renamed");
                gitHub.RenameRepository(repository, $"{place.Project}-{++_renames}");
                break;
            case 4 when Has(FaultKind.Tokens):
                Tell($"tokens of {installation} are revoked");
                gitHub.RevokeTokens(installation);
                break;
            case 5 when Has(FaultKind.Suspension):
                var suspended = IsSuspended(installation);
                Tell($"installation {installation} is {(suspended ? "back" : "suspended")}");
                _ = suspended ? gitHub.UnsuspendInstallation(installation) : gitHub.SuspendInstallation(installation);
                break;
            case 6 when Has(FaultKind.Sleep):
                host.AsleepUntil = world.Clock.GetUtcNow() + TimeSpan.FromSeconds(20 + (draw % 80));
                Tell($"{host} sleeps until {host.AsleepUntil:HH:mm:ss}");
                break;
            case 7 when Has(FaultKind.Clocks):
                host.Clock.Offset = TimeSpan.FromSeconds((draw % 1200) - 600);
                Tell($"clock set: {host}");
                break;
            case 8 when Has(FaultKind.Crashes):
                Tell($"{host} is killed{(host.IsFree ? "" : $" during {host.Doing!.Name}")}");
                await world.ReplaceAsync(host);
                break;
            case 9 when Has(FaultKind.Access):
                SetAccess(place, gitHub.FindRepository(repository)!.InstallationId is null);
                break;
            case 10 when Has(FaultKind.Refusals):
                Tell("GitHub refuses the next write of an issue or a comment");
                gitHub.Faults.RefuseNext(422, null, "Validation Failed", request => request.Method is "POST" or "PATCH" && request.Path.Contains("/issues", StringComparison.Ordinal));
                break;
            case 11 when Has(FaultKind.Transfers):
                var (account, other) = place.Of(gitHub) == place.First ? place.Second : place.First;
                Tell($"repository {repository} goes over to {account}, installation {other}");
                gitHub.TransferRepository(repository, account, other);
                break;
            default:
                break;
        }
    }

    /// <summary>Keeps a webhook, to send it again, late or changed.</summary>
    public void Keep(SimulatorWebhook webhook)
    {
        if (_kept.Count < MaximumKept)
        {
            _kept.Add(webhook);
        }
        else
        {
            _kept[random.Next(MaximumKept)] = webhook;
        }
    }

    /// <summary>What was kept, days late: each under a GUID that nobody has seen.</summary>
    public IEnumerable<SimulatorWebhook> Late()
    {
        if (Has(FaultKind.Replays))
        {
            Tell($"{_kept.Count} webhooks come days late");
            for (var i = 0; i < _kept.Count; i++)
            {
                yield return _kept[i] with { Guid = new Guid(i, 0, 0, [0, 0, 0, 0, 0, 0, 0, 5]) };
            }
        }
    }

    /// <summary>A webhook that GitHub does not send just now, or never did; null when there is none.</summary>
    public SimulatorWebhook? Strange()
    {
        var (kind, at, draw) = (random.Next(5), random.Next(Math.Max(1, _kept.Count)), random.Next());
        if (_kept.Count == 0)
        {
            return null;
        }

        var webhook = _kept[at];
        switch (kind)
        {
            case 0 when Has(FaultKind.Replays):
                Tell($"webhook {webhook.Guid} comes again");
                return webhook;
            case 1 when Has(FaultKind.Replays):
                // The GUID is in a header that nobody signs.
                var guid = new Guid(draw, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
                Tell($"webhook {webhook.Guid} comes again as {guid}");
                return webhook with { Guid = guid };
            case 2 when Has(FaultKind.Forgeries):
                Tell($"webhook {webhook.Guid} without a signature");
                return webhook with { Guid = new Guid(draw, 0, 0, [0, 0, 0, 0, 0, 0, 0, 2]), Headers = Without(webhook) };
            case 3 when Has(FaultKind.Forgeries):
                Tell($"webhook {webhook.Guid} with another body under its signature");
                return webhook with { Guid = new Guid(draw, 0, 0, [0, 0, 0, 0, 0, 0, 0, 3]), Body = Forged(webhook) + " " };
            case 4 when Has(FaultKind.Forgeries) && webhook.InstallationId is { } own:
                // Signed with our secret, for an installation that has nothing to do with the repository.
                var other = world.Places.First(place => !place.Has(own)).First.InstallationId;
                var body = Forged(webhook).Replace($"\"installation\":{{\"id\":{own}", $"\"installation\":{{\"id\":{other}", StringComparison.Ordinal);
                Tell($"webhook {webhook.Guid} for installation {other}");
                return webhook with
                {
                    Guid = new Guid(draw, 0, 0, [0, 0, 0, 0, 0, 0, 0, 4]),
                    Body = body,
                    Headers = With(webhook, WebhookSignature.Sign(SimulatedHost.WebhookSecret, body)),
                };
            default:
                return null;
        }
    }

    /// <summary>All is well again.</summary>
    public void End()
    {
        var gitHub = world.GitHub;
        gitHub.Faults.Clear();
        foreach (var place in world.Places)
        {
            foreach (var installation in new[] { place.First.InstallationId, place.Second.InstallationId }.Where(IsSuspended))
            {
                gitHub.UnsuspendInstallation(installation);
            }

            if (!gitHub.FindRepository(place.RepositoryId)!.HasIssues)
            {
                gitHub.SetHasIssues(place.RepositoryId, true);
            }

            if (gitHub.FindRepository(place.RepositoryId)!.InstallationId is null)
            {
                SetAccess(place, true);
            }
        }

        foreach (var host in world.Hosts)
        {
            (host.AsleepUntil, host.Clock.Offset) = (default, TimeSpan.Zero);
        }

        Tell("calm");
    }

    private void SetAccess(SimulatedWorld.Place place, bool given)
    {
        var installation = place.Of(world.GitHub).InstallationId;
        Tell($"installation {installation} {(given ? "gets" : "loses")} repository {place.RepositoryId}");
        if (given)
        {
            world.GitHub.AddToInstallation(installation, place.RepositoryId);
        }
        else
        {
            world.GitHub.RemoveFromInstallation(installation, place.RepositoryId);
        }
    }

    private bool IsSuspended(long installation) => world.GitHub.GetInstallations().Single(each => each.Id == installation).Suspended;

    /// <summary>Other texts, and the newest state there is: whoever believes it asks nobody.</summary>
    private string Forged(SimulatorWebhook webhook) => UpdatedAt().Replace(
        webhook.Body.Replace("Their", Promises.Forged, StringComparison.Ordinal).Replace("\"Issue ", $"\"{Promises.Forged} ", StringComparison.Ordinal),
        $"\"updated_at\":\"{world.Clock.GetUtcNow().AddMinutes(1):yyyy-MM-dd'T'HH:mm:ss'Z'}\"");

    [GeneratedRegex("\"updated_at\":\"[^\"]*\"")]
    private static partial Regex UpdatedAt();

    private static Dictionary<string, string> Without(SimulatorWebhook webhook)
    {
        var headers = new Dictionary<string, string>(webhook.Headers, StringComparer.OrdinalIgnoreCase);
        headers.Remove("X-Hub-Signature-256");
        return headers;
    }

    private static Dictionary<string, string> With(SimulatorWebhook webhook, string signature)
    {
        var headers = Without(webhook);
        headers["X-Hub-Signature-256"] = signature;
        return headers;
    }

    private bool Has(FaultKind kind) => kinds.HasFlag(kind);

    private void Tell(string what) => world.History.Add(world.Clock.GetUtcNow(), what);
}
