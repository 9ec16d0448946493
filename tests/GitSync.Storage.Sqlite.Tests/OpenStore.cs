using GitSync.Testing;

namespace GitSync.Storage.Sqlite.Tests;

/// <summary>A test with a store on a file of its own, opened before it and deleted after it.</summary>
public abstract class OpenStore : IAsyncLifetime
{
    private readonly SqliteStoreHarness _harness = new();

    private protected string ConnectionString => _harness.ConnectionString;

    private protected ManualClock Clock { get; } = new();

    private protected ISyncStore Store { get; private set; } = null!;

    private protected StoreScenario Make { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Store = await _harness.OpenAsync(Clock, RecordConflictPolicy.PerField);
        Make = new StoreScenario(Store, Clock);
    }

    public async Task DisposeAsync() => await _harness.DisposeAsync();
}
