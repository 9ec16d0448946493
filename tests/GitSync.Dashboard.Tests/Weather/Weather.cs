using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Tests;

/// <summary>
/// A store as it is on an ordinary bad day: some of everything that can become of an operation, made by the real queue and processor. The same at every
/// start. The clock stands at the end, so that what waits goes on waiting.
/// </summary>
internal static class Weather
{
    /// <summary>The project whose repository is switched off.</summary>
    public const string SwitchedOffProject = "archive";

    /// <summary>Makes it.</summary>
    /// <param name="services">Changes the services, for example to another store; or null.</param>
    public static async Task<SyncHarness> StartAsync(Action<IServiceCollection>? services = null)
    {
        var sync = await WeatherHarness.StartAsync(services);
        await new PastWeather(sync).MakeAsync();
        await new PresentWeather(sync).MakeAsync();
        return sync;
    }
}
