using GitSync.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace GitSync.Dashboard.Tests;

/// <summary>The dashboard over a bad day, open to everybody: for tests that look and change nothing.</summary>
public sealed class DashboardUnderWeather : IAsyncLifetime
{
    internal SyncHarness Sync { get; private set; } = null!;

    internal DashboardHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Sync = await Weather.StartAsync();
        Host = await DashboardHost.StartAsync(
            app => app.MapGitSyncDashboard("/admin/sync").AllowAnonymousInDevelopment(), services => services.AddHarness(Sync), Environments.Development);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Sync.DisposeAsync();
    }

    /// <summary>The address of a page.</summary>
    /// <param name="path">Under the dashboard's prefix, for example <c>operations?q=state:errored</c>.</param>
    internal Uri At(string path) => Host.At("admin/sync/" + path);

    /// <summary>The newest operation that is like that.</summary>
    internal async Task<SyncOperation> OperationAsync(Func<SyncOperation, bool> isWanted) => (await Sync.OperationsAsync()).Last(isWanted);
}
