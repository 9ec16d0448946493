using System.Diagnostics;
using System.Security.Cryptography;
using GitSync.GitHub;
using GitSync.Testing;
using GitSync.Testing.Simulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace GitSync.Benchmarks;

/// <summary>
/// An application as it is deployed: webhook endpoint on a real port, store, dispatcher, processor and the GitHub package. GitHub is the
/// simulator in the same process, the records are in memory. Without the repairs, which look at GitHub by their own clock.
/// </summary>
internal sealed class WholeHost : IAsyncDisposable
{
    public const string Project = "board";

    private const long InstallationId = 77;
    private const string Owner = "octo";
    private const string Name = "board";
    private const string Secret = "of the benchmark";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly WebApplication _app;
    private readonly WebhookCourier _courier;

    private WholeHost(WebApplication app, GitHubSimulator gitHub, long repositoryId, InMemoryTaskRecords tasks, WebhookCourier courier)
    {
        (_app, GitHub, RepositoryId, Tasks, _courier) = (app, gitHub, repositoryId, tasks, courier);
    }

    public GitHubSimulator GitHub { get; }

    public long RepositoryId { get; }

    public InMemoryTaskRecords Tasks { get; }

    /// <summary>What the application announces its changes to.</summary>
    public ISyncEnqueuer Enqueuer => _app.Services.GetRequiredService<ISyncEnqueuer>();

    private ISyncReader Reader => _app.Services.GetRequiredService<ISyncReader>();

    /// <param name="store">Which one.</param>
    /// <param name="database">An empty one.</param>
    /// <param name="written">Told the title of each record that GitSync has written.</param>
    /// <param name="patched">Told the title of each issue that GitSync has written.</param>
    public static async Task<WholeHost> StartAsync(string store, IQueueDatabase database, Action<string> written, Action<string> patched)
    {
        var gitHub = new GitHubSimulator(new GitHubSimulatorOptions { WebhookSecret = Secret, RateLimitPerHour = 0 });
        var repository = gitHub.CreateRepository(Owner, Name, InstallationId);
        var tasks = new InMemoryTaskRecords(TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ITaskRecords>(new WatchedTasks(tasks, written));
        var gitSync = builder.Services.AddGitSync().AddRecords<InMemoryTaskRecords, InMemoryCommentRecords>().AllowOutbound();
        QueueDatabases.Use(gitSync, store, database.ConnectionString).AddGitHub(Configure, webhooks => webhooks.Secrets.Add(Secret));
        builder.Services.RemoveAll<IRepairTask>();
        builder.Services.AddHttpClient(GitHubOptions.HttpClientName)
            .ConfigurePrimaryHttpMessageHandler(() => new WatchedWire(gitHub, repository.Id, patched));

        var app = builder.Build();
        app.MapGitSyncWebhooks("/webhooks/github");
        await app.StartAsync().ConfigureAwait(false);
        await app.Services.GetRequiredService<ISyncReadiness>().Ready.ConfigureAwait(false);
        var connected = await app.Services.GetRequiredService<IConnections>()
            .ConnectKnownAsync(Project, new RemoteRepository(repository.Id, InstallationId, Owner, Name)).ConfigureAwait(false);
        BenchmarkBrokenException.Require(connected.IsDone, connected.Explanation);

        var courier = new WebhookCourier(new Uri($"{app.Urls.Single()}/webhooks/github"));
        gitHub.SendWebhooksTo(courier);
        gitHub.StartWebhooks();
        return new WholeHost(app, gitHub, repository.Id, tasks, courier);
    }

    /// <summary>Waits until nothing is on its way in either direction, and nothing waits to be done later.</summary>
    public async Task RestAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while (!await IsQueueEmptyAsync().ConfigureAwait(false) || GitHub.PendingWebhooks > 0 || !_courier.IsIdle
            || !await IsQueueEmptyAsync().ConfigureAwait(false))
        {
            BenchmarkBrokenException.Require(Stopwatch.GetElapsedTime(since) < Patience, "It does not come to rest.");
            await Task.Delay(Look, TimeProvider.System).ConfigureAwait(false);
        }

        _courier.Verify();
        var failed = await Reader.ListOperationsAsync(new OperationQuery { State = OperationState.Errored, Limit = 1 }).ConfigureAwait(false);
        BenchmarkBrokenException.Require(failed.Count == 0, $"An operation has failed: {failed.FirstOrDefault()?.Explanation}");
    }

    public async ValueTask DisposeAsync()
    {
        await GitHub.DisposeAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _courier.Dispose();
    }

    private async Task<bool> IsQueueEmptyAsync()
    {
        var counts = (await Reader.SummarizeAsync().ConfigureAwait(false)).Counts;
        return counts.GetValueOrDefault(OperationState.Queued) == 0 && counts.GetValueOrDefault(OperationState.Processing) == 0;
    }

    /// <summary>An App with a key of the moment. The simulator counts no writes, so they are not paced.</summary>
    private static void Configure(GitHubOptions options)
    {
        using var key = RSA.Create(2048);
        options.ApiBaseAddress = new Uri("https://github.test/");
        options.AppId = "1001";
        options.PrivateKeyPem = key.ExportPkcs8PrivateKeyPem();
        (options.MaximumWritesPerMinute, options.MaximumWritesPerHour) = (0, 0);
    }
}
