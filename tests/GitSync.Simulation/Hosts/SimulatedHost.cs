using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GitSync.GitHub;
using GitSync.Testing;
using GitSync.Testing.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GitSync.Simulation;

/// <summary>
/// A host's process: production code from the webhook's bytes to GitHub's API. What the dispatcher does in loops and threads is done here step by step, one thing
/// at a time. When it dies, what it held in memory is gone; another one starts in its place.
/// </summary>
internal sealed class SimulatedHost : IAsyncDisposable
{
    public const string WebhookSecret = "canary-of-the-webhook-secret";

    private static readonly Lazy<string> Key = new(() =>
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    });

    private readonly ServiceProvider _services;
    private readonly SimulatedWorld _world;
    private readonly TaskCompletionSource<int> _dead = new();
    private readonly GitSyncOptions _options;
    private List<Completion> _ended = [];
    private CancellationTokenSource _lease = new();
    private long _renewedAt;

    private SimulatedHost(SimulatedWorld world, string name, HostClock clock, ServiceProvider services, GitSyncOptions options) =>
        (_world, Name, Clock, _services, _options) = (world, name, clock, services, options);

    public string Name { get; }

    public HostClock Clock { get; }

    /// <summary>What it is doing, or null.</summary>
    public Activity? Doing { get; private set; }

    /// <summary>Not scheduled until then: a process that the machine has put to sleep.</summary>
    public DateTimeOffset AsleepUntil { get; set; }

    public bool IsFree => Doing is null or { IsDone: true };

    public ISyncEnqueuer Enqueuer => _services.GetRequiredService<ISyncEnqueuer>();

    public IConnections Connections => _services.GetRequiredService<IConnections>();

    public ISyncStatusReader Status => _services.GetRequiredService<ISyncStatusReader>();

    private ISyncQueue Queue => _services.GetRequiredService<ISyncQueue>();

    public static async Task<SimulatedHost> StartAsync(SimulatedWorld world, string name, int seed)
    {
        var clock = new HostClock(world.Clock);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).ClearProviders().AddProvider(new WatchedLog(world.Watch)));
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton<RandomSource>(new SeededRandom(seed));
        services.AddSingleton<ISyncStore>(new GatedStore(world.Store, world.Scheduler, world.Watch, Tell));
        services.AddSingleton<ITaskRecords>(new GatedTaskRecords(world.Tasks, world.Scheduler, Tell));
        services.AddSingleton<ICommentRecords>(new GatedCommentRecords(world.Comments, world.Scheduler, Tell));
        var builder = services.AddGitSync(SimulatedWorld.Configure).AllowOutbound();
        builder.AddGitHub(
            gitHub =>
            {
                gitHub.ApiBaseAddress = new Uri("https://github.test/");
                gitHub.AppId = "1001";
                gitHub.PrivateKeyPem = Key.Value;
            },
            webhooks => webhooks.Secrets.Add(WebhookSecret));
        services.AddHttpClient(GitHubOptions.HttpClientName)
            .ConfigurePrimaryHttpMessageHandler(() => new GatedGitHub(world.GitHub.CreateHandler(), world.Scheduler, world.Watch, Tell));
        world.Watch.Secrets.Add(WebhookSecret);
        world.Watch.Secrets.Add(Key.Value.Split('\n')[1]);

        var options = new GitSyncOptions();
        SimulatedWorld.Configure(options);
        var host = new SimulatedHost(world, name, clock, services.BuildServiceProvider(), options);
        await host._services.GetServices<IHostedService>().First().StartAsync(CancellationToken.None);
        return host;

        void Tell(string what) => world.History.Add(world.Clock.GetUtcNow(), $"{name}: {what}");
    }

    /// <summary>Does something, to its first gate.</summary>
    public void Do(string what, Func<Task> run) => Doing = _world.Scheduler.Start($"{Name} {what}", run);

    /// <summary>One round of a worker: ends what has run, claims lanes and runs them.</summary>
    /// <returns>How many it ran.</returns>
    public async Task<int> WorkAsync(int most)
    {
        var ended = _ended;
        var asked = Clock.GetTimestamp();
        var receipt = await Queue.WorkAsync(ended, new ClaimRequest(Name, most, _options.Lease), CancellationToken.None);
        Renewed(asked);
        _ended = [.. ended.Where((_, i) => receipt.Outcomes[i] == CommitOutcome.Busy)];
        NextDueAt = receipt.NextDueAt;
        foreach (var claim in receipt.Claimed)
        {
            Completion completion;
            try
            {
                completion = await _services.GetRequiredService<ISyncProcessor>().ProcessAsync(claim, _lease.Token);
            }
            catch (OperationCanceledException) when (_lease.IsCancellationRequested)
            {
                // The dispatcher puts it back; its fence makes that harmless when somebody else has it by now.
                completion = new Completion
                {
                    Lease = claim.Lease,
                    State = OperationState.Queued,
                    Rule = SyncRule.Retry,
                    Explanation = "The lease was about to run out.",
                    DueAt = _world.Clock.GetUtcNow() + _options.RetryDelay,
                };
            }

            _ended.Add(completion);
        }

        return receipt.Claimed.Count + ended.Count;
    }

    /// <summary>When the next lane is due, as the last round that found none was told.</summary>
    public DateTimeOffset? NextDueAt { get; private set; }

    /// <summary>What hosts do now and then to make up for what they were not told.</summary>
    public async Task RepairAsync()
    {
        foreach (var task in _services.GetServices<IRepairTask>())
        {
            await task.RunDueAsync();
        }
    }

    /// <summary>A webhook arrives. A host that dies meanwhile does not answer.</summary>
    public async Task<int> ReceiveAsync(SimulatorWebhook webhook)
    {
        var request = new WebhookRequest(
            webhook.Event,
            webhook.Guid.ToString(),
            webhook.Headers.GetValueOrDefault("X-Hub-Signature-256"),
            Encoding.UTF8.GetBytes(webhook.Body));
        return await await Task.WhenAny(AnswerAsync(request), _dead.Task);
    }

    /// <summary>Past the time at which the dispatcher would have stopped what runs, it is stopped: before it does anything else.</summary>
    public void Wake()
    {
        if (Clock.GetElapsedTime(_renewedAt) > _options.Lease - _options.LeaseMargin)
        {
            _lease.Cancel();
        }
    }

    /// <summary>The process is killed.</summary>
    public void Die()
    {
        if (Doing is { } activity)
        {
            _world.Scheduler.Abandon(activity);
        }

        Doing = null;
        _dead.TrySetResult(504);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Clock.Offset.TotalSeconds:+0;-0;0} s)");

    private async Task<int> AnswerAsync(WebhookRequest request)
    {
        var receipt = await _services.GetRequiredService<WebhookReceiver>().ReceiveAsync(request, CancellationToken.None);
        _world.Watch.Read("the answer to a webhook", receipt.Detail);
        return receipt.Status switch
        {
            WebhookStatus.Accepted or WebhookStatus.Duplicate => 202,
            WebhookStatus.Unsigned => 401,
            _ => 400,
        };
    }

    private void Renewed(long asked)
    {
        _renewedAt = asked;
        if (_lease.IsCancellationRequested)
        {
            _lease = new CancellationTokenSource();
        }
    }
}
