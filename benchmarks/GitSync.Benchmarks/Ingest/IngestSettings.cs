namespace GitSync.Benchmarks;

/// <summary>How large a run is.</summary>
/// <param name="Repetitions">Medians are taken of this many.</param>
/// <param name="WarmUp">Requests before any figure: a server compiles its code once in its life, and the best of it after some seconds.</param>
/// <param name="Requests">Requests of the connections that send one after the other, at most;</param>
/// <param name="Patience">and how long they do, at most. The warm-up too.</param>
/// <param name="Seconds">How long deliveries come at a fixed rate.</param>
internal sealed record IngestSettings(int Repetitions, int WarmUp, int Requests, TimeSpan Patience, int Seconds)
{
    /// <summary>Connections that are kept and send one request after the other.</summary>
    public const int Connections = 32;

    /// <summary>Deliveries a second where they come by the clock.</summary>
    public const int PerSecond = 200;

    public int Webhooks => WarmUp + Requests + (PerSecond * Seconds);

    /// <summary><c>--quick</c> sees whether all works.</summary>
    public static IngestSettings Of(RunOptions options) => options.IsQuick
        ? new IngestSettings(1, 600, 1_500, TimeSpan.FromSeconds(3), 2)
        : new IngestSettings(3, 8_000, 12_000, TimeSpan.FromSeconds(15), 10);
}
