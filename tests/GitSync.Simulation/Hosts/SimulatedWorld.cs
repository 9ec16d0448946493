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
        Watch = new Watch(GitHub, (repository, installation) => Places.Any(place => place.RepositoryId == repository && place.Has(installation)));
        Store = new InMemorySyncStore(Clock);
        Comments = new InMemoryCommentRecords(Clock);
        Tasks = new InMemoryTaskRecords(Clock, Comments);
    }

    /// <summary>A repository and its project; it can go over from one account to another one and back, each with an installation of its own.</summary>
    public sealed record Place(string Project, long RepositoryId, (string Account, long InstallationId) First, (string Account, long InstallationId) Second)
    {
        /// <summary>Whose it is.</summary>
        public (string Account, long InstallationId) Of(GitHubSimulator gitHub) => gitHub.FindRepository(RepositoryId)!.Owner == First.Account ? First : Second;

        public bool Has(long installation) => First.InstallationId == installation || Second.InstallationId == installation;
    }

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
        world.Places = [await world.ConnectAsync("board", ("octo-org", 77), ("octo-labs", 78)), await world.ConnectAsync("side", ("acme", 88), ("acme-labs", 89))];
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

    /// <summary>What only a person does: connects a repository again that has gone over to another account, of which no webhook came.</summary>
    public async Task ConnectAgainAsync()
    {
        foreach (var place in Places)
        {
            var repository = GitHub.FindRepository(place.RepositoryId)!;
            if ((await Store.FindByProjectAsync(place.Project, CancellationToken.None))!.InstallationId != repository.InstallationId)
            {
                var outcome = await _hosts[0].Connections.ConnectAsync(place.Project, repository.Owner, repository.Name);
                History.Add(Clock.GetUtcNow(), $"connected again: {outcome.Explanation}");
            }
        }
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

    private async Task<Place> ConnectAsync(string project, (string Account, long InstallationId) first, (string Account, long InstallationId) second)
    {
        var repository = GitHub.CreateRepository(first.Account, project, installationId: first.InstallationId);
        GitHub.CreateInstallation(second.Account, second.InstallationId);
        await Store.ChangeConnectionAsync(
            project,
            repository.Id,
            _ => new Connection { Project = project, RepositoryId = repository.Id, InstallationId = first.InstallationId, Owner = first.Account, Name = project },
            CancellationToken.None);
        return new Place(project, repository.Id, first, second);
    }
}
