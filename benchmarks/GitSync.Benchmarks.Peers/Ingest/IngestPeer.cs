using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Octokit.Webhooks;
using Octokit.Webhooks.AspNetCore;

namespace GitSync.Benchmarks.Peers;

/// <summary>
/// What one would build of ready parts, as a server: <c>ingest octokit-hangfire --database CONNECTION --secret SECRET</c>. Octokit.Webhooks checks
/// and reads the webhook, Hangfire stores a job on PostgreSQL before GitHub is answered. No job runs here.
/// </summary>
internal static class IngestPeer
{
    public const string Suite = "ingest";

    private const string OctokitHangfire = "octokit-hangfire";
    private const string Path = "/webhooks/github";

    /// <summary>Hangfire's clients block their threads: the pool must not add them one by one.</summary>
    private const int LeastPoolThreads = 64;

    /// <summary>The arguments after the suite.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [OctokitHangfire, "--database", var database, "--secret", var secret])
        {
            await Console.Error.WriteLineAsync($"usage: {Suite} {OctokitHangfire} --database CONNECTION --secret SECRET").ConfigureAwait(false);
            return 2;
        }

        ThreadPool.SetMinThreads(LeastPoolThreads, LeastPoolThreads);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            EnvironmentName = Environments.Production, ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var options = new PostgreSqlStorageOptions();
        builder.Services.AddSingleton<IBackgroundJobClient>(
            new BackgroundJobClient(new PostgreSqlStorage(new NpgsqlConnectionFactory(database, options), options)));
        builder.Services.AddSingleton<WebhookEventProcessor, EnqueuingProcessor>();
        var app = builder.Build();
        app.MapGitHubWebhooks(Path, secret);
        await ServerProtocol.RunAsync(app).ConfigureAwait(false);
        return 0;
    }
}
