using System.Diagnostics;
using GitSync.GitHub;
using GitSync.Testing;
using GitSync.Testing.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GitSync.Benchmarks;

/// <summary>A host with everything that runs in it by itself: dispatcher, wake relay, activity, maintenance and repairs. Nothing is connected.</summary>
internal sealed class MemoryHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly IHost _host;

    private MemoryHost(IHost host) => _host = host;

    private ISyncReader Reader => _host.Services.GetRequiredService<ISyncReader>();

    public static async Task<MemoryHost> StartAsync(string store, string connectionString, ISyncProcessor processor)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        QueueDatabases.Use(builder.Services.AddGitSync(), store, connectionString)
            .AddGitHub(options => options.Token = "none").AddRecords<InMemoryTaskRecords, InMemoryCommentRecords>();
        builder.Services.AddSingleton(processor);
        var gitHub = new GitHubSimulator();
        builder.Services.AddHttpClient(GitHubOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => gitHub.CreateHandler());
        var host = builder.Build();
        await host.StartAsync().ConfigureAwait(false);
        await host.Services.GetRequiredService<ISyncReadiness>().Ready.ConfigureAwait(false);
        return new MemoryHost(host);
    }

    /// <summary>As the enqueuer does it.</summary>
    public async Task EnqueueAsync(params EnqueueItem[] items)
    {
        var receipt = await _host.Services.GetRequiredService<ISyncQueue>().EnqueueAsync(new EnqueueBatch { Items = items }).ConfigureAwait(false);
        BenchmarkBrokenException.Require(
            receipt.Outcomes.All(outcome => outcome.State == OperationState.Queued), "An operation that entered is not queued.");
        Wake();
    }

    /// <summary>Says that there may be work; the dispatcher looks.</summary>
    public void Wake() => _host.Services.GetRequiredService<ISyncDispatcher>().Wake();

    public async Task<long> CountAsync(OperationState state) =>
        (await Reader.SummarizeAsync().ConfigureAwait(false)).Counts.GetValueOrDefault(state);

    /// <summary>Waits until so many have been completed, no more and no less.</summary>
    public async Task CompletedAsync(long operations)
    {
        var since = Stopwatch.GetTimestamp();
        long completed;
        while ((completed = await CountAsync(OperationState.Completed).ConfigureAwait(false)) != operations)
        {
            BenchmarkBrokenException.Require(
                completed < operations && Stopwatch.GetElapsedTime(since) < Patience, $"{completed} operations are completed, not {operations}.");
            await Task.Delay(Look, TimeProvider.System).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().ConfigureAwait(false);
        _host.Dispose();
    }
}

/// <summary>A processor that has nothing to do: so many operations it ends at once when it may, all others it keeps.</summary>
internal sealed class GatedProcessor(int most) : ISyncProcessor
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;

    public void Open() => _open.TrySetResult();

    public async Task<Completion> ProcessAsync(ClaimedOperation claim, CancellationToken cancellationToken)
    {
        await _open.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (Interlocked.Increment(ref _started) > most)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        return Drain.Complete(claim);
    }
}
