using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>Pins the version of GitHub's REST API; Octokit sends none, and without one GitHub's default may change.</summary>
internal sealed class ApiVersionHandler : DelegatingHandler
{
    /// <summary>The version that everything here was written against.</summary>
    public const string Version = "2022-11-28";

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove("X-GitHub-Api-Version");
        request.Headers.Add("X-GitHub-Api-Version", Version);
        return base.SendAsync(request, cancellationToken);
    }
}

/// <summary>
/// Refuses redirects and bounds answers. Octokit would follow a 301 or 307 even on a PATCH, with the body: a write to a transferred issue
/// would land in another repository.
/// </summary>
internal sealed class AnswerGuard(IOptions<GitHubOptions> options) : DelegatingHandler
{
    /// <summary>The longest answer that is read, in bytes: a page of 100 issues with the longest bodies, thrice.</summary>
    public const long MaximumAnswerBytes = 64 * 1024 * 1024;

    /// <summary>The brackets that a refusal may open for its words to be read; GitHub's open a dozen.</summary>
    private const int MaximumBracketsOfARefusal = 1_000;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsRedirect(response.StatusCode) && !MayFollow(request, response.Headers.Location))
            {
                // Only a permanent redirect says that the object was transferred; a temporary one asks to come back, and a redirect applies nothing.
                var isMoved = response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.PermanentRedirect;
                throw new RemoteException(
                    isMoved ? RemoteFailure.Moved : RemoteFailure.Unavailable,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"GitHub answered {request.Method} {request.RequestUri?.AbsolutePath} with {(int)response.StatusCode}: it is elsewhere {(isMoved ? "now" : "for the moment")}."),
                    (int)response.StatusCode);
            }

            // Octokit asks for the headers only and then reads the rest without the call's cancellation; reading it here is bounded in both.
            await response.Content.LoadIntoBufferAsync(MaximumAnswerBytes, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode >= 400 && IsTooDeep(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)))
            {
                using var unread = response.Content;
                response.Content = new StringContent("");
            }

            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Octokit looks for words in every refusal, with a reader that calls itself for each level: what is deep enough overflows the stack, and that ends the
    /// process. Brackets are counted rather than levels, since they bound the levels also of what is no JSON.
    /// </summary>
    private static bool IsTooDeep(string refusal) => refusal.AsSpan().Count('[') + refusal.AsSpan().Count('{') > MaximumBracketsOfARefusal;

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>Only finding a repository by name may be led on, and within the API: a renamed one answers with its numeric address.</summary>
    private bool MayFollow(HttpRequestMessage request, Uri? location)
    {
        var api = GitHubApi.BaseAddress(options.Value);
        return request.Method == HttpMethod.Get && request.RequestUri is { } uri && location is not null
            && api.MakeRelativeUri(uri).OriginalString.StartsWith("repos/", StringComparison.Ordinal)
            && new Uri(uri, location) is var target && (target.Scheme, target.Authority) == (api.Scheme, api.Authority);
    }
}
