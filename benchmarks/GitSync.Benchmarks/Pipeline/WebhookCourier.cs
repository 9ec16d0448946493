using System.Net.Http.Headers;
using System.Text;
using GitSync.Testing.Simulator;

namespace GitSync.Benchmarks;

/// <summary>Posts the simulator's webhooks over HTTP, several at a time as GitHub does.</summary>
internal sealed class WebhookCourier(Uri target) : IWebhookSink, IDisposable
{
    private const int MaximumAtOnce = 16;

    private readonly HttpClient _client = new();
    private readonly SemaphoreSlim _free = new(MaximumAtOnce, MaximumAtOnce);
    private string? _refused;

    public bool IsIdle => _free.CurrentCount == MaximumAtOnce;

    /// <summary>Sends it off; the next one need not wait for the answer.</summary>
    public async Task<int> ReceiveAsync(SimulatorWebhook webhook, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        _ = Task.Run(() => PostAsync(webhook), CancellationToken.None);
        return 202;
    }

    /// <exception cref="BenchmarkBrokenException">A webhook was not taken.</exception>
    public void Verify() => BenchmarkBrokenException.Require(_refused is null, $"A webhook was not taken: {_refused}");

    public void Dispose()
    {
        _client.Dispose();
        _free.Dispose();
    }

    private async Task PostAsync(SimulatorWebhook webhook)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, target);
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(webhook.Body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            foreach (var (name, value) in webhook.Headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var answer = await _client.SendAsync(request).ConfigureAwait(false);
            _refused = answer.IsSuccessStatusCode ? _refused : $"{(int)answer.StatusCode}";
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            _refused = failure.Message;
        }
        finally
        {
            _free.Release();
        }
    }
}
