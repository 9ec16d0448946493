namespace GitSync.SampleHost.Tests;

/// <summary>One host and one GitHub for the whole class; every test has a task of its own.</summary>
public sealed class RunningPair<TDatabase> : IAsyncLifetime
    where TDatabase : TemporaryDatabase, new()
{
    private readonly TDatabase _database = new();

    internal SimulatedGitHub GitHub { get; private set; } = null!;

    internal HostProcess Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        GitHub = await SimulatedGitHub.StartAsync();
        Host = await HostProcess.StartAsync(GitHub, _database);
        GitHub.SendWebhooksTo(Host);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await GitHub.DisposeAsync();
        await _database.DisposeAsync();
    }
}
