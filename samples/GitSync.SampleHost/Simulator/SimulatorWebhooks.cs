using GitSync.Testing.Simulator;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace GitSync.SampleHost.Simulator;

/// <summary>
/// Once the host listens, sends the simulator's webhooks to its own endpoint over real HTTP, makes the first issues of an empty
/// simulator, and says what to open and try.
/// </summary>
internal sealed class SimulatorWebhooks(
    GitHubSimulator simulator, SampleSettings settings, IServer server, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Begin);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => simulator.StopWebhooksAsync();

    private void Begin()
    {
        var address = Reachable(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
        if (address is null)
        {
            return;
        }

        simulator.SendWebhooksTo(new Uri(address, "webhooks/github"));
        simulator.StartWebhooks();
        Console.WriteLine($"""

            GitSync's sample host is running, with a simulated GitHub inside.

              The board:       {address}
              GitHub's side:   {new Uri(address, "github")}
              Operations:      {new Uri(address, "sync/operations")}   and   {new Uri(address, "sync/summary")}
              The dashboard:   {new Uri(address, "admin/sync")}

            Try it: add a task on the board and watch its issue appear on GitHub's side; then close it there.
            GitHub's REST API is simulated under {new Uri(address, "github/")} (token: {SimulatorServices.UserToken}), for example:

              curl -H "Authorization: Bearer {SimulatorServices.UserToken}" {new Uri(address, $"github/repos/{FirstRepository()}/issues")}

            Further hosts on the same PostgreSQL database need the same GitHub: give them --GitHub:ApiBaseAddress={new Uri(address, "github/")}

            """);
    }

    private string FirstRepository() => settings.Connections is [var first, ..] ? $"{first.Owner}/{first.Name}" : "owner/name";

    /// <summary>An address that this machine can call: a wildcard host is replaced by localhost.</summary>
    private static Uri? Reachable(ICollection<string> addresses)
    {
        foreach (var address in addresses.OrderBy(address => !address.StartsWith("http:", StringComparison.Ordinal)))
        {
            var concrete = address.Replace("//+", "//localhost").Replace("//*", "//localhost").Replace("//0.0.0.0", "//127.0.0.1").Replace("//[::]", "//localhost");
            if (Uri.TryCreate(concrete, UriKind.Absolute, out var uri))
            {
                return uri;
            }
        }

        return null;
    }
}
