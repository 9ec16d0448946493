using System.Globalization;
using System.Net;
using System.Text;

namespace GitSync.GitHub.Tests;

/// <summary>A request as it arrived.</summary>
internal sealed record Sent(string Method, string Target, string? Body, string? Authorization, string? ApiVersion, string? ContentType);

/// <summary>GitHub behind the last handler: records what arrives and answers as told. Unexpected requests get 404.</summary>
internal sealed class StubGitHub : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly List<(string Prefix, Func<Sent, CancellationToken, Task<HttpResponseMessage>> Answer)> _answers = [];

    public static readonly DateTimeOffset Date = new(2024, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public List<Sent> Requests { get; } = [];

    public IEnumerable<string> Lines => Requests.Select(sent => $"{sent.Method} {sent.Target}");

    /// <summary>Answers requests whose line ("GET /app") starts like this; a later rule goes before an earlier one.</summary>
    public StubGitHub On(string line, Func<Sent, HttpResponseMessage> answer) => On(line, (sent, _) => Task.FromResult(answer(sent)));

    public StubGitHub On(string line, Func<Sent, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _answers.Insert(0, (line, answer));
        return this;
    }

    public StubGitHub On(string line, string json, int status = 200, params (string Name, string Value)[] headers) =>
        On(line, _ => Answer(status, json, headers));

    public static HttpResponseMessage Answer(int status, string json, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        response.Headers.TryAddWithoutValidation("date", Date.ToString("r", CultureInfo.InvariantCulture));
        foreach (var (name, value) in headers)
        {
            response.Headers.Remove(name);
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = new Sent(
            request.Method.Method,
            request.RequestUri!.PathAndQuery,
            request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken),
            request.Headers.Authorization?.ToString(),
            request.Headers.TryGetValues("X-GitHub-Api-Version", out var versions) ? string.Join(',', versions) : null,
            request.Content?.Headers.ContentType?.MediaType);
        Func<Sent, CancellationToken, Task<HttpResponseMessage>>? answer;
        lock (_gate)
        {
            Requests.Add(sent);
            answer = _answers.FirstOrDefault(entry => $"{sent.Method} {sent.Target}".StartsWith(entry.Prefix, StringComparison.Ordinal)).Answer;
        }

        var response = answer is null ? Answer(404, """{"message":"Not Found"}""") : await answer(sent, cancellationToken);
        response.RequestMessage = request;
        return response;
    }
}
