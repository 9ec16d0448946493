using System.Security.Cryptography;
using System.Text;
using GitSync.GitHub;
using GitSync.Testing;
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

    public static Task<SyncHarness> StartAsync(Action<GitSyncOptions>? configure = null, Action<IServiceCollection>? services = null) => SyncHarness.StartAsync(
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
            builder.Services.AddHttpClient(GitHubOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => handler);
        },
        async (provider, webhook, cancellationToken) =>
        {
            var request = new WebhookRequest(
                webhook.Event, webhook.Guid.ToString(), webhook.Headers["X-Hub-Signature-256"], Encoding.UTF8.GetBytes(webhook.Body));
            var receipt = await provider.GetRequiredService<WebhookReceiver>().ReceiveAsync(request, cancellationToken);
            return receipt.Status is WebhookStatus.Accepted or WebhookStatus.Duplicate ? 202 : 400;
        },
        configure,
        services);
}
