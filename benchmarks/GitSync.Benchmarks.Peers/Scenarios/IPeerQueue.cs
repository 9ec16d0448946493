namespace GitSync.Benchmarks.Peers;

/// <summary>A job to enqueue.</summary>
/// <param name="Number">Which one it is, from 0 on.</param>
/// <param name="Key">Jobs of one key run one at a time.</param>
internal readonly record struct PeerJob(int Number, int Key)
{
    /// <summary>What a job carries: about 600 bytes.</summary>
    public static readonly string Payload = new('x', 560);

    public string KeyName => "key-" + Key;
}

/// <summary>A queue that is measured.</summary>
internal interface IPeerQueue : IAsyncDisposable
{
    /// <summary>Of its package.</summary>
    string Version { get; }

    /// <summary>Makes its tables. Jobs can be enqueued then, none is run before <see cref="StartAsync"/>.</summary>
    Task OpenAsync();

    /// <summary>Returns when the job is stored.</summary>
    Task EnqueueAsync(PeerJob job);

    /// <summary>Stores all jobs of a ledger, which are drained later; how long that takes is not measured.</summary>
    Task LoadAsync(JobLedger ledger);

    /// <summary>How many jobs the database holds, run or not.</summary>
    Task<long> CountStoredAsync();

    Task StartAsync();

    /// <summary>No job starts any more.</summary>
    Task StopAsync();
}
