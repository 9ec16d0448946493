using GitSync.Testing;
using GitSync.Testing.Simulator;

namespace GitSync.Simulation;

/// <summary>What does not die with a host: GitHub, the application's records, the database, and real time.</summary>
internal sealed class SimulatedWorld : IAsyncDisposable
{
    /// <summary>Rounds of one drain: more means that two sides chase each other.</summary>
    private const int MaximumRounds = 5_000;

    private readonly Random _random;
    private readonly List<SimulatedHost> _hosts = [];
    private int _started;

    private SimulatedWorld(int seed)
    {
        _random = new Random(seed);
        GitHub = new GitHubSimulator(new GitHubSimulatorOptions
        {
            TimeProvider = Clock,
            AnyoneIsAssignable = true,
            RateLimitPerHour = 0,
            Seed = seed,
            WebhookSecret = SimulatedHost.WebhookSecret,
        });
        Watch = new Watch(GitHub);
        Store = new InMemorySyncStore(Clock);
        Comments = new InMemoryCommentRecords(Clock);
        Tasks = new InMemoryTaskRecords(Clock, Comments);
    }

    /// <summary>A repository and its project; each in an installation of its own.</summary>
    public sealed record Place(string Project, long RepositoryId, long InstallationId);

    public Scheduler Scheduler { get; } = new();

    public ManualClock Clock { get; } = new();

    public GitHubSimulator GitHub { get; }

    public Watch Watch { get; }

    public InMemorySyncStore Store { get; }

    public InMemoryTaskRecords Tasks { get; }

    public InMemoryCommentRecords Comments { get; }

    public History History { get; } = new();

    public IReadOnlyList<Place> Places { get; private set; } = [];

    public IReadOnlyList<SimulatedHost> Hosts => _hosts;

    public static async Task<SimulatedWorld> MakeAsync(int seed, int hosts)
    {
        var world = new SimulatedWorld(seed);
        world.Places = [await world.ConnectAsync("board", "octo-org", 77), await world.ConnectAsync("side", "acme", 88)];
        world.GitHub.SendWebhooksTo((webhook, _) => world.HostFor(webhook).ReceiveAsync(webhook));
        for (var i = 0; i < hosts; i++)
        {
            world._hosts.Add(await world.StartAsync());
        }

        return world;
    }

    /// <summary>Nothing that a person would look at first stops an operation for good.</summary>
    public static void Configure(GitSyncOptions options)
    {
        options.MaximumAttempts = 100;
        options.MaximumRetryDelay = TimeSpan.FromMinutes(2);
        options.CommentDeletedInApp = DeletionPolicy.Delete;
        options.IssueDeletedOnGitHub = DeletionPolicy.Delete;
        options.Guards.MaximumRemovals = 0;
        options.Guards.MaximumSwings = 0;

        // What no webhook told of is looked for within the calm.
        options.Repair.MissingInterval = TimeSpan.FromHours(1);
    }

    /// <summary>Kills a host's process and starts another one.</summary>
    public async Task ReplaceAsync(SimulatedHost host)
    {
        host.Die();
        _hosts[_hosts.IndexOf(host)] = await StartAsync();
        await host.DisposeAsync();
    }

    /// <summary>Webhooks arrive and hosts work until there is nothing left to do, at whatever time it is due.</summary>
    public async Task DrainAsync()
    {
        for (var round = 0; round < MaximumRounds; round++)
        {
            await GitHub.DrainAsync();
            var ran = 0;
            DateTimeOffset? next = null;
            foreach (var host in _hosts)
            {
                host.Wake();
                ran += await host.WorkAsync(3);
                next = host.NextDueAt ?? next;
            }

            if (ran > 0 || GitHub.PendingWebhooks > 0)
            {
                continue;
            }

            if (next is not { } due)
            {
                return;
            }

            Clock.Advance(due - Clock.GetUtcNow());
        }

        throw new ViolationException($"it did not come to rest: {string.Join(" | ", await Promises.WaitingAsync(Store))}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        await GitHub.DisposeAsync();
    }

    private async Task<SimulatedHost> StartAsync() =>
        await SimulatedHost.StartAsync(this, $"host-{++_started}", _random.Next());

    private SimulatedHost HostFor(SimulatorWebhook webhook) => Receiver ?? _hosts[(int)(webhook.Id % _hosts.Count)];

    /// <summary>The host that the next webhook goes to; null: any.</summary>
    public SimulatedHost? Receiver { get; set; }

    private async Task<Place> ConnectAsync(string project, string owner, long installation)
    {
        var repository = GitHub.CreateRepository(owner, project, installationId: installation);
        await Store.ChangeConnectionAsync(
            project,
            repository.Id,
            _ => new Connection { Project = project, RepositoryId = repository.Id, InstallationId = installation, Owner = owner, Name = project },
            CancellationToken.None);
        return new Place(project, repository.Id, installation);
    }
}
