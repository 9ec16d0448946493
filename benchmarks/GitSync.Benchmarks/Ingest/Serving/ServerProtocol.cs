using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace GitSync.Benchmarks;

/// <summary>What a server's process took in all its life.</summary>
/// <param name="PeakBytes">The most memory that was resident.</param>
/// <param name="AllocatedBytes">All that was ever allocated on the managed heap.</param>
internal sealed record ServerFigures(long PeakBytes, long AllocatedBytes)
{
    public const double BytesOfMegabyte = 1_000_000;

    public static ServerFigures OfThisProcess()
    {
        using var own = Process.GetCurrentProcess();
        return new ServerFigures(own.PeakWorkingSet64, GC.GetTotalAllocatedBytes(precise: true));
    }
}

/// <summary>
/// How a server under test speaks with whoever started it: its address on the output as one line once it listens; it stops when its input
/// ends, also when whoever started it is gone; then its figures as one line of JSON.
/// </summary>
internal static class ServerProtocol
{
    public static async Task RunAsync(WebApplication app)
    {
        await using (app.ConfigureAwait(false))
        {
            await app.StartAsync().ConfigureAwait(false);
            await Console.Out.WriteLineAsync(app.Urls.Single()).ConfigureAwait(false);

            // On a thread of its own: reading blocks it, and the pool's threads are the server's.
            await Task.Factory.StartNew(Console.In.ReadToEnd, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            await app.StopAsync().ConfigureAwait(false);
        }

        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(ServerFigures.OfThisProcess())).ConfigureAwait(false);
    }
}
