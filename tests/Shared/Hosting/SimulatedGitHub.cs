using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using GitSync.Testing.Simulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Octokit;

namespace GitSync.Tests.Hosting;

/// <summary>
/// A GitHub of its own process's lifetime on a real port, which outlives the hosts that are killed. Under <c>/a</c> and <c>/b</c> it is the
/// same GitHub: a host that comes in by a door of its own is known by it.
/// </summary>
internal sealed class SimulatedGitHub : IAsyncDisposable
{
    public const string Secret = "a-webhook-secret";
    public const string Owner = "octo-org";
    public const string Name = "board";

    private const string UserToken = "a-user-token";
    private static readonly TimeSpan WebhookTimeout = TimeSpan.FromSeconds(10);

    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly ConcurrentQueue<string> _writes;
    private int _webhooks;

    private SimulatedGitHub(WebApplication app, GitHubSimulator simulator, string folder, long repositoryId, ConcurrentQueue<string> writes)
    {
        (_app, Simulator, _folder, RepositoryId, _writes) = (app, simulator, folder, repositoryId, writes);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");
        User = new GitHubClient(new Octokit.Connection(new ProductHeaderValue("tests"), Address)) { Credentials = new Credentials(UserToken) };
    }

    public GitHubSimulator Simulator { get; }

    public Uri Address { get; }

    public long RepositoryId { get; }

    /// <summary>A person who works on GitHub, over real HTTP.</summary>
    public GitHubClient User { get; }

    public string PrivateKeyPath => Path.Combine(_folder, "app.pem");

    /// <summary>What the person sees as the issues that the App made.</summary>
    public IReadOnlyList<SimulatorIssue> Issues => Simulator.GetIssues(RepositoryId);

    public static async Task<SimulatedGitHub> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("gitsync-github-").FullName;
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync(Path.Combine(folder, "app.pem"), key.ExportPkcs8PrivateKeyPem());

        var options = new GitHubSimulatorOptions { AppKeyPem = key.ExportRSAPublicKeyPem(), WebhookSecret = Secret, AnyoneIsAssignable = true };
        options.StaticTokens[UserToken] = GitHubSimulator.DefaultUser;
        var simulator = new GitHubSimulator(options);
        var repository = simulator.CreateRepository(Owner, Name, installationId: 77);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var writes = new ConcurrentQueue<string>();
        app.Use((context, next) =>
        {
            if (context.Request.Method is "POST" or "PATCH" && context.Request.Path.Value!.Contains("/issues", StringComparison.Ordinal))
            {
                writes.Enqueue(context.Request.Path.Value);
            }

            return next(context);
        });
        app.MapGitHubSimulator("", simulator);
        app.MapGitHubSimulator("a", simulator);
        app.MapGitHubSimulator("b", simulator);
        await app.StartAsync();
        return new SimulatedGitHub(app, simulator, folder, repository.Id, writes);
    }

    /// <summary>The address of a door, for a host's <c>GitHub:ApiBaseAddress</c>.</summary>
    public (string Key, string Value) Door(char door) => ("GitHub:ApiBaseAddress", $"{Address}{door}/");

    /// <summary>How many issues and comments the host behind a door has written.</summary>
    public int WritesThrough(char door) => _writes.Count(path => path.StartsWith($"/{door}/", StringComparison.Ordinal));

    public static bool CameThrough(char door, SimulatorRequest request) =>
        request.BaseAddress?.AbsolutePath.StartsWith($"/{door}", StringComparison.Ordinal) == true;

    public static bool IsCreation(SimulatorRequest request) =>
        request.Method == "POST" && request.Path.EndsWith("/issues", StringComparison.Ordinal);

    /// <summary>From now on webhooks go to these hosts by turns, in the order of the changes, as through a balancer: past a host that is gone.</summary>
    public void SendWebhooksTo(params HostProcess[] hosts)
    {
        Simulator.SendWebhooksTo(async (webhook, _) =>
        {
            var turn = Interlocked.Increment(ref _webhooks);
            foreach (var host in hosts.Select((_, i) => hosts[(turn + i) % hosts.Length]).Where(host => !host.Exited.IsCompleted))
            {
                try
                {
                    using var answer = await host.PostWebhookAsync(webhook.Event, Encoding.UTF8.GetBytes(webhook.Body), webhook.Guid)
                        .WaitAsync(WebhookTimeout);
                    return (int)answer.StatusCode;
                }
                catch (Exception gone) when (gone is HttpRequestException or TimeoutException)
                {
                    // The next one.
                }
            }

            return (int)HttpStatusCode.BadGateway;
        });
        Simulator.StartWebhooks();
    }

    /// <summary>Sends again what no host took, as GitHub does when it is asked to.</summary>
    public void RedeliverFailed()
    {
        foreach (var tries in Simulator.GetDeliveries().GroupBy(attempt => attempt.Webhook.Guid))
        {
            if (tries.All(attempt => !attempt.Succeeded))
            {
                Simulator.Redeliver(tries.First().Webhook.Id);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
