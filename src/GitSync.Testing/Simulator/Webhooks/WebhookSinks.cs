using System.Net.Http.Headers;
using System.Text;

namespace GitSync.Testing.Simulator;

/// <summary>A receiver given as a function.</summary>
internal sealed class DelegateWebhookSink(Func<SimulatorWebhook, CancellationToken, Task<int>> receive) : IWebhookSink
{
    public Task<int> ReceiveAsync(SimulatorWebhook webhook, CancellationToken cancellationToken) => receive(webhook, cancellationToken);
}

/// <summary>A receiver behind a URL.</summary>
internal sealed class HttpWebhookSink(Uri target, HttpMessageInvoker client, TimeProvider time) : IWebhookSink
{
    /// <summary>GitHub hangs up when the receiver has not answered within ten seconds.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    public async Task<int> ReceiveAsync(SimulatorWebhook webhook, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, target);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(webhook.Body));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in webhook.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request, either.Token).ConfigureAwait(false);
        return (int)response.StatusCode;
    }
}
