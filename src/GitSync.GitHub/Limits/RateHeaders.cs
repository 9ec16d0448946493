using System.Globalization;
using Octokit;

namespace GitSync.GitHub;

/// <summary>An answer's <c>x-ratelimit-*</c> headers.</summary>
/// <param name="Limit">Requests per hour.</param>
/// <param name="Remaining">How many are left.</param>
/// <param name="ResetAt">When they are counted anew, by our clock.</param>
internal sealed record RateHeaders(int Limit, int Remaining, DateTimeOffset ResetAt)
{
    private const string Core = "core";

    /// <summary>Null when the answer has none, or counts another resource (search has a budget of its own).</summary>
    public static RateHeaders? Of(IResponse response, DateTimeOffset now)
    {
        if (RemoteFailures.Header(response, "X-RateLimit-Resource") is { } resource && resource != Core)
        {
            return null;
        }

        if (!int.TryParse(RemoteFailures.Header(response, "X-RateLimit-Limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            || !int.TryParse(RemoteFailures.Header(response, "X-RateLimit-Remaining"), NumberStyles.None, CultureInfo.InvariantCulture, out var remaining)
            || !long.TryParse(RemoteFailures.Header(response, "X-RateLimit-Reset"), NumberStyles.None, CultureInfo.InvariantCulture, out var reset)
            || reset > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return null;
        }

        // GitHub's clock and ours differ; a wait is the same by both.
        var wait = DateTimeOffset.FromUnixTimeSeconds(reset) - (RemoteFailures.DateOf(response) ?? now);
        return new RateHeaders(limit, remaining, now + (wait < RemoteFailures.MaximumWait ? wait : RemoteFailures.MaximumWait));
    }
}
