using GitSync.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GitSync.Benchmarks;

/// <summary>
/// A host with the webhook endpoint as an application maps it. It runs nothing of what it takes in: no dispatcher and no repairs, as a web host
/// does whose operations run elsewhere. Other hosts are told of new work, and the activity is counted.
/// </summary>
internal static class GitSyncServer
{
    public static async Task RunAsync(string secret, Action<GitSyncBuilder> useStore)
    {
        var builder = VerifyingServer.NewBuilder();
        var before = builder.Services.Where(IsHosted).ToArray();
        var sync = builder.Services.AddGitSync();
        useStore(sync);
        sync.AddGitHub(options => options.Token = "none", webhooks => webhooks.Secrets.Add(secret)).AddRecords<InMemoryTaskRecords, InMemoryCommentRecords>();
        foreach (var service in builder.Services.Where(IsHosted).Except(before).ToArray())
        {
            builder.Services.Remove(service);
        }

        Keep<ISyncReadiness>(builder.Services);
        Keep<ISyncActivity>(builder.Services);
        if (builder.Services.Any(service => service.ServiceType == typeof(IWakeRelay)))
        {
            Keep<IWakeRelay>(builder.Services);
        }

        builder.Services.AddHostedService<Connected>();
        var app = builder.Build();
        app.MapGitSyncWebhooks(SignedWebhooks.Path);
        await ServerProtocol.RunAsync(app).ConfigureAwait(false);
    }

    private static bool IsHosted(ServiceDescriptor service) => service.ServiceType == typeof(IHostedService);

    private static void Keep<T>(IServiceCollection services)
        where T : class => services.AddSingleton(provider => (IHostedService)provider.GetRequiredService<T>());

    /// <summary>Connects the one repository before the server listens.</summary>
    private sealed class Connected(IConnectionStore connections) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => connections.ConnectAsync(IssuePayload.Connection, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
