namespace GitSync.MultiHost;

/// <summary>
/// Proves that many hosts on one database lose nothing and run nothing twice: starts real host processes, lets them feed and drain the
/// queue while they are killed, paused and stopped, waits until the queue is empty, and judges the evidence.
/// </summary>
internal sealed class MultiHostRun(RunSettings settings, string connection, string folder, Action<string> say)
{
    /// <summary>Portions that a host may be behind while faults strike.</summary>
    private const int MaximumBehind = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly List<string> _misbehaviour = [];
    private readonly Lock _gate = new();

    /// <summary>The PostgreSQL schema of the run.</summary>
    public const string Schema = "multihost";

    /// <summary>Runs and judges.</summary>
    public async Task<RunReport> RunAsync()
    {
        var store = SharedDatabase.Open(settings.Storage, connection, Schema, settings.Partitions);
        await using var _ = (IAsyncDisposable)store;
        await store.InitializeAsync();
        foreach (var one in PlannedLane.Connections())
        {
            await store.ConnectAsync(one);
        }

        var plan = new PlanSettings(settings.Seed, settings.Operations, settings.Lanes, Second());
        var slots = Enumerable.Range(0, settings.Hosts)
            .Select(slot => new HostSettings(
                slot, settings.Hosts, 0, "", settings.Storage, settings.Partitions, Schema, settings.Lease, plan))
            .Select(own => new HostSlot(own, folder, connection))
            .ToArray();
        var since = TimeProvider.System.GetTimestamp();
        try
        {
            await DriveAsync(slots, store);
        }
        finally
        {
            foreach (var slot in slots)
            {
                await slot.DisposeAsync();
            }
        }

        var seconds = TimeProvider.System.GetElapsedTime(since).TotalSeconds;
        say("reading what the hosts wrote and what the store holds");
        var journals = JournalReader.Read(Directory.EnumerateFiles(folder, "host-*.log").Order(StringComparer.Ordinal));
        var evidence = new Evidence(journals, await StoreReading.ReadAsync(store, settings.Lanes), settings.Lease);
        var verdict = Verifier.Judge(evidence);
        foreach (var sentence in _misbehaviour)
        {
            verdict.Add(ViolationKind.Host, sentence);
        }

        return new RunReport(settings, seconds, evidence, verdict);
    }

    private static long Second() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private async Task DriveAsync(HostSlot[] slots, ISyncStore store)
    {
        foreach (var slot in slots)
        {
            slot.Misbehaved += Note;
            slot.Start();
        }

        await Task.WhenAll(slots.Select(slot => slot.Ready)).WaitAsync(Patience, TimeProvider.System);
        await FeedAsync(0);
        await new FaultDriver(settings, slots, FeedAsync).RunAsync();
        say("all faults have struck; feeding the rest");
        await ProgressAsync("operations to be fed", () => Behind(settings.Operations));
        await ProgressAsync("operations to end", async () =>
            await store.SummarizeAsync() is { Counts: var counts } ? counts[OperationState.Queued] + counts[OperationState.Processing] : 0);
        await Task.WhenAll(slots.Select(slot => slot.StopAsync(restarts: false)));

        // With each fault another portion, so that operations arrive all the while; and no fault while the hosts are far behind.
        async Task FeedAsync(int struck)
        {
            var portion = new Portion(UpTo(struck), UpTo(struck + 1), Second());
            foreach (var slot in slots)
            {
                slot.Feed(portion);
            }

            if (struck % 25 == 0)
            {
                say($"{struck} of {settings.Faults} faults, {portion.UpTo:N0} operations given out");
            }

            await ProgressAsync("operations to be fed", () => Behind(UpTo(struck - MaximumBehind)));
        }

        Task<long> Behind(int upTo) => Task.FromResult(slots.Sum(slot => Math.Max(0L, upTo - slot.FedUpTo)));

        int UpTo(int portions) => (int)((long)portions * settings.Operations / (settings.Faults + 1));
    }

    /// <summary>Waits until nothing is left, as long as it becomes less. What stands still is noted, and the verifier names it.</summary>
    private async Task ProgressAsync(string what, Func<Task<long>> count)
    {
        var (best, since) = (long.MaxValue, TimeProvider.System.GetTimestamp());
        while (TimeProvider.System.GetElapsedTime(since) < Patience)
        {
            var left = await count();
            if (left == 0)
            {
                return;
            }

            if (left < best)
            {
                (best, since) = (left, TimeProvider.System.GetTimestamp());
            }

            await Task.Delay(LookInterval, TimeProvider.System);
        }

        Note($"{best} {what} were left, and nothing moved for {Patience}.");
    }

    private void Note(string sentence)
    {
        lock (_gate)
        {
            _misbehaviour.Add(sentence);
        }
    }
}
