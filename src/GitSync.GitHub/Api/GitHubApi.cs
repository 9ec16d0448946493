using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Octokit;
using Octokit.Internal;

namespace GitSync.GitHub;

/// <summary>Sends one request through Octokit and turns whatever comes back into an answer or a <see cref="RemoteException"/>. Thread-safe.</summary>
/// <remarks>
/// Octokit's own models are left aside: they miss fields (<c>state_reason</c> "duplicate"), and webhooks and answers have to be read by one reader
/// for equal states to hash alike. A connection per request costs two small objects, and gives each its own token and cancellation, which
/// Octokit's PATCH and DELETE do not take.
/// </remarks>
internal sealed partial class GitHubApi(
    IHttpMessageHandlerFactory handlers, IOptions<GitHubOptions> options, TimeProvider time, ILogger<GitHubApi> logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Sends it once.</summary>
    /// <exception cref="RemoteException">GitHub refused it, or its outcome is unknown.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<GitHubAnswer> SendAsync(GitHubRequest request, string token, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using var client = new OctokitCall(
                new HttpClientAdapter(() => handlers.CreateHandler(GitHubOptions.HttpClientName)), options.Value.RequestTimeout, time, request.IfNoneMatch, cancellationToken);
            var connection = new Octokit.Connection(
                new ProductHeaderValue(options.Value.ProductName),
                BaseAddress(options.Value),
                new InMemoryCredentialStore(new Credentials(token, AuthenticationType.Bearer)),
                client,
                NoJson.Instance);
            await SendAsync(connection, request, cancellationToken).ConfigureAwait(false);
            return ReadAnswer(request, client.Response, time.GetUtcNow());
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            var failure = RemoteFailures.From(exception, request, time.GetUtcNow());
            LogFailed(request, failure.Failure, failure.HttpStatus);
            throw failure;
        }
    }

    /// <summary>The base address with a closing slash: without one, the last segment would be replaced by the request's path.</summary>
    internal static Uri BaseAddress(GitHubOptions options) =>
        options.ApiBaseAddress.AbsoluteUri.EndsWith('/') ? options.ApiBaseAddress : new Uri(options.ApiBaseAddress.AbsoluteUri + "/");

    private static Task SendAsync(Octokit.Connection connection, GitHubRequest request, CancellationToken cancellationToken)
    {
        var uri = new Uri(request.Path, UriKind.Relative);
        return request.Method.Method switch
        {
            "GET" => connection.Get<object>(uri, null, null, cancellationToken),
            "POST" => connection.Post<object>(uri, request.Body ?? "{}", null, null, cancellationToken: cancellationToken),
            "PATCH" => connection.Patch<object>(uri, request.Body ?? "{}"),
            "DELETE" => request.Body is null ? connection.Delete(uri) : connection.Delete(uri, (object)request.Body), // A string would be a code of two-factor authentication.
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.Method, "No such request is sent."),
        };
    }

    private static GitHubAnswer ReadAnswer(GitHubRequest request, IResponse? response, DateTimeOffset now)
    {
        var status = response is null ? 0 : (int)response.StatusCode;
        if (response is null || (status is < 200 or > 299 && !(status == 304 && request.IfNoneMatch is not null)))
        {
            throw new RemoteException(request.WhenLost, $"GitHub answered {request} with status {status}, which says nothing.", status);
        }

        return new GitHubAnswer(
            request,
            status,
            response.Body as string ?? "",
            PageLinks.Of(RemoteFailures.Header(response, "Link")),
            RemoteFailures.Header(response, "ETag"),
            RemoteFailures.DateOf(response),
            RateHeaders.Of(response, now));
    }

    [LoggerMessage(2101, LogLevel.Information, "{Request} failed: {Failure}, status {Status}")]
    private partial void LogFailed(GitHubRequest request, RemoteFailure failure, int? status);

    /// <summary>Answers are taken as text; bodies are sent as text. Octokit's reflection-based serializer has nothing to do.</summary>
    private sealed class NoJson : IJsonSerializer
    {
        public static NoJson Instance { get; } = new();

        public string Serialize(object item) => Convert.ToString(item, CultureInfo.InvariantCulture) ?? "";

        public T Deserialize<T>(string json) => default!;
    }
}
