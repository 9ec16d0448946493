namespace GitSync.Benchmarks;

/// <summary>An empty database of its own, gone when it is disposed of.</summary>
internal interface IQueueDatabase : IAsyncDisposable
{
    /// <summary>For a host, of this process or another one.</summary>
    string ConnectionString { get; }

    /// <summary>Opens a store on it, as another host would. The database disposes of it.</summary>
    /// <param name="clock">What the store takes for the time; null for the time as it is.</param>
    Task<ISyncStore> OpenAsync(TimeProvider? clock = null);

    /// <summary>Lets the disk take in what a large load left behind, so that it is not paid for by what is measured next.</summary>
    Task SettleAsync();
}
