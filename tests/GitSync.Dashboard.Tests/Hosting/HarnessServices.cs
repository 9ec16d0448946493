using GitSync.GitHub;
using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GitSync.Dashboard.Tests;

/// <summary>Gives a host what a harness has: what the one shows is what the other did.</summary>
internal static class HarnessServices
{
    private static readonly Type[] Types =
    [
        typeof(TimeProvider), typeof(RandomSource), typeof(OperationIds), typeof(IOptions<GitSyncOptions>),
        typeof(ISyncStore), typeof(ISyncQueue), typeof(ISyncReader), typeof(IConnectionStore), typeof(ISharedState), typeof(IAuditLog),
        typeof(ISyncEnqueuer), typeof(ISyncDispatcher), typeof(ISyncReadiness), typeof(IConnections), typeof(WebhookReceiver), typeof(ISyncActivity), typeof(IDeliveryReplays),
        typeof(ISyncStatusReader), typeof(ISyncStatusFeed), typeof(ISyncExplainer), typeof(IConflictResolver), typeof(IDriftReports),
        typeof(IRepositorySweeps), typeof(IWriteSwitches), typeof(ILanePauses), typeof(ILaneResync), typeof(IRemovalBreakers), typeof(IReattribution),
        typeof(ITaskRecords), typeof(ICommentRecords), typeof(IUserDirectory), typeof(IGitHubGateway), typeof(IRemoteLimits),
    ];

    /// <summary>Registers them. Nothing works in the background: tests drain the harness when it suits them.</summary>
    public static IServiceCollection AddHarness(this IServiceCollection services, SyncHarness sync)
    {
        foreach (var type in Types)
        {
            // As an instance: a host disposes what its container has made, and this is the harness's.
            services.AddSingleton(type, sync.Services.GetRequiredService(type));
        }

        return services;
    }
}
