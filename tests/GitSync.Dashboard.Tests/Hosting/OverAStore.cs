using GitSync.Testing;

namespace GitSync.Dashboard.Tests;

/// <summary>Tests over a store of their own, with the dashboard as a host in production has it.</summary>
public abstract class OverAStore : IAsyncLifetime
{
    private protected SyncHarness Sync { get; private set; } = null!;

    private protected GuardedDashboard Dashboard { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Sync = await StartAsync();
        Dashboard = await GuardedDashboard.StartAsync(Sync);
    }

    public async Task DisposeAsync()
    {
        await Dashboard.DisposeAsync();
        await Sync.DisposeAsync();
    }

    /// <summary>The store; empty unless a test needs more.</summary>
    private protected virtual Task<SyncHarness> StartAsync() => WeatherHarness.StartAsync();
}
