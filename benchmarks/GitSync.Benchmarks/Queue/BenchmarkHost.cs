using GitSync.Storage.Postgres;
using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace GitSync.Benchmarks;

/// <summary>A host with GitSync as an application registers it, and a processor that has nothing to do.</summary>
internal sealed class BenchmarkHost : IAsyncDisposable
{
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
    public static async Task<BenchmarkHost> StartAsync(PostgresStorageOptions options, ISyncProcessor? processor)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
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
