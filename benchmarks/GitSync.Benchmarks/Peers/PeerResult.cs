using System.Text.Json;

namespace GitSync.Benchmarks;

/// <summary>What a peer's program measured.</summary>
/// <param name="Version">Of the peer's package.</param>
/// <param name="Figures">Those of the scenario.</param>
/// <param name="PeakBytes">The most memory that the program held.</param>
/// <param name="Order">What became of the promise to run the jobs of a key one at a time, oldest first.</param>
internal sealed record PeerResult(string Version, PeerFigures Figures, long PeakBytes, PeerOrder Order)
{
    /// <summary>Null when the peer has no such thing as was to be measured.</summary>
    public static PeerResult? Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.TryGetProperty("unsupported", out _)
            ? null
            : document.RootElement.Deserialize<PeerResult>(JsonSerializerOptions.Web);
    }
}

/// <summary>Null where a scenario has no such figure. A rate is of jobs per second.</summary>
/// <param name="PerSecond">Enqueued in <c>enqueue</c> and <c>bulk</c>, else run.</param>
/// <param name="LoadAndDrainPerSecond">In <c>hot</c>: from the first call that enqueues until the last job has run, with workers running all the time.</param>
/// <param name="P50Ms">From the call that enqueues until the handler has the job.</param>
/// <param name="P99Ms">The same.</param>
internal sealed record PeerFigures(double? PerSecond, double? LoadAndDrainPerSecond, double? P50Ms, double? P99Ms);

/// <param name="Overlaps">Starts of a job while another one of its key ran.</param>
/// <param name="OutOfOrder">Jobs that started after a younger one of their key.</param>
/// <param name="Lost">Jobs that were not stored or did not run.</param>
/// <param name="Doubled">Runs of a job that had run before.</param>
internal sealed record PeerOrder(long Overlaps, long OutOfOrder, long Lost, long Doubled);
