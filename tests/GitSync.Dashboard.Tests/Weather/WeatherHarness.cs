using System.Security.Cryptography;
using System.Text;
using GitSync.GitHub;
using GitSync.Testing;
using GitSync.Testing.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Tests;

/// <summary>Production code from the webhook's bytes to GitHub's API, on in-memory ends and a clock that stands.</summary>
internal static class WeatherHarness
{
    private static readonly Lazy<string> Key = new(() =>
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    });

    /// <summary>An empty one.</summary>
    /// <param name="services">Changes the services, for example to another store; or null.</param>
    public static Task<SyncHarness> StartAsync(Action<IServiceCollection>? services = null) =>
        SyncHarness.StartAsync(AddGitHub, ReceiveAsync, options => options.Merge = new MergePolicy { Milestone = FieldPolicy.Manual }, services);

    private static void AddGitHub(GitSyncBuilder builder, HttpMessageHandler handler)
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
    }

    private static async Task<int> ReceiveAsync(IServiceProvider provider, SimulatorWebhook webhook, CancellationToken cancellationToken)
    {
        var request = new WebhookRequest(
            webhook.Event, webhook.Guid.ToString(), webhook.Headers["X-Hub-Signature-256"], Encoding.UTF8.GetBytes(webhook.Body));
        var receipt = await provider.GetRequiredService<WebhookReceiver>().ReceiveAsync(request, cancellationToken);
        return receipt.Status is WebhookStatus.Accepted or WebhookStatus.Duplicate ? 202 : 400;
    }
}
