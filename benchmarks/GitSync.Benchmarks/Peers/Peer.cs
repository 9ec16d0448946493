using System.Globalization;

namespace GitSync.Benchmarks;

/// <summary>Another queue that the same work is given to.</summary>
/// <param name="System">What its program calls it.</param>
/// <param name="Name">What a report calls it.</param>
/// <param name="NodeProgram">The program in the folder of the Node peers, or null for the .NET ones.</param>
internal sealed record Peer(string System, string Name, string? NodeProgram = null)
{
    public static readonly Peer Graphile = new("graphile", "graphile-worker, one by one", "graphile.mjs");
    public static readonly Peer GraphileBatched = new("graphile-batched", "graphile-worker, batched", "graphile.mjs");
    public static readonly Peer PgBoss = new("pgboss", "pg-boss, strict FIFO per key", "pgboss.mjs");
    public static readonly Peer Hangfire = new("hangfire", "Hangfire");
    public static readonly Peer Wolverine = new("wolverine", "Wolverine");

    public static IReadOnlyList<Peer> All { get; } = [Graphile, GraphileBatched, PgBoss, Hangfire, Wolverine];
}

/// <summary>What a peer is asked to do. Each scenario takes what it needs.</summary>
/// <param name="Scenario">enqueue, bulk, drain, hot, backlog, handler or latency.</param>
/// <param name="Jobs">Jobs that are measured.</param>
/// <param name="Keys">Keys they are spread over.</param>
/// <param name="Workers">Jobs at a time, and producers at a time.</param>
/// <param name="Backlog">Jobs queued before the first ones of them are drained.</param>
/// <param name="Rate">Jobs enqueued per second where the wait until their start is measured.</param>
/// <param name="Seconds">How long they are.</param>
/// <param name="HandlerMs">How long a job of the handler's scenario takes, in milliseconds.</param>
internal sealed record PeerLoad(
    string Scenario, int Jobs = 0, int Keys = 1, int Workers = 16, int Backlog = 0, int Rate = 0, int Seconds = 0, int HandlerMs = 5)
{
    public IEnumerable<string> Arguments =>
    [
        "--jobs", Text(Jobs), "--keys", Text(Keys), "--workers", Text(Workers), "--backlog", Text(Backlog),
        "--rate", Text(Rate), "--seconds", Text(Seconds), "--handler-ms", Text(HandlerMs),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
