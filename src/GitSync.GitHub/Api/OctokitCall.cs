using Octokit;
using Octokit.Internal;

namespace GitSync.GitHub;

/// <summary>One call's own HTTP client: its timeout, its cancellation, and its raw response.</summary>
internal sealed class OctokitCall(
    IHttpClient inner, TimeSpan timeout, TimeProvider time, string? ifNoneMatch, CancellationToken cancellation) : IHttpClient
{
    /// <summary>The response, or null before there is one.</summary>
    public IResponse? Response { get; private set; }

    public async Task<IResponse> Send(
        IRequest request, CancellationToken cancellationToken, Func<object, object>? preprocessResponseBody = null)
    {
        if (request is Request sent)
        {
            // Octokit calls a PATCH's JSON a form, and leaks a timer of 100 seconds per request.
            sent.ContentType = "application/json";
            sent.Timeout = TimeSpan.Zero;
            if (ifNoneMatch is not null)
            {
                sent.Headers["If-None-Match"] = ifNoneMatch;
            }
        }

        using var timer = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timer.Token);
        Response = await inner.Send(request, linked.Token, preprocessResponseBody).ConfigureAwait(false);
        return Response;
    }

    public void SetRequestTimeout(TimeSpan timeout) => inner.SetRequestTimeout(timeout);

    public void Dispose() => inner.Dispose();
}
