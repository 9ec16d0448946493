using GitSync.Testing.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GitSync.Testing;

/// <summary>
/// GitSync in one process without threads or waiting: in-memory store and records, a simulated GitHub, and a clock that only
/// <see cref="DrainAsync"/> moves. What a test does and drains is repeatable step by step.
/// </summary>
public sealed class SyncHarness : IAsyncDisposable
{
    /// <summary>The project that is connected.</summary>
    public const string Project = "board";

    /// <summary>A GitHub user access token that the simulator takes, of <see cref="UserLogin"/>.</summary>
    public const string UserToken = "ghu_of-octocat";

    /// <summary>The login that <see cref="UserToken"/> belongs to.</summary>
    public const string UserLogin = "octocat";

    /// <summary>The bound of one <see cref="DrainAsync"/>: more means that two sides chase each other.</summary>
    public const int MaximumSteps = 10_000;

    private const string WorkerId = "harness";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private readonly ServiceProvider _services;

    private SyncHarness(ServiceProvider services, ManualClock clock, GitHubSimulator gitHub, long repositoryId)
    {
        (_services, Clock, GitHub, RepositoryId) = (services, clock, gitHub, repositoryId);
    }

    /// <summary>The one clock of application, store and GitHub.</summary>
    public ManualClock Clock { get; }

    /// <summary>GitHub.</summary>
    public GitHubSimulator GitHub { get; }

    /// <summary>The connected repository.</summary>
    public long RepositoryId { get; }

    /// <summary>Everything else that is registered.</summary>
    public IServiceProvider Services => _services;

    /// <summary>The application's tasks.</summary>
    public InMemoryTaskRecords Tasks => _services.GetRequiredService<InMemoryTaskRecords>();

    /// <summary>The application's comments.</summary>
    public InMemoryCommentRecords Comments => _services.GetRequiredService<InMemoryCommentRecords>();

    /// <summary>The store.</summary>
    public ISyncStore Store => _services.GetRequiredService<ISyncStore>();

    /// <summary>What the application announces its changes to.</summary>
    public ISyncEnqueuer Enqueuer => _services.GetRequiredService<ISyncEnqueuer>();

    /// <summary>The production processor, for tests that take one step at a time.</summary>
    public ISyncProcessor Processor => _services.GetRequiredService<ISyncProcessor>();

    /// <summary>The look for what webhooks did not bring; nothing is looked for until it is called.</summary>
    public IRepositorySweeps Sweeps => _services.GetRequiredService<IRepositorySweeps>();

    /// <summary>What hosts do now and then to make up for lost webhooks; nothing is done until one is run.</summary>
    public IReadOnlyList<IRepairTask> Repairs => [.. _services.GetServices<IRepairTask>()];

    /// <summary>Connects and disconnects projects.</summary>
    public IConnections Connections => _services.GetRequiredService<IConnections>();

    /// <summary>What people do about conflicts.</summary>
    public IConflictResolver Conflicts => _services.GetRequiredService<IConflictResolver>();

    /// <summary>How the two sides differ without an operation that explains it.</summary>
    public IDriftReports Drift => _services.GetRequiredService<IDriftReports>();

    /// <summary>Whether GitHub is written to.</summary>
    public IWriteSwitches Writes => _services.GetRequiredService<IWriteSwitches>();

    /// <summary>What stops closes and deletions in bulk.</summary>
    public IRemovalBreakers Breakers => _services.GetRequiredService<IRemovalBreakers>();

    /// <summary>What a claimed account brings about.</summary>
    public IReattribution Reattribution => _services.GetRequiredService<IReattribution>();

    /// <summary>What people do about webhooks.</summary>
    public IDeliveryReplays Replays => _services.GetRequiredService<IDeliveryReplays>();

    /// <summary>Why records are, or are not, in step.</summary>
    public ISyncExplainer Explainer => _services.GetRequiredService<ISyncExplainer>();

    /// <summary>How records stand.</summary>
    public ISyncStatusReader Status => _services.GetRequiredService<ISyncStatusReader>();

    /// <summary>Makes a harness.</summary>
    /// <param name="addGitHub">
    /// Adds the GitHub package with the simulator's handler, for example <c>(builder, handler) => builder.AddGitHub(…)</c>.
    /// </param>
    /// <param name="receiveWebhook">Hands a webhook to the receiver and gives the status code.</param>
    /// <param name="configure">Changes GitSync's options, or null.</param>
    /// <param name="services">Changes the services, or null.</param>
    public static async Task<SyncHarness> StartAsync(
        Action<GitSyncBuilder, HttpMessageHandler> addGitHub,
        Func<IServiceProvider, SimulatorWebhook, CancellationToken, Task<int>> receiveWebhook,
        Action<GitSyncOptions>? configure = null,
        Action<IServiceCollection>? services = null)
    {
        ArgumentNullException.ThrowIfNull(addGitHub);
        var clock = new ManualClock();
        var simulated = new GitHubSimulatorOptions { TimeProvider = clock, AnyoneIsAssignable = true, RateLimitPerHour = 0 };
        simulated.StaticTokens[UserToken] = UserLogin;
        var gitHub = new GitHubSimulator(simulated);
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(clock);
        collection.AddSingleton<RandomSource>(new SeededRandom(1));
        collection.AddSingleton<ISyncStore>(provider =>
            new InMemorySyncStore(clock, provider.GetRequiredService<IOptions<GitSyncOptions>>().Value.RecordConflicts));
        collection.AddSingleton(provider => new InMemoryCommentRecords(clock));
        collection.AddSingleton(provider => new InMemoryTaskRecords(clock, provider.GetRequiredService<InMemoryCommentRecords>()));
        collection.AddSingleton<ITaskRecords>(provider => provider.GetRequiredService<InMemoryTaskRecords>());
        collection.AddSingleton<ICommentRecords>(provider => provider.GetRequiredService<InMemoryCommentRecords>());
        var builder = collection.AddGitSync(configure).AllowOutbound();
        addGitHub(builder, gitHub.CreateHandler());
        services?.Invoke(collection);

        var provider = collection.BuildServiceProvider();
        var repository = gitHub.CreateRepository("octo-org", "board", installationId: 77);
        gitHub.SendWebhooksTo((webhook, cancellationToken) => receiveWebhook(provider, webhook, cancellationToken));
        var harness = new SyncHarness(provider, clock, gitHub, repository.Id);

        // Only the part that makes the store ready: the dispatcher's place is taken by DrainAsync.
        await provider.GetServices<IHostedService>().First().StartAsync(CancellationToken.None).ConfigureAwait(false);
        await harness.Store.ConnectAsync(new Connection
        {
            Project = Project,
            RepositoryId = repository.Id,
            InstallationId = 77,
            Owner = "octo-org",
            Name = "board",
        }).ConfigureAwait(false);
        return harness;
    }

    /// <summary>A user saves a task and announces it.</summary>
    /// <param name="id">The task.</param>
    /// <param name="content">Its fields.</param>
    /// <param name="action">Made or edited.</param>
    /// <param name="actor">Who: the application's user id, or null.</param>
    public async Task<EnqueueOutcome> SaveAsync(string id, TaskContent content, SyncAction action = SyncAction.Edited, string? actor = null)
    {
        var task = Tasks.Save(id, Project, content);
        return await Enqueuer.EnqueueAsync(
            new TaskChanged { TaskId = id, Project = Project, Action = action, ModifiedAt = task.ModifiedAt, Actor = actor }).ConfigureAwait(false);
    }

    /// <summary>A user saves a comment and announces it.</summary>
    /// <param name="id">The comment.</param>
    /// <param name="taskId">Its task.</param>
    /// <param name="body">Its text.</param>
    /// <param name="action">Made or edited.</param>
    /// <param name="actor">Who: the application's user id, or null.</param>
    public async Task<EnqueueOutcome> SaveCommentAsync(
        string id, string taskId, string body, SyncAction action = SyncAction.Edited, string? actor = null)
    {
        var comment = Comments.Save(id, taskId, body);
        return await Enqueuer.EnqueueAsync(new CommentChanged
        {
            CommentId = id, TaskId = taskId, Project = Project, Action = action, ModifiedAt = comment.ModifiedAt, Actor = actor,
        }).ConfigureAwait(false);
    }

    /// <summary>Delivers webhooks and runs operations until nothing is left to do, moving the clock to whatever is due next.</summary>
    /// <param name="deliverWebhooks">False leaves webhooks where they are.</param>
    /// <exception cref="InvalidOperationException">It does not come to rest within <see cref="MaximumSteps"/>.</exception>
    public async Task DrainAsync(bool deliverWebhooks = true)
    {
        var queue = _services.GetRequiredService<ISyncQueue>();
        List<Completion> completions = [];
        for (var step = 0; step < MaximumSteps; step++)
        {
            if (deliverWebhooks)
            {
                await GitHub.DrainAsync().ConfigureAwait(false);
            }

            var receipt = await queue.WorkAsync(completions, new ClaimRequest(WorkerId, 1, Lease)).ConfigureAwait(false);
            completions = [];
            foreach (var claim in receipt.Claimed)
            {
                completions.Add(await Processor.ProcessAsync(claim, CancellationToken.None).ConfigureAwait(false));
            }

            if (receipt.Claimed.Count > 0 || (deliverWebhooks && GitHub.PendingWebhooks > 0))
            {
                continue;
            }

            if (receipt.NextDueAt is not { } dueAt)
            {
                return;
            }

            Clock.Advance(dueAt - Clock.GetUtcNow());
        }

        var waiting = (await OperationsAsync().ConfigureAwait(false)).Where(each => !each.State.IsEnded()).Select(each => each.Explanation);
        throw new InvalidOperationException(
            $"It did not come to rest within {MaximumSteps} steps; at {Clock.GetUtcNow():O} there wait: {string.Join(" | ", waiting)}");
    }

    /// <summary>All operations, oldest first; at most one page.</summary>
    public Task<IReadOnlyList<SyncOperation>> OperationsAsync() =>
        Store.ListOperationsAsync(new OperationQuery { Limit = OperationQuery.MaximumLimit });

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await GitHub.DisposeAsync().ConfigureAwait(false);
        await _services.DisposeAsync().ConfigureAwait(false);
    }
}
