using System.Globalization;
using System.Text;
using System.Text.Json;
using Octokit;

namespace GitSync.GitHub;

/// <summary>The one table from what went wrong with a request to a <see cref="RemoteFailure"/>. Pure.</summary>
internal static class RemoteFailures
{
    /// <summary>What GitHub asks for when it names no time: at least a minute.</summary>
    public static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait that is believed; GitHub's own windows are one hour.</summary>
    public static readonly TimeSpan MaximumWait = TimeSpan.FromHours(24);

    private const int MaximumWords = 300;
    private const int MaximumErrors = 5;

    /// <summary>The failure for an exception.</summary>
    /// <param name="exception">What was thrown; cancellation by the caller is not among it.</param>
    /// <param name="request">The request.</param>
    /// <param name="now">The time, for limits.</param>
    public static RemoteException From(Exception exception, GitHubRequest request, DateTimeOffset now) => exception switch
    {
        RemoteException known => known,
        ApiException refused => FromAnswer(refused, request, now),
        OperationCanceledException => new RemoteException(request.WhenLost, $"GitHub did not answer {request} in time."),
        HttpRequestException { HttpRequestError: var error } when BeforeSending(error) => new RemoteException(
            RemoteFailure.Unavailable, $"GitHub could not be reached for {request} ({error})."),
        _ => new RemoteException(
            request.WhenLost,
            $"The connection broke before GitHub's answer to {request} was read ({exception.GetType().Name}).",
            innerException: exception),
    };

    /// <summary>A response's header, whatever its case, or null. Octokit keeps the case that the server chose.</summary>
    public static string? Header(IResponse response, string name) =>
        response.Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>GitHub's own clock, or null.</summary>
    public static DateTimeOffset? DateOf(IResponse response) => HttpDate(Header(response, "Date"));

    /// <summary>No connection, no request: nothing can have been applied.</summary>
    private static bool BeforeSending(HttpRequestError error) => error is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private static RemoteException FromAnswer(ApiException refused, GitHubRequest request, DateTimeOffset now)
    {
        var status = (int)refused.StatusCode;
        var words = Words(refused.HttpResponse?.Body as string);
        if (status is 403 or 429 && (status == 429 || IsLimit(refused)))
        {
            var retryAt = RetryAt(refused.HttpResponse, now);
            return Make(RemoteFailure.Limited, retryAt is { } at ? $"until {at:yyyy-MM-dd HH:mm:ss'Z'}" : "for an unknown time", retryAt);
        }

        return status switch
        {
            401 => Make(RemoteFailure.Unauthorized),
            403 or 423 or 451 => Make(RemoteFailure.Forbidden),
            404 => Make(RemoteFailure.NotFound),

            // A retired version of the API answers 410 too; that is no deletion.
            410 when words.Contains("version", StringComparison.OrdinalIgnoreCase) => Make(RemoteFailure.Invalid),

            // So does a repository whose issues are switched off.
            410 when words.Contains("disabled", StringComparison.OrdinalIgnoreCase) => Make(RemoteFailure.IssuesOff),
            410 => Make(RemoteFailure.Gone),
            408 or >= 500 => Make(request.WhenLost, retryAt: RetryAt(refused.HttpResponse, now)),
            >= 400 => Make(RemoteFailure.Invalid),
            _ => Make(request.WhenLost),
        };

        RemoteException Make(RemoteFailure failure, string? until = null, DateTimeOffset? retryAt = null) => new(
            failure,
            string.Create(
                CultureInfo.InvariantCulture, $"GitHub answered {request} with {status}{(until is null ? "" : ", to wait " + until)}{words}."),
            status,
            retryAt);
    }

    private static bool IsLimit(ApiException refused) =>
        refused is RateLimitExceededException or SecondaryRateLimitExceededException or AbuseException or LoginAttemptsExceededException
        || (refused.HttpResponse is { } response
            && (Header(response, "Retry-After") is not null || Header(response, "X-RateLimit-Remaining") == "0"));

    /// <summary>
    /// <c>retry-after</c>, else the reset of an exhausted budget, else null. The reset is GitHub's time, so the wait is taken by GitHub's clock.
    /// </summary>
    private static DateTimeOffset? RetryAt(IResponse? response, DateTimeOffset now)
    {
        if (response is null)
        {
            return null;
        }

        var gitHubNow = DateOf(response) ?? now;
        TimeSpan? wait = null;
        if (Header(response, "Retry-After") is { } after)
        {
            wait = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(Math.Min(seconds, (long)MaximumWait.TotalSeconds))
                : HttpDate(after) - gitHubNow;
        }

        if (wait is null && Header(response, "X-RateLimit-Remaining") == "0"
            && long.TryParse(Header(response, "X-RateLimit-Reset"), NumberStyles.None, CultureInfo.InvariantCulture, out var reset)
            && reset <= DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            wait = DateTimeOffset.FromUnixTimeSeconds(reset) - gitHubNow;
        }

        return wait is not { } known ? null : now + (known < TimeSpan.Zero ? TimeSpan.Zero : known > MaximumWait ? MaximumWait : known);
    }

    private static DateTimeOffset? HttpDate(string? text) => DateTimeOffset.TryParseExact(
        text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) ? date : null;

    /// <summary>GitHub's own words: its message and the fields it names; nothing that we sent is repeated. "" when it said nothing.</summary>
    private static string Words(string? body)
    {
        try
        {
            using var document = JsonDocument.Parse(string.IsNullOrEmpty(body) ? "null" : body);
            var words = new StringBuilder(document.RootElement.Text("message")?.TrimEnd('.'));
            if (document.RootElement.Items("errors") is { } errors)
            {
                foreach (var error in errors.Take(MaximumErrors))
                {
                    string?[] parts = [error.AsText(), error.Text("resource"), error.Text("field"), error.Text("code"), error.Text("message")];
                    words.Append(words.Length == 0 ? "" : "; ").AppendJoin(' ', parts.Where(part => !string.IsNullOrEmpty(part)));
                }
            }

            var text = words.ToString().TrimEnd('.');
            return text.Length == 0 ? "" : ": " + (text.Length <= MaximumWords ? text : text[..MaximumWords] + "…");
        }
        catch (JsonException)
        {
            // A proxy's page in HTML says nothing that a person needs.
            return "";
        }
    }
}
