using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitSync.Benchmarks.Peers;

/// <summary>Null where a scenario has no such figure.</summary>
internal sealed record ScenarioFigures(
    double? PerSecond = null, double? LoadAndDrainPerSecond = null, double? P50Ms = null, double? P99Ms = null);

/// <summary>What a scenario measured.</summary>
internal sealed record Measured(ScenarioFigures Figures, OrderFigures Order);

/// <summary>The one line that a run writes.</summary>
internal static class PeerReport
{
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string ToJson(IPeerQueue queue, PeerArguments arguments, Measured measured)
    {
        using var self = Process.GetCurrentProcess();
        var line = new
        {
            system = Name(arguments.System),
            queue.Version,
            scenario = Name(arguments.Scenario),
            measured.Figures,
            peakBytes = self.PeakWorkingSet64,
            measured.Order,
        };
        return JsonSerializer.Serialize(line, Names);
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
