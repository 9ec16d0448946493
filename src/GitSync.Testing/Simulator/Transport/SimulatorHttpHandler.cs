using System.Net;
using System.Text;

namespace GitSync.Testing.Simulator;

/// <summary>The simulator behind an HttpClient in the same process.</summary>
internal sealed class SimulatorHttpHandler(GitHubSimulator simulator, string prefix) : HttpMessageHandler
{
    private readonly string prefix = prefix.TrimEnd('/');

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await simulator.AnswerAsync(await ReadAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        return answer.Loss switch
        {
            AnswerLoss.None => Write(answer, request),
            AnswerLoss.ConnectionClosed => throw new HttpRequestException(
                HttpRequestError.ResponseEnded, "The response ended prematurely."),
            AnswerLoss.TimedOut => throw new TaskCanceledException(
                "The request was canceled due to the configured HttpClient.Timeout elapsing.", new TimeoutException()),
            _ => throw new InvalidOperationException($"Unknown loss {answer.Loss}."),
        };
    }

    private async Task<SimulatorRequest> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Headers.NonValidated)
            headers[name] = values.ToString();
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var path = uri.AbsolutePath;
        var strip = prefix.Length > 0 && path.StartsWith(prefix + "/", StringComparison.Ordinal);
        return new SimulatorRequest(
            request.Method.Method, strip ? path[prefix.Length..] : path, uri.Query.TrimStart('?'), headers, body)
        {
            BaseAddress = new Uri(uri.GetLeftPart(UriPartial.Authority) + (strip ? prefix : "")),
        };
    }

    private static HttpResponseMessage Write(SimulatorResponse answer, HttpRequestMessage request)
    {
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(answer.Body)),
        };
        foreach (var (name, value) in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
                response.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }
}
