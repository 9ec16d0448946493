namespace GitSync.Benchmarks;

/// <summary>
/// The same work given to what a user would pick instead, each on a database of its own. The fast ones get as much of it as GitSync; the others a fifth, once, because
/// they take minutes. What they make of the order within a key is told, not judged.
/// </summary>
internal sealed class PeerRuns
{
    private const int Callers = PostgresQueue.Callers;
    private const int Keys = 2_000;
    private const int HandlerKeys = 20;
    private const int HandlerJobs = 2_000;
    private const int SlowShare = 5;
    private const int Rate = 50;

    private static readonly Peer[] Fast = [Peer.Wolverine, Peer.GraphileBatched];

    private readonly BenchmarkServer _server;
    private readonly QueueSettings _settings;
    private readonly Measurements _measurements;
    private readonly IReadOnlyList<(Peer Peer, PeerProcess Process)> _peers;

    private PeerRuns(BenchmarkServer server, QueueSettings settings, Measurements measurements, IReadOnlyList<(Peer, PeerProcess)> peers) =>
        (_server, _settings, _measurements, _peers) = (server, settings, measurements, peers);

    public static string Enqueue(Peer peer) => $"{peer.Name}: enqueue, {Callers} callers";

    public static string Bulk(Peer peer) => $"{peer.Name}: bulk enqueue";

    public static string Drain(Peer peer) => $"{peer.Name}: drain over keys";

    public static string Hot(Peer peer) => $"{peer.Name}: one key and others, drained";

    public static string HotLoaded(Peer peer) => $"{peer.Name}: one key and others, loaded and drained";

    public static string Handlers(Peer peer) => $"{peer.Name}: 20 keys, 5 ms each";

    public static string Start(Peer peer, int percentile) => $"{peer.Name}: enqueue to start at {Rate}/s, p{percentile}";

    /// <summary>Those that this machine can run.</summary>
    public static async Task<PeerRuns> FindAsync(BenchmarkServer server, QueueSettings settings, Measurements measurements)
    {
        var found = new List<(Peer, PeerProcess)>();
        foreach (var peer in Peer.All)
        {
            if (await PeerProcess.FindAsync(peer).ConfigureAwait(false) is { } process)
            {
                found.Add((peer, process));
            }
        }

        return new PeerRuns(server, settings, measurements, found);
    }

    /// <summary>All that is measured of each.</summary>
    /// <param name="isFirst">Whether the slow ones have their turn too.</param>
    public async Task RunAsync(bool isFirst)
    {
        foreach (var (peer, process) in _peers.Where(found => isFirst || Fast.Contains(found.Peer)))
        {
            await RunAsync(peer, process).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(Peer peer, PeerProcess process)
    {
        var share = Fast.Contains(peer) ? 1 : SlowShare;
        var (drained, keys) = (_settings.Drained / share, Keys / share);
        AddRate(Enqueue(peer), (await RunAsync(new PeerLoad("enqueue", drained, keys, Callers)).ConfigureAwait(false))?.Figures.PerSecond);
        AddRate(Bulk(peer), (await RunAsync(new PeerLoad("bulk", _settings.Bulk / share, keys)).ConfigureAwait(false))?.Figures.PerSecond);
        AddRate(Drain(peer), (await RunAsync(new PeerLoad("drain", drained, keys)).ConfigureAwait(false))?.Figures.PerSecond);
        var hot = await RunAsync(new PeerLoad("hot", _settings.Hot / share, keys)).ConfigureAwait(false);
        AddRate(Hot(peer), hot?.Figures.PerSecond);
        AddRate(HotLoaded(peer), hot?.Figures.LoadAndDrainPerSecond);
        AddRate(
            Handlers(peer), (await RunAsync(new PeerLoad("handler", HandlerJobs / share, HandlerKeys, HandlerKeys)).ConfigureAwait(false))?.Figures.PerSecond);
        var latency = await RunAsync(new PeerLoad("latency", Keys: keys, Rate: Rate, Seconds: _settings.Seconds)).ConfigureAwait(false);
        AddMilliseconds(Start(peer, 50), latency?.Figures.P50Ms);
        AddMilliseconds(Start(peer, 99), latency?.Figures.P99Ms);

        async Task<PeerResult?> RunAsync(PeerLoad load)
        {
            var result = await process.RunAsync(_server, load).ConfigureAwait(false);
            if (result is { Order: { Overlaps: > 0 } or { OutOfOrder: > 0 } or { Doubled: > 0 } })
            {
                Console.WriteLine($"  {peer.Name}, {load.Scenario}: {result.Order}");
            }

            return result;
        }
    }

    private void AddRate(string name, double? perSecond)
    {
        if (perSecond is { } rate)
        {
            _measurements.AddRate(name, rate);
        }
    }

    private void AddMilliseconds(string name, double? milliseconds)
    {
        if (milliseconds is { } measured)
        {
            _measurements.AddMilliseconds(name, measured);
        }
    }
}
