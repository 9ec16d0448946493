using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>Does what hosts do by themselves, for ten minutes of the test's clock.</summary>
internal static class Repair
{
    public const string Review = "LaneReview";

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    /// <summary>All of it, or the task of that name.</summary>
    public static async Task RunAsync(SyncHarness sync, string? only = null)
    {
        for (var until = sync.Clock.GetUtcNow().AddMinutes(10); sync.Clock.GetUtcNow() < until;)
        {
            await RunOnceAsync(sync, only);
            await sync.DrainAsync();
            sync.Clock.Advance(Step);
        }
    }

    public static async Task RunOnceAsync(SyncHarness sync, string? only = null)
    {
        foreach (var task in sync.Repairs.Where(task => only is null || task.GetType().Name == only))
        {
            await task.RunDueAsync();
        }
    }
}
