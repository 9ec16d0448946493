using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Processing.Tests;

/// <summary>What tests of conflicts begin with.</summary>
internal static class ConflictScene
{
    public static readonly TaskContent Old = new() { Title = "Old", Body = "Body", Milestone = "M1" };

    public static async Task<SyncHarness> StartAsync(Action<GitSyncOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var sync = await Harnesses.StartAsync(configure, services);
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        return sync;
    }

    /// <summary>Both sides change before either hears of it.</summary>
    public static async Task ConflictAsync(SyncHarness sync, TaskContent content, Action edit, bool appIsLater)
    {
        if (appIsLater)
        {
            edit();
            sync.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        await sync.SaveAsync("t1", content);
        if (!appIsLater)
        {
            sync.Clock.Advance(TimeSpan.FromSeconds(10));
            edit();
        }

        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    public static async Task<Guid> ConflictIdAsync(SyncHarness sync, string field) =>
        (await sync.OperationsAsync()).Last(each => each.Conflicts.Any(conflict => conflict.Field == field)).Id;
}
