using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Tests;

/// <summary>A store in which GitHub refused everything: more than two portions of a run.</summary>
internal static class FailedDay
{
    public const int Count = 230;

    /// <summary>Makes it.</summary>
    /// <param name="services">Changes the services, or null.</param>
    public static async Task<SyncHarness> StartAsync(Action<IServiceCollection>? services = null)
    {
        var sync = await WeatherHarness.StartAsync(services);
        for (var number = 1; number <= Count; number++)
        {
            await sync.SaveAsync($"failed-{number}", new TaskContent { Title = new string('x', 300) }, SyncAction.Created, "ada");
        }

        await sync.DrainAsync();
        return sync;
    }
}
