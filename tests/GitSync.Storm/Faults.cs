using GitSync.Testing.Simulator;

namespace GitSync.Storm;

/// <summary>What goes wrong during the storm.</summary>
internal static class Faults
{
    public static void Begin(SimulatorFaults faults)
    {
        (faults.DropWebhook, faults.DoubleWebhook, faults.ReorderWebhook) = (0.2, 0.2, 0.2);
        (faults.LoseAnswer, faults.FailBefore, faults.FailAfter, faults.Truncate) = (0.03, 0.03, 0.03, 0.02);

        // The person on GitHub works in the simulator itself: only our requests are hurt.
        faults.Only = request => request.Path.Contains("/issues", StringComparison.Ordinal);
    }

    /// <summary>Now and then GitHub limits.</summary>
    public static void Limit(SimulatorFaults faults, Random random) => faults.RefuseNext(
        random.Next(2) == 0 ? 403 : 429,
        new Dictionary<string, string> { ["retry-after"] = "1" },
        "You have exceeded a secondary rate limit",
        request => request.Path.Contains("/issues", StringComparison.Ordinal));
}
