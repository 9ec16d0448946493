namespace GitSync.Benchmarks;

/// <summary>What waits and what runs at this moment.</summary>
internal sealed class QueueFill(ISyncStore store, DashboardSettings settings)
{
    private const string Worker = "busy";
    private const int BatchSize = 1_000;

    /// <summary>Longer than any run takes.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromHours(24);

    private readonly HistoryItems _items = new(TimeProvider.System);

    /// <summary>Takes operations that nobody ends; those of another day's run are over by now.</summary>
    public async Task StartRunningAsync()
    {
        await store.ReleaseAsync(Worker).ConfigureAwait(false);
        await DrainRestAsync().ConfigureAwait(false);
        await EnqueueAsync(Enumerable.Range(0, settings.Running)).ConfigureAwait(false);
        var receipt = await store.WorkAsync([], new ClaimRequest(Worker, settings.Running, Lease)).ConfigureAwait(false);
        BenchmarkBrokenException.Require(receipt.Claimed.Count == settings.Running, $"{receipt.Claimed.Count} operations run, not {settings.Running}.");
    }

    /// <summary>Fills the queue up to the number of the settings, each operation in a lane of its own.</summary>
    public async Task FillUpAsync()
    {
        var queued = await CountAsync().ConfigureAwait(false);
        await EnqueueAsync(Enumerable.Range(settings.Running, settings.Queued - (int)queued)).ConfigureAwait(false);
        queued = await CountAsync().ConfigureAwait(false);
        BenchmarkBrokenException.Require(queued == settings.Queued, $"{queued} operations are queued, not {settings.Queued}.");
    }

    private async Task DrainRestAsync()
    {
        if (await CountAsync().ConfigureAwait(false) is > 0 and var rest)
        {
            await new Drain([store], QueueUnderTest.MaximumClaims).RunAsync((int)rest).ConfigureAwait(false);
        }
    }

    private async Task EnqueueAsync(IEnumerable<int> lanes)
    {
        foreach (var batch in lanes.Chunk(BatchSize))
        {
            await store.EnqueueAsync(new EnqueueBatch { Items = [.. batch.Select(lane => _items.Edit(lane))] }).ConfigureAwait(false);
        }
    }

    private async Task<long> CountAsync() =>
        (await store.SummarizeAsync().ConfigureAwait(false)).Counts.GetValueOrDefault(OperationState.Queued);
}
