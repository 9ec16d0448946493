using JasperFx.CodeGeneration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wolverine;
using Wolverine.Configuration;
using Wolverine.Postgresql;

namespace GitSync.Benchmarks.Peers;

/// <summary>
/// Wolverine's durable local queues: a message is in the inbox table before the call that publishes it returns, and from there on also
/// in memory, where the group id picks a lane of one worker. Keys that share a lane wait for each other.
/// </summary>
/// <remarks>
/// What is published runs at once; there is no such thing as a loaded queue that nobody drains, but for messages that a host which died
/// left behind. So jobs are held back in their handlers by a gate, and a drain is timed from its opening. A lane takes ten thousand.
/// </remarks>
internal sealed class WolverineQueue(PeerArguments arguments, JobHandler handler) : IPeerQueue
{
    private const string Schema = "wolverine";

    /// <summary>Jobs that a scenario leaves behind stand at the gate: nothing is gained by waiting for them.</summary>
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(1);

    private readonly Gate _gate = new();
    private IHost? _host;

    public string Version => PeerDatabase.VersionOf(typeof(IMessageBus));

    public async Task OpenAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.UseWolverine(options =>
        {
            options.PersistMessagesWithPostgresql(arguments.Database, Schema);
            options.Durability.Mode = DurabilityMode.Solo;
            options.Durability.DrainTimeout = DrainTimeout;
            options.Discovery.DisableConventionalDiscovery();
            options.CodeGeneration.TypeLoadMode = TypeLoadMode.Static;
            options.AddMessageHandler(new WolverineJobs(_gate, handler));
            options.MessagePartitioning
                .ByMessage<WolverineJob>(job => job.Key)
                .PublishToPartitionedLocalMessaging("jobs", arguments.Workers, topology =>
                {
                    topology.Message<WolverineJob>();
                    topology.MaxDegreeOfParallelism = PartitionSlots.Nine;
                    topology.ConfigureQueues(queue => queue.UseDurableInbox());
                });
        });
        _host = builder.Build();
        await _host.StartAsync().ConfigureAwait(false);
    }

    public Task EnqueueAsync(PeerJob job) =>
        _host!.MessageBus().PublishAsync(new WolverineJob(job.Number, job.KeyName, PeerJob.Payload)).AsTask();

    public Task LoadAsync(JobLedger ledger) => Producers.EnqueueAsync(this, ledger, arguments.Workers);

    public Task<long> CountStoredAsync() => PeerDatabase.CountAsync(arguments.Database, Schema + ".wolverine_incoming_envelopes");

    public Task StartAsync()
    {
        _gate.Open();
        return Task.CompletedTask;
    }

    public Task StopAsync()
    {
        _gate.Close();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync().ConfigureAwait(false);
            _host.Dispose();
        }
    }
}
