namespace GitSync.Benchmarks;

/// <summary>How large the stores are behind the dashboard, and how often each page is asked for.</summary>
/// <param name="Name">Of the size: a kept store is found again by it.</param>
/// <param name="Ended">Operations that have ended, in all six ends.</param>
/// <param name="LongLane">Operations in each of the few very long lanes; they are among the ended ones.</param>
/// <param name="Deliveries">Webhooks with their bodies.</param>
/// <param name="Queued">Operations that wait, each in a lane of its own.</param>
/// <param name="Running">Operations that somebody runs.</param>
/// <param name="Audited">Entries of the audit log.</param>
/// <param name="Warm">Requests for each page before it is measured.</param>
/// <param name="Requests">Requests for each page.</param>
/// <param name="Drains">How often the queue is drained alone, and beside a visitor.</param>
internal sealed record DashboardSettings(
    string Name, int Ended, int LongLane, int Deliveries, int Queued, int Running, int Audited, int Warm, int Requests, int Drains)
{
    /// <summary><c>--quick</c> sees whether all works.</summary>
    public static DashboardSettings Of(RunOptions options) => options.IsQuick
        ? new DashboardSettings("quick", 20_000, 200, 400, 2_000, 20, 500, 1, 3, 1)
        : new DashboardSettings("full", 1_000_000, 5_000, 20_000, 20_000, 60, 10_000, 3, 20, 5);
}
