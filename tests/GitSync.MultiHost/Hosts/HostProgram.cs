using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace GitSync.MultiHost;

/// <summary>One host process: the real Generic Host with the real dispatcher on the shared database.</summary>
internal static class HostProgram
{
    private const int Concurrency = 16;

    public static async Task<int> RunAsync(HostSettings settings)
    {
        using var journal = new JournalWriter(settings.Journal);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(journal);

        // Registered before AddGitSync, so that dispatcher and feeder go through them.
        builder.Services.AddSingleton<ISyncQueue>(provider => new RecordingQueue(provider.GetRequiredService<ISyncStore>(), journal));
        builder.Services.AddSingleton<ISyncProcessor, RecordingProcessor>();
        var gitSync = builder.Services.AddGitSync(options =>
        {
            options.Lease = settings.Lease;
            options.LeaseMargin = TimeSpan.FromTicks(settings.Lease.Ticks / 3);
            options.MaximumConcurrency = Concurrency;
            options.PollInterval = TimeSpan.FromMilliseconds(250);
            options.StopGrace = TimeSpan.FromSeconds(2);
            options.RunTimeout = TimeSpan.FromSeconds(20);
        });
        SharedDatabase.Register(gitSync, settings);
        AddNobody(builder.Services);
        builder.Services.AddHostedService<Feeder>();
        using var host = builder.Build();
        await host.RunAsync();
        return 0;
    }

    /// <summary>GitSync asks for GitHub and records to be there; with a processor of our own nobody ever calls them.</summary>
    private static void AddNobody(IServiceCollection services)
    {
        services.RemoveAll<IRepairTask>();
        services.AddSingleton<IGitHubGateway>(_ => throw new NotSupportedException("No GitHub here."));
        services.AddSingleton<ITaskRecords>(_ => throw new NotSupportedException("No records here."));
        services.AddSingleton<ICommentRecords>(_ => throw new NotSupportedException("No records here."));
    }
}
