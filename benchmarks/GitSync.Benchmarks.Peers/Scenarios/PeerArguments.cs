using System.Globalization;

namespace GitSync.Benchmarks.Peers;

internal enum PeerSystem
{
    Hangfire,
    Wolverine,
}

internal enum PeerScenario
{
    Enqueue,
    Bulk,
    Drain,
    Hot,
    Backlog,
    Handler,
    Latency,
}

/// <summary>What a run is asked for.</summary>
/// <param name="System">The queue to measure.</param>
/// <param name="Scenario">What is measured.</param>
/// <param name="Database">An Npgsql connection string to an empty database.</param>
/// <param name="Jobs">Jobs that are measured.</param>
/// <param name="Keys">Keys they are spread over.</param>
/// <param name="Workers">Jobs that may run at a time, and producers that enqueue at a time.</param>
/// <param name="Backlog">Jobs that are queued before the first ones of them are drained.</param>
/// <param name="Rate">Jobs enqueued per second where the wait until their start is measured.</param>
/// <param name="Seconds">How long they are.</param>
/// <param name="HandlerTime">How long a job takes; nothing but in the handler's scenario.</param>
internal sealed record PeerArguments(
    PeerSystem System,
    PeerScenario Scenario,
    string Database,
    int Jobs,
    int Keys,
    int Workers,
    int Backlog,
    int Rate,
    int Seconds,
    TimeSpan HandlerTime)
{
    public const string Usage =
        """
        usage: <hangfire | wolverine> <enqueue | bulk | drain | hot | backlog | handler | latency> --database CONNECTION
          [--jobs N] [--keys K] [--workers W] [--backlog B] [--rate R] [--seconds S] [--handler-ms MS]
        """;

    /// <summary>Null when they cannot be read.</summary>
    public static PeerArguments? Read(string[] args)
    {
        if (args.Length < 2
            || !Enum.TryParse<PeerSystem>(args[0], ignoreCase: true, out var system)
            || !Enum.TryParse<PeerScenario>(args[1], ignoreCase: true, out var scenario)
            || ValueOf(args, "--database") is not { } database)
        {
            return null;
        }

        var handlerTime = scenario == PeerScenario.Handler ? NumberOf(args, "--handler-ms", 5) : 0;
        return new PeerArguments(
            system,
            scenario,
            database,
            NumberOf(args, "--jobs", 2_000),
            NumberOf(args, "--keys", 200),
            NumberOf(args, "--workers", 16),
            NumberOf(args, "--backlog", 10_000),
            NumberOf(args, "--rate", 50),
            NumberOf(args, "--seconds", 5),
            TimeSpan.FromMilliseconds(handlerTime));
    }

    private static int NumberOf(string[] args, string option, int otherwise) =>
        ValueOf(args, option) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    private static string? ValueOf(string[] args, string option) =>
        Array.IndexOf(args, option) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
