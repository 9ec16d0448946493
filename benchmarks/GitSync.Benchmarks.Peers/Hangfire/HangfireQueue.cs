using System.Globalization;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;

namespace GitSync.Benchmarks.Peers;

/// <summary>Hangfire on PostgreSQL. It promises one job of a key at a time, and no order between them.</summary>
internal sealed class HangfireQueue(PeerArguments arguments, JobHandler handler) : IPeerQueue
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private PostgreSqlStorage? _storage;
    private BackgroundJobClient? _client;
    private BackgroundJobServer? _server;

    public string Version => PeerDatabase.VersionOf(typeof(BackgroundJobServer));

    public Task OpenAsync()
    {
        var options = new PostgreSqlStorageOptions { QueuePollInterval = PollInterval };
        _storage = new PostgreSqlStorage(new NpgsqlConnectionFactory(arguments.Database, options), options);
        _client = new BackgroundJobClient(_storage);
        return Task.CompletedTask;
    }

    /// <summary>Its clients have no asynchronous calls.</summary>
    public Task EnqueueAsync(PeerJob job)
    {
        Enqueue(job);
        return Task.CompletedTask;
    }

    public async Task LoadAsync(JobLedger ledger)
    {
        foreach (var job in ledger.Jobs)
        {
            ledger.Enqueuing(job.Number);
            ledger.Enqueued(job.Number);
        }

        var template = long.Parse(Enqueue(ledger.Jobs[0]), CultureInfo.InvariantCulture);
        await HangfireLoad.CopyAsync(arguments.Database, template, ledger.Jobs.Skip(1)).ConfigureAwait(false);
    }

    public Task<long> CountStoredAsync() => PeerDatabase.CountAsync(arguments.Database, "hangfire.job");

    public Task StartAsync()
    {
        _server = new BackgroundJobServer(
            new BackgroundJobServerOptions { WorkerCount = arguments.Workers, Activator = new Activator(handler) }, _storage);
        return Task.CompletedTask;
    }

    public async Task StopAsync()
    {
        _server!.SendStop();
        await _server.WaitForShutdownAsync(CancellationToken.None).ConfigureAwait(false);
        _server.Dispose();
        _server = null;
    }

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Enqueue(PeerJob job) => _client!.Enqueue<HangfireJobs>(jobs => jobs.RunAsync(job.Number, job.KeyName, PeerJob.Payload));

    private sealed class Activator(JobHandler handler) : JobActivator
    {
        public override object ActivateJob(Type jobType) => new HangfireJobs(handler);
    }
}
