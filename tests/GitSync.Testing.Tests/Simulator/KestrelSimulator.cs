using GitSync.Testing.Simulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Octokit;
using OctokitConnection = Octokit.Connection;

namespace GitSync.Testing.Tests.Simulator;

/// <summary>The simulator behind a real port.</summary>
internal sealed class KestrelSimulator : IAsyncDisposable
{
    private readonly WebApplication app;

    private KestrelSimulator(WebApplication app) => this.app = app;

    public Uri BaseAddress => new(app.Urls.Single() + "/github/");

    public static async Task<KestrelSimulator> StartAsync(GitHubSimulator simulator)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGitHubSimulator("/github", simulator);
        await app.StartAsync();
        return new KestrelSimulator(app);
    }

    public GitHubClient Octokit(string token) => new(new OctokitConnection(new ProductHeaderValue("tests"), BaseAddress))
    {
        Credentials = new Credentials(token),
    };

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
