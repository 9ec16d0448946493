using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitSync.GitHub;

namespace GitSync.Tests.Hosting;

/// <summary>The sample host as a process of its own, driven over HTTP as anybody would.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private const int MaximumLines = 10_000;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpClient? _http;
    private bool _isDisposed;

    private HostProcess(Process process)
    {
        _process = process;
        process.EnableRaisingEvents = true;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) =>
        {
            _exited.TrySetResult();
            _address.TrySetException(new InvalidOperationException("The host ended: " + Output));
        };
    }

    public Uri Address => _address.Task.Result;

    public HttpClient Http => _http ??= new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(20) };

    public string Output => string.Join('\n', _output);

    public Task Exited => _exited.Task;

    public int ExitCode => _process.ExitCode;

    /// <summary>Settings that make waiting short; correctness must not depend on them.</summary>
    private static readonly (string Key, string Value)[] Impatient =
    [
        ("GitSync:Lease", "00:00:01.5"),
        ("GitSync:LeaseMargin", "00:00:00.5"),
        ("GitSync:UnknownOutcomeWait", "00:00:01"),
        ("GitSync:RetryDelay", "00:00:00.2"),
        ("GitSync:ReplicaLagDelay", "00:00:00.1"),
        ("GitSync:SettleDelay", "00:00:01"),
        ("GitSync:PollInterval", "00:00:00.2"),
        ("GitSync:GitHub:MaximumWritesPerMinute", "0"),
        ("GitSync:GitHub:MaximumWritesPerHour", "0"),
    ];

    /// <summary>Against a GitHub on another port, as an App.</summary>
    public static Task<HostProcess> StartAsync(SimulatedGitHub gitHub, TemporaryDatabase database, params (string Key, string Value)[] settings) => StartAsync(
        database,
        [
            ("GitHub:Mode", "App"),
            ("GitHub:ApiBaseAddress", gitHub.Address.ToString()),
            ("GitHub:AppId", "1001"),
            ("GitHub:PrivateKeyPath", gitHub.PrivateKeyPath),
            ("GitHub:WebhookSecrets:0", SimulatedGitHub.Secret),
            ("GitSync:Connections:0:Project", "board"),
            ("GitSync:Connections:0:Repository", $"{SimulatedGitHub.Owner}/{SimulatedGitHub.Name}"),
            .. settings,
        ]);

    /// <summary>With the simulated GitHub inside.</summary>
    public static async Task<HostProcess> StartAsync(TemporaryDatabase database, params (string Key, string Value)[] settings)
    {
        var host = Launch(database, settings);
        await host._address.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return host;
    }

    /// <summary>Starts it without waiting for it to listen: for configurations that are refused.</summary>
    public static HostProcess Launch(TemporaryDatabase database, params (string Key, string Value)[] settings)
    {
        var path = typeof(HostProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "SampleHost").Value!;
        var start = new ProcessStartInfo("dotnet", [path, "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        foreach (var (key, value) in Impatient.Concat(database.Settings).Concat(settings))
        {
            start.Environment[key.Replace(":", "__")] = value;
        }

        var host = new HostProcess(Process.Start(start)!);
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    public async Task<JsonNode> GetAsync(string path) =>
        JsonNode.Parse(await Http.GetStringAsync(path)) ?? throw new InvalidOperationException($"{path} answered null.");

    public async Task<JsonArray> ListAsync(string path) => (await GetAsync(path)).AsArray();

    public async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var answer = await AnswerAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{method} {path} answered {(int)answer.StatusCode} {text}", null, answer.StatusCode);
        }

        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public Task<HttpResponseMessage> AnswerAsync(HttpMethod method, string path, object? body = null) => Http.SendAsync(
        new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        });

    /// <summary>Posts a webhook as GitHub would.</summary>
    public Task<HttpResponseMessage> PostWebhookAsync(string @event, byte[] body, Guid delivery, string secret = SimulatedGitHub.Secret)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "webhooks/github") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("X-GitHub-Event", @event);
        request.Headers.Add("X-GitHub-Delivery", delivery.ToString());
        request.Headers.Add("X-Hub-Signature-256", WebhookSignature.Sign(body, secret));
        return Http.SendAsync(request);
    }

    /// <summary>Waits until nothing is queued or running.</summary>
    public Task QuietAsync() => Eventually.HoldsAsync(
        "the queue is empty",
        async () => await GetAsync("sync/summary") is var summary && (long)summary["queued"]! == 0 && (long)summary["processing"]! == 0,
        () => Output[^Math.Min(Output.Length, 4000)..]);

    public async Task<bool> IsReadyAsync()
    {
        using var answer = await AnswerAsync(HttpMethod.Get, "health/ready");
        return answer.IsSuccessStatusCode;
    }

    /// <summary>SIGTERM: asks it to stop in good order.</summary>
    public async Task StopAsync()
    {
        const int Terminate = 15;
        _ = Kill(_process.Id, Terminate);
        await Exited.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is released.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await Exited;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        _http?.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (_output.Count < MaximumLines)
        {
            _output.Enqueue(line);
        }

        if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
        {
            _address.TrySetResult(new Uri(line[(at + Listening.Length)..].TrimEnd('/') + "/"));
        }
    }
}
