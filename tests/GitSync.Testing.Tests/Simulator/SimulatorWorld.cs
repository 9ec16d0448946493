using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using GitSync.Testing.Simulator;
using Microsoft.Extensions.Time.Testing;
using Octokit;
using Octokit.Internal;
using OctokitConnection = Octokit.Connection;
using OctokitProduct = Octokit.ProductHeaderValue;

namespace GitSync.Testing.Tests.Simulator;

/// <summary>A simulator with one installation and one repository, a clock that only the test moves, and clients for it.</summary>
internal sealed class SimulatorWorld : IAsyncDisposable
{
    public const long AcmeInstallation = 9_000_000_001;
    public const long RepositoryId = 8_000_000_001;
    public const string Owner = "acme";
    public const string Name = "shop";

    public SimulatorWorld(Action<GitHubSimulatorOptions>? configure = null)
    {
        Options.TimeProvider = Clock;
        configure?.Invoke(Options);
        Simulator = new GitHubSimulator(Options);
        Simulator.SendWebhooksTo((webhook, _) =>
        {
            Received.Add(webhook);
            return Task.FromResult(202);
        });
        Simulator.CreateRepository(Owner, Name, AcmeInstallation, RepositoryId);
        Token = Simulator.CreateInstallationToken(AcmeInstallation);
    }

    /// <summary>Starts between two seconds: GitHub's answers must not show it.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, 640, TimeSpan.Zero));

    public GitHubSimulatorOptions Options { get; } = new();

    public GitHubSimulator Simulator { get; }

    public List<SimulatorWebhook> Received { get; } = [];

    public string Token { get; }

    public GitHubClient Octokit(string? token = null, AuthenticationType kind = AuthenticationType.Oauth) => new(new OctokitConnection(
        new OctokitProduct("tests"),
        new Uri("http://simulator.test/github/"),
        new InMemoryCredentialStore(new Credentials(token ?? Token, kind)),
        new HttpClientAdapter(() => Simulator.CreateHandler("/github")),
        new SimpleJsonSerializer()));

    public HttpClient Http(string? token = null)
    {
        var client = new HttpClient(Simulator.CreateHandler()) { BaseAddress = new Uri("http://simulator.test/") };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("tests");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Token);
        return client;
    }

    /// <summary>Drops the webhooks of the set-up, so that a test sees only its own.</summary>
    public async Task ForgetAsync()
    {
        await Simulator.DrainAsync();
        Received.Clear();
        Simulator.Requests.Clear();
    }

    public async Task<IReadOnlyList<string>> DrainNamesAsync()
    {
        await Simulator.DrainAsync();
        return Received.ConvertAll(w => w.Action is null ? w.Event : $"{w.Event}.{w.Action}");
    }

    public ValueTask DisposeAsync() => Simulator.DisposeAsync();
}

internal static class HttpExtensions
{
    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public static async Task<JsonObject> ObjectAsync(this HttpResponseMessage response) =>
        (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    public static async Task<JsonArray> ArrayAsync(this HttpResponseMessage response) =>
        (JsonArray)JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;

    public static JsonObject Payload(this SimulatorWebhook webhook) => (JsonObject)JsonNode.Parse(webhook.Body)!;
}
