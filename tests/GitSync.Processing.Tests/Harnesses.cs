using System.Security.Cryptography;
using System.Text;
using GitSync.GitHub;
using GitSync.Testing;
using GitSync.Testing.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Processing.Tests;

/// <summary>Production code from the webhook's bytes to GitHub's API, on in-memory ends.</summary>
internal static class Harnesses
{
    private static readonly Lazy<string> Key = new(() =>
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    });

    /// <param name="configure">Changes GitSync's options, or null.</param>
    /// <param name="services">Changes the services, or null.</param>
    /// <param name="onArrival">What becomes of a webhook on its way, or null: nothing.</param>
    /// <param name="wire">Stands between GitSync and GitHub, or null.</param>
    public static Task<SyncHarness> StartAsync(
        Action<GitSyncOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        Func<SimulatorWebhook, SimulatorWebhook>? onArrival = null,
        DelegatingHandler? wire = null) => SyncHarness.StartAsync(
        (builder, handler) =>
        {
            builder.AddGitHub(
                gitHub =>
                {
                    gitHub.ApiBaseAddress = new Uri("https://github.test/");
                    gitHub.AppId = "1001";
                    gitHub.PrivateKeyPem = Key.Value;
                },
                webhooks => webhooks.Secrets.Add("simulator-secret"));
            if (wire is not null)
            {
                (wire.InnerHandler, handler) = (handler, wire);
            }

            builder.Services.AddHttpClient(GitHubOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => handler);
        },
        async (provider, sent, cancellationToken) =>
        {
            var webhook = onArrival is null ? sent : onArrival(sent);
            var request = new WebhookRequest(
                webhook.Event, webhook.Guid.ToString(), webhook.Headers["X-Hub-Signature-256"], Encoding.UTF8.GetBytes(webhook.Body));
            var receipt = await provider.GetRequiredService<WebhookReceiver>().ReceiveAsync(request, cancellationToken);
            return receipt.Status is WebhookStatus.Accepted or WebhookStatus.Duplicate ? 202 : 400;
        },
        configure,
        services);

    /// <summary>With a task t1 that is on GitHub, a minute ago.</summary>
    /// <param name="content">The task.</param>
    /// <param name="configure">Changes GitSync's options, or null.</param>
    /// <param name="services">Changes the services, or null.</param>
    public static async Task<SyncHarness> StartLinkedAsync(
        TaskContent content, Action<GitSyncOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var sync = await StartAsync(configure, services);
        await sync.SaveAsync("t1", content, SyncAction.Created);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        return sync;
    }
}
