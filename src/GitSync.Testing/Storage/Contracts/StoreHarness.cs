namespace GitSync.Testing;

/// <summary>What an adapter gives to the contract suite: an empty database per test, and stores on it.</summary>
public abstract class StoreHarness : IAsyncDisposable
{
    /// <summary>Opens the test's database, empty when called first. Further calls open it again, as another host would.</summary>
    /// <param name="clock">The store's clock.</param>
    /// <param name="policy">How a newer record is treated.</param>
    public abstract Task<ISyncStore> OpenAsync(TimeProvider clock, RecordConflictPolicy policy);

    /// <summary>Closes the stores and removes the database.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>The in-memory store under the contract suite; opening again gives the same store.</summary>
public sealed class InMemoryStoreHarness : StoreHarness
{
    private InMemorySyncStore? _store;

    /// <inheritdoc />
    public override Task<ISyncStore> OpenAsync(TimeProvider clock, RecordConflictPolicy policy) =>
        Task.FromResult<ISyncStore>(_store ??= new InMemorySyncStore(clock, policy));

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
