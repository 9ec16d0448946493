using System.Security.Cryptography;
using GitSync.Testing.Simulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Octokit;

namespace GitSync.SampleHost.Tests;

/// <summary>A GitHub of its own process's lifetime on a real port, which outlives the hosts that are killed.</summary>
internal sealed class SimulatedGitHub : IAsyncDisposable
{
    public const string Secret = "a-webhook-secret";
    public const string Owner = "octo-org";
    public const string Name = "board";

    private const string UserToken = "a-user-token";
    private readonly WebApplication _app;
    private readonly string _folder;

    private SimulatedGitHub(WebApplication app, GitHubSimulator simulator, string folder, long repositoryId)
    {
        (_app, Simulator, _folder, RepositoryId) = (app, simulator, folder, repositoryId);
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
        app.MapGitHubSimulator("", simulator);
        await app.StartAsync();
        return new SimulatedGitHub(app, simulator, folder, repository.Id);
    }

    /// <summary>From now on webhooks go to this host, in the order of the changes.</summary>
    public void SendWebhooksTo(HostProcess host)
    {
        Simulator.SendWebhooksTo(new Uri(host.Address, "webhooks/github"));
        Simulator.StartWebhooks();
    }

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
