using System.Diagnostics;
using GitSync.Storage.Postgres;
using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace GitSync.Benchmarks;

/// <summary>A host with GitSync as an application registers it, and a processor that has nothing to do.</summary>
internal sealed class BenchmarkHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);

    private readonly IHost _host;
    private readonly IReadOnlyList<IHostedService> _started;
    private readonly Action _wake;

    private BenchmarkHost(IHost host, IReadOnlyList<IHostedService> started, Action wake) => (_host, _started, _wake) = (host, started, wake);

    public ISyncQueue Queue => _host.Services.GetRequiredService<ISyncQueue>();

    public ISyncReader Reader => _host.Services.GetRequiredService<ISyncReader>();

    /// <summary>Says that there is work, as the enqueuer does after its commit.</summary>
    public void Wake() => _wake();

    /// <param name="options">The database.</param>
    /// <param name="processor">What runs operations here; null for a host that only takes them in.</param>
    /// <param name="atATime">How many operations run at a time; null for the usual number.</param>
    public static async Task<BenchmarkHost> StartAsync(PostgresStorageOptions options, ISyncProcessor? processor, int? atATime = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.Configure<GitSyncOptions>(settings => settings.MaximumConcurrency = atATime ?? settings.MaximumConcurrency);
        builder.Services.AddGitSync().UsePostgres(options).AddRecords<InMemoryTaskRecords, InMemoryCommentRecords>();
        builder.Services.RemoveAll<IRepairTask>();
        builder.Services.AddSingleton<IGitHubGateway>(_ => throw new NotSupportedException("No operation needs GitHub here."));
        builder.Services.AddSingleton(processor ?? new NoProcessor());
        var host = builder.Build();

        // Without the dispatcher: what a web host does whose operations run elsewhere.
        var services = host.Services.GetServices<IHostedService>().Where(service => processor is not null || service is ISyncReadiness or IWakeRelay).ToArray();
        foreach (var service in services)
        {
            await service.StartAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await host.Services.GetRequiredService<ISyncReadiness>().Ready.ConfigureAwait(false);
        var relays = host.Services.GetServices<IWakeRelay>().ToArray();
        return new BenchmarkHost(host, services, processor is null ? Announce : host.Services.GetRequiredService<ISyncDispatcher>().Wake);

        void Announce()
        {
            foreach (var relay in relays)
            {
                relay.Announce();
            }
        }
    }

    /// <summary>Waits until nothing is queued or runs, and counts what has ended.</summary>
    /// <param name="operations">How many must have ended, or null for however many.</param>
    public async Task EndedAsync(long? operations)
    {
        var since = Stopwatch.GetTimestamp();
        IReadOnlyDictionary<OperationState, long> counts;
        while ((counts = (await Reader.SummarizeAsync().ConfigureAwait(false)).Counts).GetValueOrDefault(OperationState.Queued)
            + counts.GetValueOrDefault(OperationState.Processing) > 0)
        {
            BenchmarkBrokenException.Require(Stopwatch.GetElapsedTime(since) < Patience, "Operations still wait or run.");
            await Task.Delay(Look, TimeProvider.System).ConfigureAwait(false);
        }

        var ended = counts.Values.Sum();
        BenchmarkBrokenException.Require(operations is null || ended == operations, $"{ended} operations have ended, not {operations}.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _started.Reverse())
        {
            await service.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }
    }

    private sealed class NoProcessor : ISyncProcessor
    {
        public Task<Completion> ProcessAsync(ClaimedOperation claim, CancellationToken cancellationToken) =>
            throw new NotSupportedException("This host runs nothing.");
    }
}
